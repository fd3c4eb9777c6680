/** One request as a row of phases, from when it was due to its end. */
import type { RequestRecord } from '../../../../core/model/request.ts'

export const phaseNames = ['wait', 'connect', 'prefill', 'think', 'decode', 'end'] as const
export type PhaseName = (typeof phaseNames)[number]

export interface Phase {
  readonly name: PhaseName
  readonly fromMs: number
  readonly toMs: number
}

/**
 * wait: due → sent; connect: sent → headers; prefill: headers → first token; think: first token → first visible one;
 * decode: → last token; end: → end of stream. A phase that never began is left out; one that was cut short ends with the request.
 */
export function requestPhases(record: RequestRecord): readonly Phase[] {
  const { dueAtMs, sentAtMs, headersAtMs, firstTokenAtMs, firstVisibleAtMs, lastTokenAtMs, endAtMs } = record
  const thinks = firstVisibleAtMs !== null && firstTokenAtMs !== null && firstVisibleAtMs > firstTokenAtMs
  const starts: readonly (readonly [PhaseName, number | null])[] = [
    ['wait', dueAtMs], ['connect', sentAtMs], ['prefill', headersAtMs], ['think', thinks ? firstTokenAtMs : null],
    ['decode', thinks ? firstVisibleAtMs : firstTokenAtMs], ['end', lastTokenAtMs],
  ]
  const begun = starts.filter((start): start is readonly [PhaseName, number] => start[1] !== null)
  return begun
    .map(([name, fromMs], i): Phase => ({ name, fromMs, toMs: begun[i + 1]?.[1] ?? endAtMs }))
    .filter(({ fromMs, toMs }) => toMs >= fromMs)
}

/** Gaps between consecutive token events, ms. */
export function tokenGaps(chunkAtMs: Float64Array): readonly number[] {
  return Array.from(chunkAtMs.subarray(1), (at, i) => at - (chunkAtMs[i] ?? at))
}
