/** How numbers become text, in both languages. */
import { describe, expect, it } from 'vitest'
import { formatterFor } from '../../../../src/core/format/index.ts'

const en = formatterFor('en')
const zh = formatterFor('zh-CN')

describe('the formatter', () => {
  it.each([
    [0, '0 ms'], [0.2184, '0.218 ms'], [1, '1.00 ms'], [21.44, '21.4 ms'], [99.96, '100 ms'], [612.4, '612 ms'], [999.4, '999 ms'], [999.6, '1.00 s'], [2345, '2.35 s'], [61_500, '61.5 s'], [1_234_567, '1,230 s'],
    [-3.2, '-3.20 ms'], [null, '–'], [undefined, '–'], [Number.NaN, '–'],
  ])('writes %s ms as %s', (value, text) => {
    expect(en.ms(value)).toBe(text)
  })

  it('writes limits without trailing zeros', () => {
    expect([en.limit(1000), en.limit(250), en.limit(1500), en.limit(null)]).toEqual(['1 s', '250 ms', '1.5 s', '–'])
  })

  it('writes rates, shares and sizes with their units', () => {
    expect(en.tokensPerS(318.2)).toBe('318 tok/s')
    expect(en.perS(2.934)).toBe('2.93/s')
    expect(en.share(0.0194)).toBe('1.94 %')
    expect(zh.share(0.0194)).toBe('1.94%')
    expect(en.percent(98.76)).toBe('98.8 %')
    expect([en.bytes(0), en.bytes(1023), en.bytes(1024), en.bytes(24 * 2 ** 30), en.bytes(3 * 2 ** 50)]).toEqual(['0 B', '1023 B', '1.00 KiB', '24.0 GiB', '3,070 TiB'])
    expect(en.count(123456)).toBe('123,456')
  })

  it('writes durations and instants as clocks', () => {
    expect([en.clock(0), en.clock(62_400), en.clock(3_723_000), en.clock(null)]).toEqual(['0:00', '1:02', '1:02:03', '–'])
    expect([en.instant(50_049), en.instant(59_960)]).toEqual(['0:50.0', '1:00.0'])
  })

  it('keeps every digit for the tooltip', () => {
    expect(en.full(1234.56789)).toBe('1,234.56789')
    expect(en.full(1234.5, 'ms')).toBe('1,234.5 ms')
    expect(en.full(null, 'ms')).toBe('–')
  })

  it('writes dates in the language and zone asked for', () => {
    const at = Date.UTC(2026, 4, 12, 18, 30)
    expect(en.dateTime(at, 'UTC')).toBe('May 12, 2026, 18:30')
    expect(zh.dateTime(at, 'Asia/Shanghai')).toMatch(/2026年5月13日 02:30/)
    expect(en.dateTime(null)).toBe('–')
    expect(en.dateTime(at)).toContain('2026')
  })

  it.each([
    [50, '%', '50.0 %'], [2 ** 30, 'B', '1.00 GiB'], [2048, 'B/s', '2.00 KiB/s'], [350, 'W', '350 W'], [71.5, '°C', '71.5 °C'], [2610, 'MHz', '2,610 MHz'], [1.2, 'ms', '1.20 ms'], [12, 'tok/s', '12.0 tok/s'],
    [3, '1/s', '3.00/s'], [8, 'count', '8'], [7.996, 'count', '8'], [null, 'W', '–'],
  ] as const)('writes a signal of %s in %s as %s', (value, unit, text) => {
    expect(en.signal(value, unit)).toBe(text)
  })

  it('knows the unit of every metric and splits figures from units', () => {
    expect([en.metric(12, 'ttftMs'), en.metric(12, 'decodeTokensPerS'), en.metric(12, 'outputTokens')]).toEqual(['12.0 ms', '12.0 tok/s', '12'])
    expect(en.parts(2400, 'ms')).toEqual({ value: '2.40', unit: 's' })
    expect(en.parts(null, 'ms')).toEqual({ value: '–', unit: '' })
    expect(formatterFor('en')).toBe(en)
  })
})
