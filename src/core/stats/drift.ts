/** Does a series rise or fall for good? Mann–Kendall with the variance that persistent noise has, and the Theil–Sen slope with its interval. */
import { lagOne } from './autocorrelation.ts'
import { twoSidedP } from './normal.ts'
import { z95 } from './quantile-interval.ts'
import { median } from './ranks.ts'

/** Fewer samples say nothing about a trend. */
export const minDriftSamples = 40
/** Pairs are quadratic in the number of points: longer series become means of so many blocks. */
const maxPoints = 500

export interface Drift {
  readonly n: number
  /** Units of the value per unit of time. */
  readonly slope: number
  readonly low: number
  readonly high: number
  /** Kendall's τ with time, −1 … 1. */
  readonly tau: number
  /** Of the value's deviations from its slope. */
  readonly persistence: number
  readonly p: number
}

export interface Slope {
  readonly slope: number
  readonly intercept: number
  readonly low: number
  readonly high: number
}

function sign(x: number): number {
  return x > 0 ? 1 : x < 0 ? -1 : 0
}

/** Σ t(t−1)(2t+5) over groups of equal values, as Kendall's variance needs it; and Σ over time ties likewise. */
function tieTerm(values: ArrayLike<number>): number {
  const sorted = Float64Array.from(values).sort()
  let [sum, run] = [0, 1]
  for (let i = 1; i <= sorted.length; i += 1) {
    if (i < sorted.length && sorted[i] === sorted[i - 1]) {
      run += 1
      continue
    }
    sum += run * (run - 1) * (2 * run + 5)
    run = 1
  }
  return sum
}

function kendallVariance(values: ArrayLike<number>): number {
  const n = values.length
  return (n * (n - 1) * (2 * n + 5) - tieTerm(values)) / 18
}

/** Sorted slopes of all pairs with distinct x. */
function pairSlopes(x: ArrayLike<number>, y: ArrayLike<number>): Float64Array {
  const slopes: number[] = []
  for (let i = 0; i < x.length; i += 1) {
    for (let j = i + 1; j < x.length; j += 1) if (x[j] !== x[i]) slopes.push((y[j]! - y[i]!) / (x[j]! - x[i]!))
  }
  return Float64Array.from(slopes).sort()
}

/** Theil–Sen with Sen's 95 % interval; `inflation` ≥ 1 widens it for persistent noise. Null without two distinct x. Quadratic: for some hundred points. */
export function theilSen(x: ArrayLike<number>, y: ArrayLike<number>, inflation = 1): Slope | null {
  return slopeOf(pairSlopes(x, y), x, y, inflation)
}

function slopeOf(slopes: Float64Array, x: ArrayLike<number>, y: ArrayLike<number>, inflation: number): Slope | null {
  if (slopes.length === 0) return null
  const n = y.length
  const variance = (n * (n - 1) * (2 * n + 5) - tieTerm(x) - tieTerm(y)) / 18
  const reach = z95 * Math.sqrt(Math.max(0, variance) * inflation)
  const low = Math.max(0, Math.round((slopes.length - reach) / 2) - 1)
  const high = Math.min(slopes.length - 1, Math.round((slopes.length + reach) / 2))
  const middle = slopes.length >> 1
  const slope = slopes.length % 2 === 1 ? slopes[middle]! : (slopes[middle - 1]! + slopes[middle]!) / 2
  return { slope, intercept: median(y) - slope * median(x), low: slopes[low]!, high: slopes[high]! }
}

function blocks(t: ArrayLike<number>, v: ArrayLike<number>): readonly [t: Float64Array, v: Float64Array] {
  const kept = Array.from({ length: t.length }, (_, i) => i).filter((i) => Number.isFinite(v[i]))
  const size = Math.max(1, Math.ceil(kept.length / maxPoints))
  const count = Math.floor(kept.length / size)
  const mean = (values: ArrayLike<number>) => Float64Array.from({ length: count }, (_, b) => kept.slice(b * size, (b + 1) * size).reduce((sum, i) => sum + values[i]!, 0) / size)
  return [mean(t), mean(v)]
}

/** Of values at ascending times; NaN is left out. Null below 40 samples or where all are the same. */
export function drift(allT: ArrayLike<number>, allV: ArrayLike<number>): Drift | null {
  const [t, v] = blocks(allT, allV)
  if (t.length < minDriftSamples || v.every((value) => value === v[0])) return null
  let s = 0
  for (let i = 0; i < v.length; i += 1) for (let j = i + 1; j < v.length; j += 1) s += sign(v[j]! - v[i]!)
  const slopes = pairSlopes(t, v)
  const straight = slopeOf(slopes, t, v, 1)
  if (straight === null) return null
  const persistence = lagOne(v.map((value, i) => value - straight.slope * t[i]!))
  // Persistence below 0 would make noise look surer than it is.
  const inflation = Math.max(1, (1 + persistence) / (1 - persistence))
  const z = (s - sign(s)) / Math.sqrt(kendallVariance(v) * inflation)
  const { slope, low, high } = slopeOf(slopes, t, v, inflation) ?? straight
  return { n: v.length, slope, low, high, tau: s / ((v.length * (v.length - 1)) / 2), persistence, p: twoSidedP(z) }
}
