/** How much a value says about the next: what makes n neighbouring values worth fewer than n. */
import type { Draws } from './random.ts'

/** Sample autocorrelation by lag, divided by n as usual; 0 beyond lag 0 for a constant series. */
function byLag(values: ArrayLike<number>): (lag: number) => number {
  const n = values.length
  let mean = 0
  for (let i = 0; i < n; i += 1) mean += values[i]! / n
  const d = Float64Array.from(values, (value) => value - mean)
  const variance = d.reduce((sum, value) => sum + value * value, 0)
  return (lag) => {
    if (lag === 0) return 1
    if (variance === 0) return 0
    let sum = 0
    for (let i = lag; i < n; i += 1) sum += d[i]! * d[i - lag]!
    return sum / variance
  }
}

/** At lags 0 … `most`. */
export function autocorrelations(values: ArrayLike<number>, most: number): Float64Array {
  const at = byLag(values)
  return Float64Array.from({ length: Math.min(most, values.length - 1) + 1 }, (_, lag) => at(lag))
}

/** Lag-1 autocorrelation, corrected for the bias of short series: (r·n + 2) / (n − 4), within ±0.99. 0 below 8 values. */
export function lagOne(values: ArrayLike<number>): number {
  const n = values.length
  if (n < 8) return 0
  const raw = autocorrelations(values, 1)[1]!
  return Math.max(-0.99, Math.min(0.99, (raw * n + 2) / (n - 4)))
}

/** Nothing here lasts longer, in samples. */
const longestMemory = 500

/** Samples until a series has forgotten itself: 1 + 2·Σ autocorrelations up to the first that is not positive; at least 1. */
export function decorrelationTime(values: ArrayLike<number>): number {
  const at = byLag(values)
  let sum = 1
  for (let lag = 1; lag <= Math.min(longestMemory, values.length / 4); lag += 1) {
    const r = at(lag)
    if (r <= 0) break
    sum += 2 * r
  }
  return sum
}

/** Noise with the persistence `phi` and variance 1. */
export function ar1Noise(length: number, phi: number, draws: Draws): Float64Array {
  const scale = Math.sqrt(1 - phi * phi)
  const values = new Float64Array(length)
  let last = draws.normal()
  for (let i = 0; i < length; i += 1) {
    if (i > 0) last = phi * last + scale * draws.normal()
    values[i] = last
  }
  return values
}
