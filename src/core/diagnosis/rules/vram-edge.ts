/** R23: almost no GPU memory is left at the peak; the next large request fails or spills. */
import { item, share, type Rule } from '../rule.ts'
import type { EvidenceInput } from '../evidence-input.ts'

/** The card that came closest to its end, over the time under load. */
function tightest({ stored, windows }: EvidenceInput): { readonly free: number; readonly total: number; readonly atMs: number; readonly n: number } | null {
  const [from, to] = [windows[0]?.fromMs ?? 0, windows.at(-1)?.toMs ?? 0]
  let worst: { readonly free: number; readonly total: number; readonly atMs: number; readonly n: number } | null = null
  for (const used of stored.telemetry) {
    if (used.signal !== 'gpu.mem.used') continue
    const total = stored.telemetry.find(({ signal, device }) => signal === 'gpu.mem.total' && device === used.device)?.value.find((value) => value > 0)
    if (total === undefined) continue
    used.value.forEach((value, i) => {
      const atMs = used.tMs[i]!
      if (atMs >= from && atMs <= to && total - value < (worst?.free ?? Number.POSITIVE_INFINITY)) worst = { free: total - value, total, atMs, n: used.value.length }
    })
  }
  return worst
}

export const vramEdge: Rule = {
  id: 'vram-edge',
  number: 'R23',
  evaluate(input, limits) {
    const found = tightest(input)
    if (found === null || (input.analysis.errors.byClass.oom ?? 0) > 0) return null
    const { free, total, atMs } = found
    const count = { n: found.n, of: 'samples' } as const
    if (free > limits.vramFreeShare * total && free > limits.vramFreeBytes) return null
    const window = input.windows.find(({ fromMs, toMs }) => atMs >= fromMs && atMs <= toMs) ?? input.whole
    return {
      kind: 'limit', confidence: 'observed', where: window, weight: 1 - free / total,
      evidence: [
        item('vramFree', free, 'B', count, { against: limits.vramFreeBytes, at: { fromMs: atMs - 2_000, toMs: atMs + 2_000 }, signals: ['gpu.mem.used'] }),
        item('vramShare', share(100 * (1 - free / total)), 'share', count, { against: 1 - limits.vramFreeShare, signals: ['gpu.mem.used'] }),
      ],
      counter: [], advice: ['less-context', 'smaller-model', 'close-others'], experiment: 'fewer-users',
    }
  },
}
