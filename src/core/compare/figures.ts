/** One run's figures with what is needed to compare them: draws of what they might as well have been. */
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import { redraw } from '../analysis/series-difference.ts'
import type { ComparedFigure, Range } from '../model/comparison.ts'
import { decorrelationTime } from '../stats/autocorrelation.ts'
import { normal, type Uniform } from '../stats/draws.ts'
import { quantileOfSorted } from '../stats/distribution.ts'
import { quantileFloor, z95 } from '../stats/quantile-interval.ts'

const draws = 1000
const leastSlices = 8
const mostSlices = 20
const leastSliceMs = 1000
const skipped = 100
/**
 * Parts into which a run is cut to see how far a share strays between them (what lasts about as long as a part is seen, however neighbours
 * resemble each other), each with Student's t of so many parts.
 */
const partings = [{ parts: 3, t: 4.303 }, { parts: 5, t: 2.776 }, { parts: 10, t: 2.262 }] as const

/** A figure, and (where an interval can be given) logarithms of draws of it. */
export interface DrawnFigure extends ComparedFigure {
  readonly logs: Float64Array | null
  /** Of a share: how many independent requests it rests on. */
  readonly shareOf?: number
  /** A single number by nature, such as energy. */
  readonly isSingle?: boolean
}

/** Draws of different sessions must not move together. */
export function uniformOf(seed: number): Uniform {
  const generator = xoroshiro128plus(seed)
  // Generators whose seeds are neighbours begin alike.
  for (let i = 0; i < skipped; i += 1) uniformFloat64(generator)
  return () => uniformFloat64(generator)
}

function withDraws(value: number, n: number, draw: () => number): DrawnFigure {
  const own = Float64Array.from({ length: draws }, draw)
  const sorted = own.toSorted()
  const interval: Range = [Math.exp(quantileOfSorted(sorted, 0.025)!), Math.exp(quantileOfSorted(sorted, 0.975)!)]
  return { value, n, interval, logs: own }
}

function shareOf(inOrder: Float64Array): number {
  return inOrder.reduce((sum, one) => sum + one, 0) / inOrder.length
}

/** How many independent ones would make a share stray as far as it does between `parts` of the run (batch means). */
function countByParts(inOrder: Float64Array, parts: number, t: number): number {
  const n = inOrder.length
  const share = shareOf(inOrder)
  const squares = Array.from({ length: parts }, (_, part) => (shareOf(inOrder.subarray(Math.floor((part * n) / parts), Math.floor(((part + 1) * n) / parts))) - share) ** 2)
  const variance = squares.reduce((sum, one) => sum + one, 0) / (parts - 1) / parts
  return variance === 0 ? n : (share * (1 - share)) / (variance * (t / z95) ** 2)
}

/** Requests that follow each other share a state of the server: so many independent ones they are worth, by the most doubtful of several answers. */
export function independentCount(inOrder: Float64Array): number {
  const n = inOrder.length
  const near = n / decorrelationTime(inOrder)
  const fitting = partings.filter(({ parts }) => n >= 2 * parts)
  // Few parts can stray far by chance alone: they widen an interval, but do not take it away.
  return Math.min(near, Math.max(quantileFloor.p50, Math.min(n, ...fitting.map(({ parts, t }) => countByParts(inOrder, parts, t)))))
}

/** The p-quantile of values given in the order of sending. */
export function quantileFigure(inOrder: Float64Array, p: 0.5 | 0.95, uniform: Uniform): DrawnFigure {
  const n = inOrder.length
  const sorted = inOrder.toSorted()
  const value = quantileOfSorted(sorted, p)
  const none = { value, n, interval: null, logs: null }
  if (value === null || value <= 0 || n < (p === 0.5 ? quantileFloor.p50 : quantileFloor.p95)) return none
  const effectiveN = independentCount(inOrder.map((one) => (one > value ? 1 : 0)))
  if (effectiveN < quantileFloor.p50 || sorted[0]! <= 0) return { ...none, independentN: effectiveN }
  return { ...withDraws(value, n, () => Math.log(redraw({ kind: 'quantile', sorted, p, effectiveN }, uniform))), independentN: effectiveN }
}

/** Slices of equal length, of at least a second each; null where there are too few to say how much a rate varies. */
export function sliceCount(lengthMs: number): number | null {
  const count = Math.min(mostSlices, Math.floor(lengthMs / leastSliceMs))
  return count < leastSlices ? null : count
}

/**
 * A rate from what happened in each slice of the window. `edge`: how many of its events the window's two ends may have gained or lost by where
 * they happen to lie.
 */
export function rateFigure(value: number | null, perSlice: Float64Array | null, edge: number, uniform: Uniform): DrawnFigure {
  const n = perSlice?.length ?? 0
  const total = perSlice?.reduce((sum, one) => sum + one, 0) ?? 0
  if (value === null || perSlice === null || value <= 0 || total <= 0) return { value, n, interval: null, logs: null }
  const mean = total / n
  const variance = perSlice.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (n - 1)
  const relative = Math.hypot(Math.sqrt((variance * decorrelationTime(perSlice)) / n) / mean, edge / total)
  // Student's t of so many slices, as a share more than the normal's.
  const widening = 1 + 1.22 / (n - 1)
  return withDraws(value, n, () => Math.log(value) + relative * widening * normal(uniform))
}

export function singleFigure(value: number | null, n: number): DrawnFigure {
  return { value, n, interval: null, logs: null, isSingle: true }
}

/** Wilson's interval of a share, `z` standard deviations wide; `independent` may be fewer than the requests. */
export function shareInterval(share: number, independent: number, z = z95): Range {
  const square = z * z
  const middle = (share + square / (2 * independent)) / (1 + square / independent)
  const half = (z / (1 + square / independent)) * Math.sqrt((share * (1 - share)) / independent + square / (4 * independent ** 2))
  return [Math.max(0, middle - half), Math.min(1, middle + half)]
}

/** The share of failures, of requests in the order of sending. */
export function failureFigure(value: number | null, failed: Float64Array): DrawnFigure {
  const n = failed.length
  if (value === null || n === 0) return { value, n, interval: null, logs: null }
  const independent = independentCount(failed)
  return { value, n, interval: shareInterval(value, independent), logs: null, shareOf: independent }
}
