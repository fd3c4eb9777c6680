/** Exact sample statistics by selection instead of sorting, so that millions of token gaps stay cheap. */
import { quickselect } from 'd3-array'
import type { Distribution } from '../model/analysis.ts'

const empty: Distribution = { n: 0, min: null, p50: null, p90: null, p95: null, p99: null, max: null, mean: null, std: null }

function smallest(values: Float64Array, from: number): number {
  let best = values[from]!
  for (let i = from + 1; i < values.length; i += 1) if (values[i]! < best) best = values[i]!
  return best
}

function largest(values: Float64Array, from: number): number {
  let best = values[from]!
  for (let i = from + 1; i < values.length; i += 1) if (values[i]! > best) best = values[i]!
  return best
}

/** One quantile by linear interpolation (Hyndman-Fan type 7, numpy's default). Everything before `left` must be ≤ everything after. */
function selectQuantile(values: Float64Array, p: number, left: number): { readonly value: number; readonly rank: number } {
  const position = (values.length - 1) * p
  const rank = Math.floor(position)
  quickselect(values, rank, left)
  const below = values[rank]!
  if (rank === position) return { value: below, rank }
  const above = smallest(values, rank + 1)
  return { value: below + (above - below) * (position - rank), rank }
}

function moments(values: Float64Array): { readonly mean: number; readonly std: number | null } {
  const shift = values[0]!
  let sum = 0
  for (const value of values) sum += value - shift
  const mean = shift + sum / values.length
  if (values.length === 1) return { mean, std: null }
  let squares = 0
  for (const value of values) squares += (value - mean) ** 2
  return { mean, std: Math.sqrt(squares / (values.length - 1)) }
}

/** As `distribution`, but reorders `values` instead of copying them; they must be finite. */
export function distributionInPlace(values: Float64Array): Distribution {
  if (values.length === 0) return empty
  const { mean, std } = moments(values)
  const min = smallest(values, 0)
  let left = 0
  const [p50, p90, p95, p99] = [0.5, 0.9, 0.95, 0.99].map((p) => {
    const { value, rank } = selectQuantile(values, p, left)
    left = rank
    return value
  }) as [number, number, number, number]
  return { n: values.length, min, p50, p90, p95, p99, max: largest(values, left), mean, std }
}

/**
 * Statistics of a sample; null and NaN values are left out and not counted in `n`. An empty sample has no figures,
 * one value has no deviation.
 */
export function distribution(values: Iterable<number | null>): Distribution {
  const kept: number[] = []
  for (const value of values) if (value !== null && Number.isFinite(value)) kept.push(value)
  return distributionInPlace(Float64Array.from(kept))
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
