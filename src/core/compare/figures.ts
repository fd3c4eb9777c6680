/** One run's figures with what is needed to compare them: draws of what they might as well have been. */
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import { redraw } from '../analysis/series-difference.ts'
import type { ComparedFigure, Range } from '../model/comparison.ts'
import { decorrelationTime } from '../stats/autocorrelation.ts'
import { normal, type Uniform } from '../stats/draws.ts'
import { quantileOfSorted } from '../stats/distribution.ts'
import { quantileFloor } from '../stats/quantile-interval.ts'

/**
 * How much the same run differs when it is repeated, as a standard deviation of its level. One run tells nothing of it; leaving it out
 * would claim differences that a second run does not confirm.
 */
export const runSpread = 0.01

const draws = 1000
const leastSlices = 8
const mostSlices = 20
const leastSliceMs = 1000

/** A figure, and (where an interval can be given) logarithms of draws of it. */
export interface DrawnFigure extends ComparedFigure {
  readonly logs: Float64Array | null
  /** A single number by nature, such as energy. */
  readonly isSingle?: boolean
}

/** Draws of different sessions must not move together. */
export function uniformOf(seed: number): Uniform {
  const generator = xoroshiro128plus(seed)
  return () => uniformFloat64(generator)
}

function withDraws(value: number, n: number, draw: () => number, uniform: Uniform): DrawnFigure {
  const own = Float64Array.from({ length: draws }, draw)
  const sorted = own.toSorted()
  const interval: Range = [Math.exp(quantileOfSorted(sorted, 0.025)!), Math.exp(quantileOfSorted(sorted, 0.975)!)]
  return { value, n, interval, logs: own.map((log) => log + runSpread * normal(uniform)) }
}

/** Requests that follow each other share a state of the server: so many independent ones they are worth, for the quantile `p`. */
function independentCount(inOrder: Float64Array, quantile: number): number {
  return inOrder.length / decorrelationTime(inOrder.map((value) => (value > quantile ? 1 : 0)))
}

/** The p-quantile of values given in the order of sending. */
export function quantileFigure(inOrder: Float64Array, p: 0.5 | 0.95, uniform: Uniform): DrawnFigure {
  const n = inOrder.length
  const sorted = inOrder.toSorted()
  const value = quantileOfSorted(sorted, p)
  const none = { value, n, interval: null, logs: null }
  if (value === null || value <= 0 || n < (p === 0.5 ? quantileFloor.p50 : quantileFloor.p95)) return none
  const effectiveN = independentCount(inOrder, value)
  if (effectiveN < quantileFloor.p50 || sorted[0]! <= 0) return { ...none, independentN: effectiveN }
  return { ...withDraws(value, n, () => Math.log(redraw({ kind: 'quantile', sorted, p, effectiveN }, uniform)), uniform), independentN: effectiveN }
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
  return withDraws(value, n, () => Math.log(value) + relative * widening * normal(uniform), uniform)
}

export function singleFigure(value: number | null, n: number): DrawnFigure {
  return { value, n, interval: null, logs: null, isSingle: true }
}

const z = 1.96

/** Wilson's interval of a share; `independent` may be fewer than the requests. */
export function shareInterval(share: number, independent: number): Range {
  const square = z * z
  const middle = (share + square / (2 * independent)) / (1 + square / independent)
  const half = (z / (1 + square / independent)) * Math.sqrt((share * (1 - share)) / independent + square / (4 * independent ** 2))
  return [Math.max(0, middle - half), Math.min(1, middle + half)]
}

/** The share of failures, of requests in the order of sending. */
export function failureFigure(value: number | null, failed: Float64Array): DrawnFigure {
  const n = failed.length
  if (value === null || n === 0) return { value, n, interval: null, logs: null }
  return { value, n, interval: shareInterval(value, n / decorrelationTime(failed)), logs: null }
}
