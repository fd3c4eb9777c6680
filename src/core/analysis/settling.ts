/** When has a stage settled? Finds a beginning that is unlike the rest by the rule of the smallest standard error, and leaves a trend alone. */
import { isSuccess } from '../model/outcome.ts'
import type { RequestRecord } from '../model/request.ts'
import { requestTimes } from '../measure/request-metrics.ts'
import { decorrelationTime, median } from '../stats/index.ts'

/** Fewer answers have no beginning that could be told from the rest. */
export const minSettlingAnswers = 20
/** The beginning must differ by so much of the usual level, and by so many standard errors. */
const minDifference = 0.15
const minErrors = 4
/** What is left must hold its level: its halves may differ by this share of the difference. */
const maxRestDrift = 0.4

/** How many values to leave out so that the mean of the rest is known best (MSER, White 1997), at most half. */
export function mserCut(values: ArrayLike<number>): number {
  const n = values.length
  let [sum, squares, best, cut] = [0, 0, Infinity, 0]
  for (let i = n - 1; i >= 0; i -= 1) {
    sum += values[i]!
    squares += values[i]! ** 2
    const kept = n - i
    if (i > n / 2 || kept < 2) continue
    const error = (squares - sum ** 2 / kept) / kept ** 2
    if (error <= best) [best, cut] = [error, i]
  }
  return cut
}

/** Values that belong to the beginning; 0 when it is like the rest, or when the rest does not hold its level either. */
export function transientLength(values: Float64Array): number {
  if (values.length < minSettlingAnswers) return 0
  const cut = mserCut(values)
  if (cut === 0) return 0
  const [head, rest] = [values.subarray(0, cut), values.subarray(cut)]
  const level = median(rest)
  const difference = Math.abs(median(head) - level)
  const spread = 1.4826 * median(rest.map((value) => Math.abs(value - level)))
  const error = 1.2533 * spread * Math.sqrt(decorrelationTime(rest)) * Math.sqrt(1 / rest.length + 1 / cut)
  if (difference < minDifference * Math.abs(level) || difference < minErrors * error) return 0
  const middle = rest.length >> 1
  return Math.abs(median(rest.subarray(0, middle)) - median(rest.subarray(middle))) <= maxRestDrift * difference ? cut : 0
}

export interface Settling {
  /** Send time of the first request that belongs to the rest, session ms. */
  readonly atMs: number
  readonly by: 'ttft' | 'tpot'
}

/** By TTFT and TPOT of the successes sent in the window, in order of sending; the later of both. Null when the stage was settled from the start. */
export function settlingOf(requests: readonly RequestRecord[]): Settling | null {
  const order = requests.filter(({ outcome, sentAtMs }) => isSuccess(outcome) && sentAtMs !== null).toSorted((a, b) => a.sentAtMs! - b.sentAtMs!)
  let latest: Settling | null = null
  for (const by of ['ttft', 'tpot'] as const) {
    const known = order.flatMap((record) => {
      const { ttftMs, tpotMs } = requestTimes(record)
      const value = by === 'ttft' ? ttftMs : tpotMs
      return value === null ? [] : [{ atMs: record.sentAtMs!, value }]
    })
    const cut = transientLength(Float64Array.from(known, ({ value }) => value))
    const atMs = known[cut]?.atMs
    if (cut > 0 && atMs !== undefined && (latest === null || atMs > latest.atMs)) latest = { atMs, by }
  }
  return latest
}
