/** Values that come in clusters, as the gaps of an answer do: their intervals are as wide as what differs between clusters makes them. */
import type { Distribution, MeanAndPercentiles } from '../model/analysis.ts'
import { distributionWithIntervals } from './distribution.ts'

/** Below, nothing is known of how clusters differ. */
export const minClusters = 6
/** Of more values, every so many-th cluster tells how they differ. */
const maxValues = 500_000

type Names = keyof MeanAndPercentiles
const percentileNames = ['p50', 'p90', 'p95', 'p99'] as const satisfies readonly Names[]

/** Σ of a score over each cluster that is looked at, with its size. */
function clusterSums(values: Float64Array, sizes: readonly number[], score: (value: number) => number): readonly { readonly sum: number; readonly size: number }[] {
  const stride = Math.max(1, Math.ceil(values.length / maxValues))
  const sums: { sum: number; size: number }[] = []
  let from = 0
  sizes.forEach((size, index) => {
    if (index % stride === 0 && size > 0) {
      let sum = 0
      for (let i = from; i < from + size; i += 1) sum += score(values[i]!)
      sums.push({ sum, size })
    }
    from += size
  })
  return sums
}

/** How many times wider an interval is than if all values were independent (the root of the design effect, Kish); at least 1. */
function widening(values: Float64Array, sizes: readonly number[], score: (value: number) => number, varianceOfOne: (mean: number) => number): number {
  const sums = clusterSums(values, sizes, score)
  const [n, total] = sums.reduce(([count, all], { sum, size }) => [count + size, all + sum], [0, 0])
  const mean = total / n
  const independent = varianceOfOne(mean) / n
  if (sums.length < 2 || !(independent > 0)) return 1
  const between = sums.reduce((squares, { sum, size }) => squares + (sum - size * mean) ** 2, 0)
  return Math.max(1, Math.sqrt(((sums.length / (sums.length - 1)) * between) / n ** 2 / independent))
}

/** Statistics of values that lie cluster after cluster; `sizes` add up to their number. No intervals below six clusters. */
export function clusteredDistribution(values: Float64Array, sizes: readonly number[]): Distribution {
  const base = distributionWithIntervals(values)
  const { intervals, mean, std, min, max } = base
  if (intervals === undefined) return base
  if (sizes.filter((size) => size > 0).length < minClusters || min === null || max === null) return { ...base, intervals: { mean: null, p50: null, p90: null, p95: null, p99: null } }
  const around = (figure: number | null, interval: readonly [number, number] | null, factor: number): readonly [number, number] | null => (
    figure === null || interval === null ? null : [Math.max(min, figure - (figure - interval[0]) * factor), Math.min(max, figure + (interval[1] - figure) * factor)])
  const ofPercentile = (name: (typeof percentileNames)[number]) => {
    const line = base[name] ?? 0
    return around(base[name], intervals[name], widening(values, sizes, (value) => (value > line ? 1 : 0), (share) => share * (1 - share)))
  }
  return {
    ...base,
    intervals: {
      mean: around(mean, intervals.mean, widening(values, sizes, (value) => value, () => (std ?? 0) ** 2)),
      p50: ofPercentile('p50'), p90: ofPercentile('p90'), p95: ofPercentile('p95'), p99: ofPercentile('p99'),
    },
  }
}
