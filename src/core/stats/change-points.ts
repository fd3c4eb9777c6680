/** Where did a series change its level? Pettitt's test, judged against persistent noise without a change; several by cutting in two. */
import { ar1Noise } from './autocorrelation.ts'
import { seededDraws, type Draws } from './random.ts'
import { median, ranks } from './ranks.ts'

export const minChangePoints = 60
export const minSegment = 10
const mostChanges = 5
const surrogates = 199
const level = 0.05
/** Noise that remembers more than this looks like steps by itself. */
export const maxPersistence = 0.5
/** A series is thinned to so many means: a step is a step. */
const maxPoints = 600

export interface ChangePoint {
  /** First position of the new level in the series as given. */
  readonly at: number
  readonly before: number
  readonly after: number
  readonly p: number
  /** Of the noise around the levels; above `maxPersistence` a change may be shown, not claimed. */
  readonly persistence: number
}

interface Pettitt {
  readonly at: number
  readonly k: number
}

/** max |U_t|, U_t = 2 Σ_{i ≤ t} R_i − t (n + 1), and where; changes nearer to an end than `least` do not count. */
export function pettitt(values: ArrayLike<number>, least = 1): Pettitt {
  const n = values.length
  const r = ranks(values)
  let [sum, k, at] = [0, 0, 0]
  for (let t = 1; t < n; t += 1) {
    sum += r[t - 1]!
    const u = Math.abs(2 * sum - t * (n + 1))
    if (u > k && t >= least && n - t >= least) [k, at] = [u, t]
  }
  return { at, k }
}

/** Mean of the squared differences over `lag`, the largest twentieth and `spare` more left out: those are where the level steps. */
function meanSquaredStep(values: Float64Array, lag: number, spare: number): number {
  const squares = Float64Array.from({ length: values.length - lag }, (_, i) => (values[i + lag]! - values[i]!) ** 2).sort()
  const kept = Math.ceil(0.95 * squares.length) - spare
  return squares.subarray(0, kept).reduce((sum, square) => sum + square, 0) / kept
}

/** Persistence of the noise, whatever levels it lies on: differences over two steps and over one are as 1 + φ to 1. `spare`: for steps that take more than one value. */
export function stepFreePersistence(values: Float64Array, spare = 0): number {
  const one = meanSquaredStep(values, 1, spare)
  return one === 0 ? 0 : Math.max(0, Math.min(0.99, meanSquaredStep(values, 2, spare) / one - 1))
}

function changeIn(values: Float64Array, draws: Draws): { readonly at: number; readonly p: number; readonly persistence: number } | null {
  const { at, k } = pettitt(values, minSegment)
  if (k === 0) return null
  const persistence = stepFreePersistence(values)
  let asStrong = 0
  for (let i = 0; i < surrogates; i += 1) if (pettitt(ar1Noise(values.length, persistence, draws), minSegment).k >= k) asStrong += 1
  return { at, p: (asStrong + 1) / (surrogates + 1), persistence }
}

/** Null below 60 values; empty when none is found. NaN keeps the value before it, so that positions stay true. */
export function changePoints(all: ArrayLike<number>, seed: number): readonly ChangePoint[] | null {
  const known = Array.from(all).filter(Number.isFinite).length
  if (known < minChangePoints || known < 0.8 * all.length) return null
  let last = Array.from(all).find(Number.isFinite) ?? 0
  const whole = Float64Array.from(all, (value) => (last = Number.isFinite(value) ? value : last))
  const size = Math.ceil(whole.length / maxPoints)
  const values = Float64Array.from({ length: Math.floor(whole.length / size) }, (_, i) => whole.subarray(i * size, (i + 1) * size).reduce((sum, value) => sum + value, 0) / size)
  const draws = seededDraws(seed)
  const cuts: { readonly at: number; readonly p: number; readonly persistence: number }[] = []
  const open: (readonly [from: number, to: number])[] = [[0, values.length]]
  while (open.length > 0 && cuts.length < mostChanges) {
    const [from, to] = open.shift()!
    // Inside a part that was cut off, fewer values must do.
    if (to - from < (cuts.length === 0 ? minChangePoints : 2 * minSegment)) continue
    const found = changeIn(values.slice(from, to), draws)
    if (found === null || found.p > level) continue
    cuts.push({ ...found, at: from + found.at })
    open.push([from, from + found.at], [from + found.at, to])
  }
  cuts.sort((a, b) => a.at - b.at)
  const edges = [0, ...cuts.map(({ at }) => at), values.length]
  return cuts.map(({ at, p, persistence }, i) => ({
    at: at * size, p, persistence, before: median(values.subarray(edges[i], at)), after: median(values.subarray(at, edges[i + 2])),
  }))
}
