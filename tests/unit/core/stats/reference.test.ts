/** Tests and estimates against stored figures of scipy and numpy (scripts/reference/statistics.py). */
import { describe, expect, it } from 'vitest'
import reference from '../../../fixtures/reference/statistics.json' with { type: 'json' }
import { autocorrelations, benjaminiHochberg, drift, effectiveSize, holm, lagOne, pettitt, ranks, spearman, theilSen } from '../../../../src/core/stats/index.ts'
import { distributionWithIntervals } from '../../../../src/core/stats/distribution.ts'
import { twoSidedP } from '../../../../src/core/stats/normal.ts'
import { quantileRanks } from '../../../../src/core/stats/quantile-interval.ts'

const near = (actual: number, expected: number, tolerance: number) => { expect(Math.abs(actual - expected)).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(expected))) }

describe('rank correlation', () => {
  it.each(reference.rankCorrelations)('agrees with scipy: $name', ({ x, y, ranksX, rho, nEffective, low, high, p }) => {
    expect([...ranks(x)]).toEqual(ranksX)
    near(effectiveSize(ranks(x), ranks(y)), nEffective, 1e-9)
    const found = spearman(x, y).value!
    near(found.rho, rho, 1e-9)
    near(found.low, low, 1e-9)
    near(found.high, high, 1e-9)
    near(found.p, p, 1e-6)
  })
})

describe('slopes', () => {
  it.each(reference.slopes)('agree with scipy: $name', ({ x, y, slope, intercept, low, high }) => {
    const found = theilSen(x, y)!
    near(found.slope, slope, 1e-9)
    near(found.intercept, intercept, 1e-9)
    near(found.low, low, 1e-9)
    near(found.high, high, 1e-9)
  })

  it.each(reference.slopes.slice(0, 4))('and so does the test for a drift: $name', ({ x, y, s, persistence, p }) => {
    const found = drift(x, y)!
    near(found.persistence, persistence, 1e-9)
    near(found.tau, s / ((y.length * (y.length - 1)) / 2), 1e-9)
    near(found.p, p, 1e-6)
  })
})

describe('change points', () => {
  it.each(reference.changes)('have the statistic of Pettitt: $name', ({ values, at, k }) => {
    expect(pettitt(values)).toEqual({ at, k })
  })
})

it.each(reference.autocorrelations)('autocorrelations agree with numpy', ({ values, r, lagOne: first }) => {
  autocorrelations(values, 20).forEach((value, lag) => { near(value, r[lag]!, 1e-9) })
  near(lagOne(values), first, 1e-9)
})

describe('intervals', () => {
  it.each(reference.quantileRanks)('of the $p quantile of $n values lie at the ranks of the binomial', ({ n, p, ranks: expected }) => {
    const found = quantileRanks(n, p, 1)!
    near(found[0], expected[0]!, 1e-9)
    near(found[1], expected[1]!, 1e-9)
  })

  // The bootstrap of scipy draws 9999 times: it wobbles by some per cent of the interval's width.
  it.each(reference.intervals)('agree with drawing them: $name', ({ values, mean, p50, p90 }) => {
    const { intervals } = distributionWithIntervals(Float64Array.from(values))
    const same = (found: readonly [number, number] | null, expected: readonly number[], share: number) => {
      const width = expected[1]! - expected[0]!
      expect(Math.abs(found![0] - expected[0]!)).toBeLessThanOrEqual(share * width)
      expect(Math.abs(found![1] - expected[1]!)).toBeLessThanOrEqual(share * width)
    }
    same(intervals!.mean, mean, 0.05)
    same(intervals!.p50, p50, 0.12)
    same(intervals!.p90, p90, 0.2)
  })
})

it.each(reference.adjusted)('p-values are adjusted as the definitions say', ({ p, holm: byHolm, benjaminiHochberg: byHochberg }) => {
  holm(p).forEach((value, i) => { near(value, byHolm[i]!, 1e-12) })
  benjaminiHochberg(p).forEach((value, i) => { near(value, byHochberg[i]!, 1e-12) })
})

it.each(reference.twoSided)('P(|Z| >= $z)', ({ z, p }) => { near(twoSidedP(z), p, 2e-7) })
