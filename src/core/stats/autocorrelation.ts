/** How much a value says about the next: what makes n neighbouring values worth fewer than n. */
import type { Draws } from './random.ts'

/** Sample autocorrelations at lags 0 … `most`, divided by n as usual; all 0 beyond lag 0 for a constant series. */
export function autocorrelations(values: ArrayLike<number>, most: number): Float64Array {
  const n = values.length
  let mean = 0
  for (let i = 0; i < n; i += 1) mean += values[i]! / n
  const d = Float64Array.from(values, (value) => value - mean)
  const variance = d.reduce((sum, value) => sum + value * value, 0)
  return Float64Array.from({ length: Math.min(most, n - 1) + 1 }, (_, lag) => {
    if (lag === 0) return 1
    if (variance === 0) return 0
    let sum = 0
    for (let i = lag; i < n; i += 1) sum += d[i]! * d[i - lag]!
    return sum / variance
  })
}

/** Lag-1 autocorrelation, corrected for the bias of short series: (r·n + 2) / (n − 4), within ±0.99. 0 below 8 values. */
export function lagOne(values: ArrayLike<number>): number {
  const n = values.length
  if (n < 8) return 0
  const raw = autocorrelations(values, 1)[1]!
  return Math.max(-0.99, Math.min(0.99, (raw * n + 2) / (n - 4)))
}

/** Samples until a series has forgotten itself: 1 + 2·Σ autocorrelations up to the first that is not positive; at least 1. */
export function decorrelationTime(values: ArrayLike<number>): number {
  const r = autocorrelations(values, Math.floor(values.length / 4))
  let sum = 1
  for (let lag = 1; lag < r.length && r[lag]! > 0; lag += 1) sum += 2 * r[lag]!
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
