import { describe, expect, it } from 'vitest'
import { clusteredDistribution, distributionWithIntervals, seededDraws } from '../../../../src/core/stats/index.ts'

const clusters = 30
const size = 200

/** Gaps of answers, of which each is as slow as `pace` says. */
function gaps(seed: number, pace: (draw: number) => number): Float64Array {
  const { uniform: random } = seededDraws(seed)
  return Float64Array.from(Array.from({ length: clusters }, () => pace(random())).flatMap((level) => Array.from({ length: size }, () => level * (0.5 + random()))))
}
const sizes = Array.from({ length: clusters }, () => size)
const alike = () => 10
const unlike = (draw: number) => 5 + 10 * draw
const width = (interval: readonly [number, number] | null | undefined) => interval![1] - interval![0]

describe('values in clusters', () => {
  it('have the figures of all values', () => {
    const values = gaps(1, unlike)
    const { intervals: _, ...figures } = clusteredDistribution(values, sizes)
    const { intervals: __, ...plain } = distributionWithIntervals(values)
    expect(figures).toEqual(plain)
  })

  it('have hardly wider intervals where clusters are alike, and far wider ones where not', () => {
    const ratio = (values: Float64Array) => width(clusteredDistribution(values, sizes).intervals?.p50) / width(distributionWithIntervals(values).intervals?.p50)
    expect(ratio(gaps(2, alike))).toBeLessThan(1.6)
    expect(ratio(gaps(2, unlike))).toBeGreaterThan(3)
  })

  it('hold the true median about as often as they say, where independent ones miss it', () => {
    const truth = distributionWithIntervals(Float64Array.from(Array.from({ length: 300 }, (_, i) => i + 1000).flatMap((seed) => [...gaps(seed, unlike)]))).p50!
    const holds = (interval: readonly [number, number] | null | undefined) => Number(interval![0] <= truth && truth <= interval![1])
    let [clustered, independent] = [0, 0]
    for (let seed = 1; seed <= 200; seed += 1) {
      const values = gaps(seed, unlike)
      clustered += holds(clusteredDistribution(values, sizes).intervals?.p50)
      independent += holds(distributionWithIntervals(values).intervals?.p50)
    }
    expect(clustered).toBeGreaterThan(176)
    expect(independent).toBeLessThan(120)
  })

  it('have none below six clusters', () => {
    expect(clusteredDistribution(gaps(3, unlike).subarray(0, 5 * size), sizes.slice(0, 5)).intervals?.p50).toBeNull()
  })
})
