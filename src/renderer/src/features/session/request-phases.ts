/** One request as a row of phases, from when it was due to its end. */
import type { RequestRecord } from '../../../../core/model/request.ts'

export const phaseNames = ['wait', 'headers', 'prefill', 'queuePrefill', 'think', 'decode', 'end'] as const
export type PhaseName = (typeof phaseNames)[number]

export interface Phase {
  readonly name: PhaseName
  readonly fromMs: number
  readonly toMs: number
}

/** Headers this close before the first token came with it: there is no prefill of its own to show. */
const TOGETHER_MS = 2

/**
 * wait: due → sent (a connection is open by then); headers: sent → headers; prefill: headers → first token, or both in one as
 * queuePrefill where headers come with the first token; think: first token → first visible one; decode: → last token;
 * end: → end of stream. A phase that never began is left out; one that was cut short ends with the request.
 */
export function requestPhases(record: RequestRecord): readonly Phase[] {
  const { dueAtMs, sentAtMs, headersAtMs, firstTokenAtMs, firstVisibleAtMs, lastTokenAtMs, endAtMs } = record
  const thinks = firstVisibleAtMs !== null && firstTokenAtMs !== null && firstVisibleAtMs > firstTokenAtMs
  const isTogether = headersAtMs !== null && firstTokenAtMs !== null && firstTokenAtMs - headersAtMs <= TOGETHER_MS
  const starts: readonly (readonly [PhaseName, number | null])[] = [
    ['wait', dueAtMs], [isTogether ? 'queuePrefill' : 'headers', sentAtMs], ['prefill', isTogether ? null : headersAtMs], ['think', thinks ? firstTokenAtMs : null],
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
