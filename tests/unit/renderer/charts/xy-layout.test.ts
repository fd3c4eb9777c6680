import { describe, expect, it } from 'vitest'
import { roundTicks } from '../../../../src/renderer/src/charts/axis-scale.ts'
import { dotsPath, linePath, nearestStop, xyLayout, type XySeries } from '../../../../src/renderer/src/charts/xy-layout.ts'

const series = (points: XySeries['points']): XySeries => ({ id: 'a', label: 'a', ink: 'tpot', mark: 'line', dash: [], points })

describe('roundTicks', () => {
  it('are round, inside, and no more than fit', () => {
    expect(roundTicks(0, 160, 6)).toEqual([0, 50, 100, 150])
    expect(roundTicks(138, 1496, 7)).toEqual([200, 400, 600, 800, 1000, 1200, 1400])
  })

  it('never parts whole things', () => {
    expect(roundTicks(0, 3, 20)).toEqual([0, 1, 2, 3])
  })
})

describe('xyLayout', () => {
  it('puts 0 at the bottom and the domain between the edges', () => {
    const layout = xyLayout([series([[10, 20], [20, 40]])], [0, 20], 400, 200)
    expect(layout.isLog).toBe(false)
    expect([layout.x(0), layout.x(20)]).toEqual([layout.left, layout.right])
    expect([layout.y(0), layout.y(40)]).toEqual([layout.bottom, layout.top])
  })

  it('is logarithmic where the highest value would leave nothing of the rest', () => {
    const layout = xyLayout([series([[0, 10], [1, 1000]])], [0, 1], 400, 200)
    expect(layout.isLog).toBe(true)
    expect(layout.y(10)).toBe(layout.bottom)
    expect(layout.y(100)).toBeCloseTo((layout.bottom + layout.top) / 2, 9)
  })

  it('stands a single value and one length', () => {
    const layout = xyLayout([series([[5, 7]])], [5, 5], 10, 50)
    expect(Number.isFinite(layout.x(5))).toBe(true)
    expect(Number.isFinite(layout.y(7))).toBe(true)
  })
})

describe('paths', () => {
  const layout = xyLayout([series([[0, 10], [10, 10]])], [0, 10], 144 - 32, 130)

  it('draws a line and dots at the same places', () => {
    const [x0, x1, y] = [layout.x(0), layout.x(10), layout.y(10)].map((value) => value.toFixed(1))
    expect(linePath([[0, 10], [10, 10]], layout)).toBe(`M${x0} ${y}L${x1} ${y}`)
    expect(dotsPath([[0, 10], [10, 10]], layout)).toBe(`M${x0} ${y}h0M${x1} ${y}h0`)
    expect(linePath([], layout)).toBe('')
  })
})

describe('nearestStop', () => {
  const stops = [{ at: [0, 0], lines: [] }, { at: [10, 40], lines: [] }, { at: [12, 0], lines: [] }] as const
  const layout = xyLayout([series([[0, 0], [12, 40]])], [0, 20], 400, 200)

  it('is the nearest in both directions, or of its column', () => {
    expect(nearestStop(stops, layout, layout.x(11.5), layout.y(38), false)).toBe(1)
    expect(nearestStop(stops, layout, layout.x(11.5), layout.y(38), true)).toBe(2)
    expect(nearestStop([], layout, 0, 0, true)).toBeNull()
  })
})
