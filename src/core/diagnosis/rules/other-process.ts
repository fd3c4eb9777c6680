/** R19: another process used the GPU while the run was measured. */
import type { EvidenceInput } from '../evidence-input.ts'
import { signalFigure } from '../signal-facts.ts'
import { events, samples } from '../counts.ts'
import { item, share, type Rule } from '../rule.ts'
import { maxOf, meanOf, ratioOf } from '../windows.ts'

function takenTimes({ stored }: EvidenceInput): number {
  return stored.events.filter(({ kind }) => kind === 'gpu-taken').length
}

export const otherProcess: Rule = {
  id: 'other-process',
  number: 'R19',
  evaluate(input, limits) {
    const { whole, rest, server } = input
    if (!server.isLocal) return null
    const restGpu = Math.max(rest.before.value === null ? 0 : (meanOf(rest.before.value, 'gpu.util') ?? 0), rest.after.value === null ? 0 : (meanOf(rest.after.value, 'gpu.util') ?? 0))
    const others = ratioOf(maxOf(whole, 'gpu.mem.others'), maxOf(whole, 'gpu.mem.total'))
    const taken = takenTimes(input)
    const atRest = (rest.before.value ?? rest.after.value) ?? whole
    const isUsedAtRest = restGpu > limits.restGpuPercent
    const holdsMemory = others !== null && others > limits.othersVramShare
    // Memory alone (a desktop, a browser) takes no time from the model.
    if (!isUsedAtRest && taken === 0) return null
    return {
      kind: 'event', confidence: isUsedAtRest && (holdsMemory || taken > 0) ? 'likely' : 'observed',
      where: { stage: null, fromMs: whole.fromMs, toMs: whole.toMs }, weight: restGpu / 100,
      evidence: [
        item('gpuUtilAtRest', share(restGpu), 'share', samples(atRest, 'gpu.util'), { against: limits.restGpuPercent / 100, at: atRest, signals: ['gpu.util'] }),
        item('vramOthers', signalFigure(whole, 'gpu.mem.others', 'max').value, 'B', samples(whole, 'gpu.mem.others'), { signals: ['gpu.mem.others'] }),
        ...(taken > 0 ? [item('episodes', taken, 'count', events(taken))] : []),
      ],
      counter: [], advice: ['close-others', 'repeat-quietly'], experiment: 'repeat',
    }
  },
}
