/** Round ticks: every axis holds its data, its three ticks are round, times read as clocks. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cappedScale, clockDecimals, clockText, countScale, linearScale, logScale, timeTicks } from '../../../../src/renderer/src/charts/axis-scale.ts'
import { tickText } from '../../../../src/renderer/src/charts/lane-scale.ts'
import { rangeText } from '../../../../src/renderer/src/charts/range-text.ts'

describe('value axes', () => {
  it.each([[612, 800], [100, 100], [0.034, 0.04], [11, 20], [3, 4], [6, 6]])('ends a linear axis for %d at %d', (max, top) => {
    const scale = linearScale(max)
    expect(scale.max).toBeCloseTo(top, 9)
    expect(scale.ticks[1]).toBeCloseTo(top / 2, 9)
  })

  it('counts in whole numbers', () => {
    for (let max = 0; max <= 40; max += 1) for (const tick of countScale(max).ticks) expect(Number.isInteger(tick)).toBe(true)
  })

  it('holds all data on a log axis whose three ticks have one ratio', () => {
    expect(logScale(53, 2400).ticks).toEqual([50, 500, 5000])
    fc.assert(fc.property(fc.double({ min: 0.01, max: 1e4, noNaN: true }), fc.double({ min: 1, max: 1e4, noNaN: true }), (low, factor) => {
      const { min, max, ticks } = logScale(low, low * factor)
      expect(min).toBeLessThanOrEqual(low * (1 + 1e-6))
      expect(max).toBeGreaterThanOrEqual(low * factor * (1 - 1e-6))
      expect(ticks[1] / ticks[0]).toBeCloseTo(ticks[2] / ticks[1], 6)
    }))
  })

  it('falls back to linear where logarithms have no place', () => {
    expect(logScale(0, 80)).toEqual(linearScale(80))
    expect(linearScale(Number.NaN).max).toBe(1)
  })

  it('writes ticks in at most five characters', () => {
    expect([0, 0.5, 62.7, 1000, 10_500, 2e6].map(tickText)).toEqual(['0', '0.5', '62.7', '1000', '10.5k', '2M'])
  })
})

describe('the time axis', () => {
  it.each([[0, 118_000, 12, 10_000], [0, 4_000, 10, 500], [0, 7_200_000, 12, 600_000], [0, 36_000_000, 10, 3_600_000]])('%d–%d ms in %d ticks steps by %d ms', (from, to, most, step) => {
    const { stepMs, ticks } = timeTicks(from, to, most)
    expect(stepMs).toBe(step)
    expect(ticks[0]).toBe(0)
    expect(ticks.every((tick) => tick % step === 0)).toBe(true)
  })

  it('reads as a clock', () => {
    expect([0, 59_999, 61_500, 3_600_000].map((ms) => clockText(ms))).toEqual(['0:00', '1:00', '1:02', '1:00:00'])
    expect(clockText(59_960, 1)).toBe('1:00.0')
    expect(clockText(1_234, 2)).toBe('0:01.23')
    expect([1000, 100, 10].map(clockDecimals)).toEqual([0, 1, 2])
    expect(rangeText([42_000, 58_000])).toBe('0:42–0:58')
    expect(rangeText([1_000, 2_500])).toBe('0:01.0–0:02.5')
  })
})

it.each([
  [100, [0, 50, 100]],
  [15.6, [0, 6, 12]],
  [31.2, [0, 10, 20]],
  [62.7, [0, 30, 60]],
] as const)('a top of %d keeps its height and has round ticks below it', (top, ticks) => {
  expect(cappedScale(top)).toEqual({ min: 0, max: top, ticks })
})
