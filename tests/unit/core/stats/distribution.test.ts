/** Sample statistics against stored reference values of numpy, and at the edges. */
import { describe, expect, it } from 'vitest'
import reference from '../../../fixtures/stats/quantiles.json' with { type: 'json' }
import type { Distribution } from '../../../../src/core/model/analysis.ts'
import { distribution, distributionOf, quantileOfSorted } from '../../../../src/core/stats/index.ts'

const figures = ['min', 'p50', 'p90', 'p95', 'p99', 'max', 'mean', 'std'] as const satisfies readonly (keyof Distribution)[]

describe('distribution', () => {
  it.each(reference.cases)('agrees with numpy on $name', ({ values, expected }) => {
    const result = distribution(values)
    expect(result.n).toBe(expected.n)
    for (const name of figures) {
      const want = expected[name]
      if (want === null) expect(result[name]).toBeNull()
      else expect(Math.abs(result[name]! - want)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(want)))
    }
  })

  it('has no figures without values', () => {
    expect(distribution([])).toEqual({ n: 0, min: null, p50: null, p90: null, p95: null, p99: null, max: null, mean: null, std: null })
  })

  it('leaves out what is missing and counts only the rest', () => {
    const result = distribution([3, null, Number.NaN, 1, Infinity])
    expect(result).toMatchObject({ n: 2, min: 1, p50: 2, max: 3, mean: 2 })
  })

  it('does not touch its input', () => {
    const values = Float64Array.of(3, 1, 2)
    expect(distribution(values).p50).toBe(2)
    expect([...values]).toEqual([3, 1, 2])
    expect(distributionOf(values).p50).toBe(2)
  })
})

describe('quantileOfSorted', () => {
  it('is null for nothing and exact at the ends', () => {
    expect(quantileOfSorted([], 0.5)).toBeNull()
    expect(quantileOfSorted([4], 0.95)).toBe(4)
    expect(quantileOfSorted([1, 2, 3], 0)).toBe(1)
    expect(quantileOfSorted([1, 2, 3], 1)).toBe(3)
    expect(quantileOfSorted([1, 2], 0.25)).toBe(1.25)
  })
})
