/** Selected ranks of many values against sorting them all. */
import { describe, expect, it } from 'vitest'
import { orderStatistics } from '../../../../src/core/stats/order-statistics.ts'
import { distributionWithIntervals, quantileFloor } from '../../../../src/core/stats/index.ts'
import { seededRandom } from '../../../support/stored-session.ts'

const random = seededRandom(3)
const many = 150_000
const kinds: readonly (readonly [string, () => number])[] = [
  ['spread over decades', () => 10 ** (random() * 8 - 4)],
  ['all in one narrow band', () => 20 + random() * 1e-4],
  ['few different ones', () => Math.floor(random() * 5)],
  ['all the same', () => 7.25],
  ['both signs', () => (random() - 0.5) * 100],
  ['tiny and negative zero', () => (random() < 0.5 ? -0 : 5e-324 * Math.floor(random() * 9))],
]

describe('order statistics', () => {
  it.each(kinds)('of values %s are those of the sorted array', (_, next) => {
    const values = Float64Array.from({ length: many }, next)
    const before = values.slice()
    const sorted = values.slice().sort()
    const ranks = [0, 1, 74_999, 75_000, 142_500, 148_500, many - 1, many, -1]
    const found = orderStatistics(values, ranks)
    for (const rank of ranks) expect([rank, (found.get(rank) ?? Number.NaN) === sorted[rank] || (Number.isNaN(found.get(rank) ?? Number.NaN) && sorted[rank] === undefined)]).toEqual([rank, true])
    expect(values).toEqual(before)
  })

  it('works on a part of a larger array', () => {
    const all = Float64Array.from({ length: many * 2 }, () => random())
    const part = all.subarray(many, many + 60_000)
    expect(orderStatistics(part, [30_000]).get(30_000)).toBe(part.slice().sort()[30_000])
  })
})

describe('intervals', () => {
  it('are missing below the n from which a bound exists', () => {
    const of = (n: number) => distributionWithIntervals(Float64Array.from({ length: n }, () => random())).intervals!
    expect(of(quantileFloor.p90 - 1)).toMatchObject({ p90: null, p95: null, p99: null })
    expect(of(quantileFloor.p90).p90).not.toBeNull()
    expect(of(quantileFloor.p95 - 1).p95).toBeNull()
    expect(of(quantileFloor.p99).p99).not.toBeNull()
    expect(of(5)).toEqual({ mean: null, p50: null, p90: null, p95: null, p99: null })
    expect(distributionWithIntervals(new Float64Array(0)).intervals).toBeUndefined()
  })

  it('hold the figure and cover the truth about nineteen times in twenty', () => {
    const runs = 300
    let covered = 0
    for (let run = 0; run < runs; run += 1) {
      const { p90, intervals } = distributionWithIntervals(Float64Array.from({ length: 200 }, () => random()))
      const [low, high] = intervals!.p90!
      expect(low <= p90! && p90! <= high).toBe(true)
      if (low <= 0.9 && 0.9 <= high) covered += 1
    }
    expect(covered / runs).toBeGreaterThan(0.9)
    expect(covered / runs).toBeLessThan(0.99)
  })

  it('know p99.9 only from 2995 values on', () => {
    expect(distributionWithIntervals(new Float64Array(2994).fill(1)).p999).toBeNull()
    expect(distributionWithIntervals(Float64Array.from({ length: 3001 }, (_, i) => i)).p999).toBeCloseTo(2997, 9)
  })
})
