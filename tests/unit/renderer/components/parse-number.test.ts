/** What people type must mean the number they see. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseNumber, stepNumber } from '../../../../src/renderer/src/components/parse-number.ts'

describe('parseNumber', () => {
  it.each([
    ['128', 128],
    ['  0.5 ', 0.5],
    ['.25', 0.25],
    ['-3', -3],
    ['1,024', 1024],
    ['1 000 000', 1_000_000],
    ['１２８', 128],
    ['12.', 12],
  ])('reads %j as %d', (text, value) => {
    expect(parseNumber(text)).toBe(value)
  })

  it.each(['', ' ', 'abc', '1e3', '1.2.3', '--1', '1,2', '12a', 'NaN', 'Infinity', '0x10'])('refuses %j', (text) => {
    expect(parseNumber(text)).toBeNull()
  })

  it('reads back every integer it is shown', () => {
    fc.assert(
      fc.property(fc.integer(), (value) => {
        expect(parseNumber(String(value))).toBe(value)
      }),
    )
  })
})

describe('stepNumber', () => {
  const limits = { step: 16, min: 1, max: 100 }

  it('moves along the grid that starts at the minimum', () => {
    expect(stepNumber(17, 1, limits)).toBe(33)
    expect(stepNumber(17, -1, limits)).toBe(1)
    expect(stepNumber(20, 1, limits)).toBe(33)
    expect(stepNumber(20, -1, limits)).toBe(17)
  })

  it('stops at the limits and starts an empty box at the lower one', () => {
    expect(stepNumber(98, 1, limits)).toBe(100)
    expect(stepNumber(1, -1, limits)).toBe(1)
    expect(stepNumber(null, 1, limits)).toBe(1)
    expect(stepNumber(null, 1, { step: 1, min: -Infinity, max: Infinity })).toBe(0)
  })

  it('leaves no binary dust behind decimal steps', () => {
    expect(stepNumber(0.2, 1, { step: 0.1, min: 0, max: 1 })).toBe(0.3)
    expect(stepNumber(0.7, 1, { step: 0.1, min: 0, max: 1 })).toBe(0.8)
  })
})
