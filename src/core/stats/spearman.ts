/** Do two series rise and fall together? Spearman's ρ with the number of values they are really worth. */
import { autocorrelations } from './autocorrelation.ts'
import { twoSidedP } from './normal.ts'
import { z95 } from './quantile-interval.ts'
import { correlation, ranks } from './ranks.ts'

/** Below this, nothing is said. */
export const minEffective = 10

export interface RankCorrelation {
  readonly n: number
  /** Independent pairs that these are worth. */
  readonly nEffective: number
  readonly rho: number
  readonly low: number
  readonly high: number
  readonly p: number
}

export type NoCorrelation = 'too-few' | 'constant'

/** Pairs in which both have a value, in their order. */
export function completePairs(x: ArrayLike<number>, y: ArrayLike<number>): readonly [x: Float64Array, y: Float64Array] {
  const kept = Array.from({ length: Math.min(x.length, y.length) }, (_, i) => i).filter((i) => Number.isFinite(x[i]) && Number.isFinite(y[i]))
  return [Float64Array.from(kept, (i) => x[i]!), Float64Array.from(kept, (i) => y[i]!)]
}

/** n / (1 + 2 Σ_{k ≤ n/4} (1 − k/n) r_x(k) r_y(k)), within 2 … n (Bartlett; Pyper & Peterman 1998). */
export function effectiveSize(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const n = x.length
  const most = Math.floor(n / 4)
  const [rx, ry] = [autocorrelations(x, most), autocorrelations(y, most)]
  let sum = 0
  for (let k = 1; k <= most; k += 1) sum += (1 - k / n) * rx[k]! * ry[k]!
  return Math.max(2, Math.min(n, n / (1 + 2 * sum)))
}

/** NaN pairs are left out. The interval is Fisher's with Bonett and Wright's variance; null with the reason where nothing may be said. */
export function spearman(allX: ArrayLike<number>, allY: ArrayLike<number>): { readonly value: RankCorrelation; readonly gap: null } | { readonly value: null; readonly gap: NoCorrelation } {
  const [x, y] = completePairs(allX, allY)
  if (x.length < minEffective) return { value: null, gap: 'too-few' }
  const [a, b] = [ranks(x), ranks(y)]
  const rho = correlation(a, b)
  if (rho === null) return { value: null, gap: 'constant' }
  const nEffective = effectiveSize(a, b)
  if (nEffective < minEffective) return { value: null, gap: 'too-few' }
  const z = Math.atanh(Math.max(-0.999999, Math.min(0.999999, rho)))
  const half = z95 * Math.sqrt((1 + rho ** 2 / 2) / (nEffective - 3))
  const p = twoSidedP(z * Math.sqrt((nEffective - 3) / 1.06))
  return { value: { n: x.length, nEffective, rho, low: Math.tanh(z - half), high: Math.tanh(z + half), p }, gap: null }
}
