/** A sparkline must show gaps as gaps and never invent a slope. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sparklinePath } from '../../../../src/renderer/src/components/sparkline-path.ts'

const BOX = { width: 100, height: 20, fromZero: false } as const

describe('sparklinePath', () => {
  it('spans the box from the lowest value at the bottom to the highest at the top', () => {
    expect(sparklinePath([1, 3, 2], BOX)).toBe('M0 20L50 0L100 10')
  })

  it('starts the scale at zero where asked', () => {
    expect(sparklinePath([5, 10], { ...BOX, fromZero: true })).toBe('M0 10L100 0')
  })

  it('breaks the stroke at a missing value and draws a lone value as a dot', () => {
    expect(sparklinePath([0, 1, null, 0.5, null], BOX)).toBe('M0 20L25 0M75 10h0')
  })

  it('runs a flat line through the middle, and constant zero along the bottom', () => {
    expect(sparklinePath([7, 7], BOX)).toBe('M0 10L100 10')
    expect(sparklinePath([0, 0], { ...BOX, fromZero: true })).toBe('M0 20L100 20')
  })

  it('draws nothing without values', () => {
    expect(sparklinePath([], BOX)).toBe('')
    expect(sparklinePath([null, null], BOX)).toBe('')
  })

  it('stays inside the box and has one point per value', () => {
    const values = fc.array(fc.option(fc.double({ min: -1e12, max: 1e12, noNaN: true })), { maxLength: 60 })
    fc.assert(
      fc.property(values, fc.boolean(), (series, fromZero) => {
        const points = [...sparklinePath(series, { ...BOX, fromZero }).matchAll(/[ML](\S+?) ([^MLh]+)/g)]
        expect(points).toHaveLength(series.filter((value) => value !== null).length)
        for (const [, x, y] of points) {
          expect(Number(x)).toBeGreaterThanOrEqual(0)
          expect(Number(x)).toBeLessThanOrEqual(100)
          expect(Number(y)).toBeGreaterThanOrEqual(0)
          expect(Number(y)).toBeLessThanOrEqual(20)
        }
      }),
    )
  })
})
