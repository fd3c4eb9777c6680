import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { SignalDef } from '../../../../src/core/model/telemetry.ts'
import { SignalCursor, SignalLog } from '../../../../src/node/telemetry/signal-log.ts'

const def: SignalDef = { source: 'host', device: '', deviceLabel: '', signal: 'cpu.total', unit: '%', windowMs: 250 }
const newLog = () => new SignalLog(() => undefined)

test('each reader gets every sample once', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 30 }), (batches) => {
      const log = newLog()
      const cursor = new SignalCursor()
      const read: number[] = []
      let next = 0
      for (const count of batches) {
        for (let i = 0; i < count; i += 1) log.push(def, next++, 1)
        for (const series of log.read(cursor)) read.push(...series.tMs)
      }
      expect(read).toEqual(Array.from({ length: next }, (_, i) => i))
    }),
  )
})

test.each([100, 250, 1_000, 5_000])('keeps at least ten minutes, and at most twenty, of samples every %i ms', (periodMs) => {
  const log = newLog()
  const count = Math.ceil((47 * 60_000) / periodMs)
  for (let i = 0; i < count; i += 1) log.push(def, i * periodMs, i)
  const [series] = log.read(new SignalCursor())
  const [first, last] = [series?.tMs[0] ?? 0, series?.tMs.at(-1) ?? 0]
  expect(last).toBe((count - 1) * periodMs)
  expect(last - first).toBeGreaterThanOrEqual(600_000 - periodMs)
  expect(last - first).toBeLessThanOrEqual(1_200_000)
})

test('keeps so many samples at most, whatever their stamps', () => {
  const log = newLog()
  for (let i = 0; i < 100_000; i += 1) log.push(def, i / 1_000, i)
  const [series] = log.read(new SignalCursor())
  expect(series?.tMs.length).toBeLessThanOrEqual(24_000)
  expect(series?.value.at(-1)).toBe(99_999)
})

describe('missing values', () => {
  test('make one gap however often they come, and the reason tells why', () => {
    const log = newLog()
    log.push(def, 0, 5)
    for (let i = 1; i < 5; i += 1) log.push(def, i, null, 'timeout')
    log.push(def, 5, 6)
    const [series] = log.read(new SignalCursor())
    expect(Array.from(series?.value ?? [])).toEqual([5, Number.NaN, 6])
    expect(series?.reason).toBe('timeout')
  })

  test('before the first value are a reason and no sample', () => {
    const log = newLog()
    const cursor = new SignalCursor()
    log.push(def, 0, null, 'lost')
    expect(log.read(cursor)).toMatchObject([{ reason: 'lost', tMs: new Float64Array(0) }])
    expect(log.read(cursor)).toEqual([])
    log.missing(def, 'off')
    expect(log.read(cursor)).toMatchObject([{ reason: 'off' }])
  })

  test('a value that is not finite is missing', () => {
    const log = newLog()
    log.push(def, 0, Number.POSITIVE_INFINITY)
    expect(log.read(new SignalCursor())).toMatchObject([{ reason: 'unknown', tMs: new Float64Array(0) }])
  })
})
