/** What reaches chart.js: few points, none off the axis, holes where the data has holes. */
import { describe, expect, it } from 'vitest'
import { visiblePoints } from '../../../../src/renderer/src/charts/lane-datasets.ts'
import type { LaneSeries } from '../../../../src/renderer/src/charts/lane-types.ts'

const series = (tMs: Float64Array, value: Float64Array, gapMs: LaneSeries['gapMs'] = 1500): LaneSeries =>
  ({ id: 's', label: 's', ink: 'cpu', mark: 'line', dash: [], tMs, value, gapMs, request: null, hasReadout: true })
const scale = { min: 0, max: 100, ticks: [0, 50, 100] } as const

describe('visiblePoints', () => {
  it('thins 100,000 samples to a few a pixel and keeps the spike', () => {
    const tMs = Float64Array.from({ length: 100_000 }, (_, i) => i)
    const value = Float64Array.from(tMs, (at) => (at === 54_321 ? 99 : 10))
    const points = visiblePoints(series(tMs, value), [0, 100_000], 1000, scale)
    expect(points.length).toBeLessThanOrEqual(4 * 1000)
    expect(points.some(({ x, y }) => x === 54_321 && y === 99)).toBe(true)
  })

  it('puts what is off the axis on its edge', () => {
    const points = visiblePoints(series(Float64Array.of(0, 1), Float64Array.of(Number.POSITIVE_INFINITY, -5)), [0, 1], 100, scale)
    expect(points).toEqual([{ x: 0, y: 100 }, { x: 1, y: 0 }])
  })

  it('drops empty samples where chart.js measures holes itself, and keeps them where it can not', () => {
    const [tMs, value] = [Float64Array.of(0, 1, 2), Float64Array.of(1, Number.NaN, 3)]
    expect(visiblePoints(series(tMs, value), [0, 2], 100, scale)).toHaveLength(2)
    expect(visiblePoints(series(tMs, value, Number.POSITIVE_INFINITY), [0, 2], 100, scale)).toHaveLength(3)
  })

  it('draws both halves of a sensor whose period was changed, and its holes', () => {
    const holesOf = (...at: number[]) => visiblePoints(series(Float64Array.from(at), Float64Array.from(at, () => 1), 'sensor'), [0, 30_000], 1000, scale).flatMap(({ x, y }) => (Number.isNaN(y) ? [x] : []))
    expect(holesOf(0, 250, 500, 750, 1_000, 6_000, 11_000, 16_000)).toEqual([])
    expect(holesOf(0, 5_000, 10_000, 15_000, 15_250, 15_500, 15_750, 16_000)).toEqual([])
    expect(holesOf(0, 250, 500, 750, 6_000, 6_250, 6_500)).toEqual([750])
  })
})
