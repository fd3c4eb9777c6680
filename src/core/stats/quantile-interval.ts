/** How sure a percentile or a mean is: 95 % intervals of the bootstrap, worked out instead of drawn, so that they cost nothing and never flicker. */
import { gammaln, sampleSkewness } from 'simple-statistics'

/** Of a standard normal: 97.5 % lie below. */
export const z95 = 1.959963984540054

/** Values needed so that a bound of 95 % confidence above the percentile exists at all (distribution-free). */
export const quantileFloor = { p50: 6, p90: 29, p95: 59, p99: 299, p999: 2995 } as const

const largeSample = 200_000

/** ln of C(n, k) p^k q^(n−k). */
function logBinomial(n: number, k: number, p: number): number {
  return gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1) + k * Math.log(p) + (n - k) * Math.log1p(-p)
}

/** P(X ≥ r) of a binomial, summed outward from the term at r so far as terms count. */
function binomialTail(n: number, r: number, p: number): number {
  if (p <= 0) return r <= 0 ? 1 : 0
  if (p >= 1 || r <= 0) return 1
  // The shorter side is summed: the terms fall from r on.
  const isUpper = r > n * p
  const odds = p / (1 - p)
  let term = Math.exp(logBinomial(n, isUpper ? r : r - 1, p))
  let sum = 0
  for (let k = isUpper ? r : r - 1; k >= 0 && k <= n && term > 1e-15 * sum; k += isUpper ? 1 : -1) {
    sum += term
    term *= isUpper ? ((n - k) / (k + 1)) * odds : k / ((n - k + 1) * odds)
  }
  return isUpper ? sum : 1 - sum
}

/**
 * The rank (1 … n) below which the bootstrap's r-th smallest value lies with probability `share`: in a resample of n it is at most
 * x(j) exactly when at least r of n draws fall among the j smallest (Hutson & Ernst 2000, the exact bootstrap of an order statistic).
 */
function bootstrapRank(n: number, r: number, share: number): number {
  let [low, high] = [1, n]
  while (low < high) {
    const middle = (low + high) >> 1
    if (binomialTail(n, r, middle / n) >= share) high = middle
    else low = middle + 1
  }
  return low
}

/** Ranks (0-based, fractional) between which the p-quantile lies with 95 %; null where n is too small for any such bound. */
export function quantileRanks(n: number, p: number, least: number): readonly [low: number, high: number] | null {
  if (n < least) return null
  const position = (n - 1) * p
  const rank = Math.floor(position)
  const part = position - rank
  const at = (share: number) => {
    const below = bootstrapRank(n, rank + 1, share)
    return (part === 0 ? below : below + (bootstrapRank(n, Math.min(n, rank + 2), share) - below) * part) - 1
  }
  return [at(0.025), at(0.975)]
}

/** 95 % interval of a mean: the bootstrap's quantiles by their Cornish–Fisher expansion, which follows skewed samples. Null below 6 values. */
export function meanInterval(values: Float64Array, mean: number, std: number | null): readonly [number, number] | null {
  const n = values.length
  if (std === null || n < quantileFloor.p50) return null
  if (std === 0) return [mean, mean]
  const error = (std * Math.sqrt((n - 1) / n)) / Math.sqrt(n)
  const shift = ((z95 ** 2 - 1) * skewness(values)) / (6 * Math.sqrt(n))
  return [mean + error * (-z95 + shift), mean + error * (z95 + shift)]
}

function skewness(values: Float64Array): number {
  // Of so many values the mean is normal, however skewed they are.
  return values.length > largeSample ? 0 : sampleSkewness(values as unknown as number[])
}
