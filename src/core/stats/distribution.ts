/** Exact sample statistics with their intervals, linear in the number of values. */
import type { Distribution, MeanAndPercentiles } from '../model/analysis.ts'
import { orderStatistics } from './order-statistics.ts'
import { meanInterval, quantileFloor, quantileRanks } from './quantile-interval.ts'

const empty: Distribution = { n: 0, min: null, p50: null, p90: null, p95: null, p99: null, max: null, mean: null, std: null }

interface Moments {
  readonly min: number
  readonly max: number
  readonly mean: number
  readonly std: number | null
}

/** Sums are of differences from the first value, so that a large common offset costs no digits. */
function moments(values: Float64Array): Moments {
  const shift = values[0]!
  let [min, max, sum] = [shift, shift, 0]
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i]!
    if (value < min) min = value
    if (value > max) max = value
    sum += value - shift
  }
  const mean = shift + sum / values.length
  if (values.length === 1) return { min, max, mean, std: null }
  let squares = 0
  for (let i = 0; i < values.length; i += 1) squares += (values[i]! - mean) ** 2
  return { min, max, mean, std: Math.sqrt(squares / (values.length - 1)) }
}

const percentiles = { p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99 } as const
type Percentile = keyof typeof percentiles
const percentileNames = Object.keys(percentiles) as readonly Percentile[]

/** Interpolates between the order statistics beside a fractional rank. */
function at(found: ReadonlyMap<number, number>, position: number): number {
  const rank = Math.floor(position)
  const below = found.get(rank)!
  return rank === position ? below : below + (found.get(rank + 1)! - below) * (position - rank)
}

function neighbours(position: number): readonly number[] {
  const rank = Math.floor(position)
  return rank === position ? [rank] : [rank, rank + 1]
}

type Found = ReadonlyMap<number, number>

function basis({ min, max, mean, std }: Moments, n: number, found: Found): Distribution {
  const figure = (name: Percentile) => at(found, (n - 1) * percentiles[name])
  return { n, min, p50: figure('p50'), p90: figure('p90'), p95: figure('p95'), p99: figure('p99'), max, mean, std }
}

function percentileRanks(n: number): readonly number[] {
  return percentileNames.flatMap((name) => neighbours((n - 1) * percentiles[name]))
}

/** Statistics of finite values, which keep their order. */
export function distributionOf(values: Float64Array): Distribution {
  const n = values.length
  return n === 0 ? empty : basis(moments(values), n, orderStatistics(values, percentileRanks(n)))
}

/** The same with 95 % intervals, and with p99.9 where n allows it (else null). */
export function distributionWithIntervals(values: Float64Array): Distribution {
  const n = values.length
  if (n === 0) return empty
  const bounds = percentileNames.map((name) => quantileRanks(n, percentiles[name], quantileFloor[name]))
  const tail = n >= quantileFloor.p999 ? (n - 1) * 0.999 : null
  const ranks = [...percentileRanks(n), ...bounds.flatMap((pair) => (pair === null ? [] : pair.flatMap(neighbours))), ...(tail === null ? [] : neighbours(tail))]
  const found = orderStatistics(values, ranks)
  const base = basis(moments(values), n, found)
  const [p50 = null, p90 = null, p95 = null, p99 = null] = bounds.map((pair) => (pair === null ? null : [at(found, pair[0]), at(found, pair[1])] as const))
  const intervals: MeanAndPercentiles = { mean: base.mean === null ? null : meanInterval(values, base.mean, base.std), p50, p90, p95, p99 }
  return { ...base, p999: tail === null ? null : at(found, tail), intervals }
}

function finite(values: Iterable<number | null>): Float64Array {
  const kept: number[] = []
  for (const value of values) if (value !== null && Number.isFinite(value)) kept.push(value)
  return Float64Array.from(kept)
}

/**
 * Statistics of a sample; null and NaN values are left out and not counted in `n`. An empty sample has no figures,
 * one value has no deviation. Percentiles by linear interpolation (Hyndman-Fan type 7, numpy's default).
 */
export function distribution(values: Iterable<number | null>): Distribution {
  return distributionOf(finite(values))
}

/** One quantile of an ascending array, type 7; null when it is empty. */
export function quantileOfSorted(sorted: ArrayLike<number>, p: number): number | null {
  if (sorted.length === 0) return null
  const position = (sorted.length - 1) * p
  const rank = Math.floor(position)
  const below = sorted[rank]!
  const above = sorted[Math.min(rank + 1, sorted.length - 1)]!
  return below + (above - below) * (position - rank)
}
