/** Requests open and requests without a token, at an instant or on average over a stretch of time. */
import { bisectRight } from 'd3-array'
import type { RequestRecord } from '../model/request.ts'

export interface OpenCounts {
  /** Mean of open requests over the stretch; at its instant where it has no length. */
  inFlight(fromMs: number, toMs: number): number
  /** Of these, those that had no token yet. */
  waiting(fromMs: number, toMs: number): number
}

/** Sum over all stamps of the time between the stamp and `atMs`, by prefix sums. */
function elapsed(sorted: Float64Array, sums: Float64Array, atMs: number): number {
  const count = bisectRight(sorted, atMs)
  return count * atMs - (sums[count] ?? 0)
}

function prefix(sorted: Float64Array): Float64Array {
  const sums = new Float64Array(sorted.length + 1)
  for (let i = 0; i < sorted.length; i += 1) sums[i + 1] = sums[i]! + sorted[i]!
  return sums
}

/** Mean number of those between begin and end. */
function counter(begins: Float64Array, ends: Float64Array): (fromMs: number, toMs: number) => number {
  const [beginSums, endSums] = [prefix(begins), prefix(ends)]
  return (fromMs, toMs) => {
    if (toMs <= fromMs) return bisectRight(begins, fromMs) - bisectRight(ends, fromMs)
    const over = (sorted: Float64Array, sums: Float64Array): number => elapsed(sorted, sums, toMs) - elapsed(sorted, sums, fromMs)
    return (over(begins, beginSums) - over(ends, endSums)) / (toMs - fromMs)
  }
}

export function openCounts(requests: readonly RequestRecord[]): OpenCounts {
  const sent = requests.filter(({ sentAtMs }) => sentAtMs !== null)
  const begins = Float64Array.from(sent, ({ sentAtMs }) => sentAtMs ?? 0).sort()
  const ends = Float64Array.from(sent, ({ endAtMs }) => endAtMs).sort()
  const firsts = Float64Array.from(sent, ({ firstTokenAtMs, endAtMs }) => firstTokenAtMs ?? endAtMs).sort()
  return { inFlight: counter(begins, ends), waiting: counter(begins, firsts) }
}
