import { describe, expect, test } from 'vitest'
import { noFaults, parseFaults } from '../../../src/sim/faults/faults.ts'
import { resolveOptions } from '../../../src/sim/options.ts'
import { parseScript } from '../../../src/sim/script/plan.ts'

describe('faults', () => {
  test('combine, also in one comma-separated word', () => {
    expect(parseFaults(['crlf,no-usage', 'http-500=0.25', 'reset-after-chunks=3', 'pings'])).toEqual({
      ...noFaults,
      crlf: true,
      noUsage: true,
      http500Share: 0.25,
      streamBreak: { kind: 'reset', afterChunks: 3 },
      pingEveryMs: 500,
    })
  })

  test.each([
    ['nonsense', /unknown fault "nonsense"/u],
    ['toString', /unknown fault "toString"/u],
    ['http-500=2', /fault "http-500": needs a number from 0 to 1/u],
    ['die-after', /fault "die-after": needs a number/u],
    ['multi-token-chunks=0', /fault "multi-token-chunks"/u],
    ['eof-after-chunks=1.5', /whole number/u],
  ])('refuse %s with the reason', (word, message) => {
    expect(() => parseFaults([word])).toThrow(message)
  })
})

describe('scripts', () => {
  test('gaps add up to offsets from the receipt of the request', () => {
    expect(parseScript({ firstTokenMs: 100, gapsMs: [20, 5, 0] })).toEqual({
      offsetsMs: [100, 120, 125, 125],
      chunksPerWrite: 1,
      streamBreak: null,
      httpStatus: null,
    })
  })

  test.each([[{ firstTokenMs: 10, gapsMs: { gapMs: 20, count: 2 } }], [{ firstTokenMs: 10, gapMs: 20, count: 2 }]])(
    'even gaps can be written short: %j',
    (script) => {
      expect(parseScript(script).offsetsMs).toEqual([10, 30, 50])
    },
  )

  test('errors are stream breaks or statuses', () => {
    const base = { firstTokenMs: 0 }
    expect(parseScript({ ...base, error: { kind: 'stall', afterChunks: 2 } }).streamBreak).toEqual({ kind: 'stall', afterChunks: 2 })
    expect(parseScript({ ...base, error: { kind: 'http-429' } }).httpStatus).toBe(429)
  })

  test.each([
    [null],
    [{}],
    [{ firstTokenMs: -1 }],
    [{ firstTokenMs: 0, gapsMs: [1, 'x'] }],
    [{ firstTokenMs: 0, gapsMs: { gapMs: 1, count: 1e9 } }],
    [{ firstTokenMs: 0, chunksPerWrite: 0 }],
    [{ firstTokenMs: 0, error: { kind: 'http-200' } }],
  ])('refuse %j', (script) => {
    expect(() => parseScript(script)).toThrow(RangeError)
  })
})

describe('options', () => {
  test('have defaults for everything', () => {
    expect(resolveOptions({ machine: { slots: 2 } })).toMatchObject({ port: 8765, model: 'dyno-sim-8b', machine: { slots: 2, decodeMs: 12 } })
  })

  test('refuse an address that others could reach', () => {
    expect(() => resolveOptions({ host: '0.0.0.0' })).toThrow(/this machine only/u)
  })

  test('refuse an impossible machine', () => {
    expect(() => resolveOptions({ machine: { slots: 0 } })).toThrow(/slots/u)
  })
})
