/** R8: on Windows the driver moved GPU memory to system memory: no error, only many times slower. */
import type { EvidenceInput } from '../evidence-input.ts'
import { bins, samples } from '../counts.ts'
import { item, type Rule } from '../rule.ts'
import { maxOf, ratioOf } from '../windows.ts'
import { paceWhile } from '../contrast.ts'
import { onsetEvidence } from '../onset.ts'

export const sysmemFallback: Rule = {
  id: 'sysmem-fallback',
  number: 'R8',
  evaluate(input: EvidenceInput, limits, { changesIn }) {
    if (!/windows/i.test(input.machine.os.value ?? '')) return null
    const vram = ratioOf(maxOf(input.whole, 'gpu.mem.used'), maxOf(input.whole, 'gpu.mem.total'))
    if (vram === null || vram < limits.vramFullShare || (input.analysis.errors.byClass.oom ?? 0) > 0) return null
    const total = maxOf(input.whole, 'gpu.mem.total') ?? Number.POSITIVE_INFINITY
    const split = paceWhile(input, 'gpu.mem.used', (used) => used / total >= limits.vramFullShare)
    const slowdown = split === null ? null : ratioOf(split.insideMs, split.outsideMs)
    if (split === null || slowdown === null || slowdown < limits.slowdown) return null
    // Spilling from the first bin on has no beginning to look at.
    const window = input.windows.find(({ fromMs, toMs }) => split.fromMs > fromMs && split.fromMs < toMs)
    const onset = window === undefined ? null : onsetEvidence(changesIn(window), split.fromMs, ['gpu.mem.used'])
    const shared = maxOf(input.whole, 'gpu.mem.shared')
    return {
      kind: 'event', confidence: shared !== null && shared > limits.vramFreeBytes ? 'likely' : 'consistent',
      where: { stage: null, fromMs: split.fromMs, toMs: split.toMs }, weight: slowdown,
      evidence: [
        item('vramShare', vram, 'share', samples(input.whole, 'gpu.mem.used'), { against: limits.vramFullShare, signals: ['gpu.mem.used'] }),
        item('slowdown', slowdown, 'ratio', bins(split.bins), { against: limits.slowdown, signals: ['req.tpot.p50'] }),
        item('memoryUsed', shared, 'B', samples(input.whole, 'gpu.mem.shared'), { signals: ['gpu.mem.shared'] }),
        ...(onset?.evidence ?? []),
      ],
      counter: onset?.counter ?? [], advice: ['no-sysmem-fallback', 'less-context', 'smaller-model'], experiment: 'fewer-users',
    }
  },
}
