/** Reading series under the crosshair and finding points under the pointer. */
import { describe, expect, it } from 'vitest'
import { extentIn, nearestPoint, upperBound, usualGapMs, valueAt } from '../../../../src/renderer/src/charts/series-lookup.ts'

const tMs = Float64Array.of(0, 250, 500, 750, 1000)
const value = Float64Array.of(1, 2, Number.NaN, 4, 5)

describe('valueAt', () => {
  it('holds the last value, for as long as a hole may be', () => {
    expect(valueAt(tMs, value, 260, 1000)).toBe(2)
    expect(valueAt(tMs, value, 1900, 1000)).toBe(5)
    expect(valueAt(tMs, value, 2100, 1000)).toBeNull()
    expect(valueAt(tMs, value, -1, 1000)).toBeNull()
  })

  it('passes over empty samples as the line does, but ends a step at them', () => {
    expect(valueAt(tMs, value, 600, 1000)).toBe(2)
    expect(valueAt(tMs, value, 600, Number.POSITIVE_INFINITY)).toBeNull()
  })

  it('of a sensor ends at empty samples and follows a period that was changed', () => {
    expect(valueAt(tMs, value, 600, 'sensor')).toBeNull()
    const slower = Float64Array.of(0, 250, 500, 750, 1_000, 6_000, 11_000, 16_000)
    expect([5_900, 10_900, 30_000].map((atMs) => valueAt(slower, slower, atMs, 'sensor'))).toEqual([1_000, 6_000, 16_000])
    expect(valueAt(slower, slower, 36_001, 'sensor')).toBeNull()
    const silent = Float64Array.of(0, 250, 500, 750, 6_000, 6_250, 6_500)
    expect([2_249, 2_251].map((atMs) => valueAt(silent, silent, atMs, 'sensor'))).toEqual([750, null])
  })

  it('is null for a series without any value', () => {
    const none = Float64Array.of(Number.NaN, Number.NaN)
    expect(valueAt(Float64Array.of(0, 1), none, 1, 1000)).toBeNull()
  })
})

describe('extentIn', () => {
  it('counts one sample beyond either edge, because the line runs to it', () => {
    expect(extentIn(tMs, value, 300, 740)).toEqual([2, 4])
    expect(extentIn(tMs, value, 800, 900)).toEqual([4, 5])
  })

  it('ignores what is off the scale, and is null without data', () => {
    expect(extentIn(Float64Array.of(0, 1), Float64Array.of(Number.POSITIVE_INFINITY, 3), 0, 1)).toEqual([3, 3])
    expect(extentIn(new Float64Array(), new Float64Array(), 0, 1)).toBeNull()
  })
})

describe('gaps and points', () => {
  it('takes four usual distances as a hole, at least 1.5 s, and none where it can not tell', () => {
    expect(usualGapMs(tMs)).toBe(1500)
    expect(usualGapMs(Float64Array.of(0, 1000, 2000, 3000, 60_000))).toBe(4000)
    expect(usualGapMs(Float64Array.of(0, 1000))).toBe(Number.POSITIVE_INFINITY)
  })

  it('finds the nearest point within reach', () => {
    const toPx = { x: (ms: number) => ms / 10, y: (y: number) => 100 - y * 10, msAt: (px: number) => px * 10 }
    const points = { tMs, value }
    expect(nearestPoint(points, { xPx: 26, yPx: 79, maxPx: 8 }, toPx)?.index).toBe(1)
    expect(nearestPoint(points, { xPx: 50, yPx: 70, maxPx: 8 }, toPx)).toBeNull()
    expect(upperBound(tMs, 250)).toBe(2)
  })
})
