/** Trends that outliers can't make: Theil–Sen slope and Kendall's rank agreement with time. */
import { median } from './ranks.ts'

export interface Trend {
  /** Units of y per unit of x: the median slope of all pairs. */
  readonly slope: number
  /** Kendall's tau, −1 … 1: how much more pairs rise than fall. */
  readonly tau: number
  readonly median: number
}

/** Of points with ascending, distinct x; null below three. Quadratic in their number: for some dozens. */
export function trendOf(points: readonly (readonly [x: number, y: number])[]): Trend | null {
  if (points.length < 3) return null
  const slopes: number[] = []
  let agreement = 0
  points.forEach(([x, y], i) => {
    for (const [laterX, laterY] of points.slice(i + 1)) {
      slopes.push((laterY - y) / (laterX - x))
      agreement += Math.sign(laterY - y)
    }
  })
  return { slope: median(Float64Array.from(slopes)), tau: agreement / slopes.length, median: median(Float64Array.from(points, ([, y]) => y)) }
}
