/** The sorted sample as a curve: the best overlay for comparing runs. */
import type { QuantileCurve } from '../model/comparison.ts'
import { orderStatistics } from '../stats/order-statistics.ts'
import { quantileOfSorted } from '../stats/distribution.ts'

/** Denser where the curve bends: at its upper end. */
const shares = Float64Array.from([...Array.from({ length: 46 }, (_, i) => i / 50), ...Array.from({ length: 9 }, (_, i) => 0.91 + i / 100), 0.995, 0.999, 1])
const sortLimit = 32_768

/** Null where there is nothing; values keep their order. Of very many, the nearest of the sample stands for a quantile. */
export function quantileCurve(values: Float64Array): QuantileCurve | null {
  const n = values.length
  if (n === 0) return null
  if (n <= sortLimit) {
    const sorted = values.toSorted()
    return { n, shares, valuesMs: shares.map((share) => quantileOfSorted(sorted, share)!) }
  }
  const ranks = Array.from(shares, (share) => Math.round(share * (n - 1)))
  const found = orderStatistics(values, ranks)
  return { n, shares, valuesMs: Float64Array.from(ranks, (rank) => found.get(rank)!) }
}
