/** What a lane says in figures, for screen readers and for the table beside the picture. */
import type { Lane } from './lane-types.ts'
import { upperBound } from './series-lookup.ts'
import type { Range } from './timeline-store.ts'

export interface SeriesSummary {
  readonly id: string
  readonly label: string
  readonly n: number
  readonly min: number | null
  readonly mean: number | null
  readonly max: number | null
}

/** Count, least, mean and greatest of the finite values in a range of time. */
export function summarizeLane(lane: Lane, range: Range): readonly SeriesSummary[] {
  return lane.series.map(({ id, label, tMs, value }) => {
    const finite = value.subarray(upperBound(tMs, range[0] - 1e-6), upperBound(tMs, range[1])).filter((each) => Number.isFinite(each))
    const n = finite.length
    if (n === 0) return { id, label, n, min: null, mean: null, max: null }
    let [min, max, sum] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0]
    for (const each of finite) {
      min = Math.min(min, each)
      max = Math.max(max, each)
      sum += each
    }
    return { id, label, n, min, mean: sum / n, max }
  })
}
