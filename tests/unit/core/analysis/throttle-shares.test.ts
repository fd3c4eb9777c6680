/** Shares of busy time by the reason that held a card back. */
import { expect, test } from 'vitest'
import { holdReasons, throttleShares } from '../../../../src/core/analysis/throttle-shares.ts'
import type { SignalName, SignalSeries } from '../../../../src/core/model/telemetry.ts'

function series(signal: SignalName, values: readonly number[], device = 'a'): SignalSeries {
  return { source: 'nvidia', device, deviceLabel: 'RTX', signal, unit: 'count', windowMs: 0, reason: null, tMs: Float64Array.from(values, (_, i) => i * 250), value: Float64Array.from(values) }
}

test.each([
  [0x0, []], [0x1, []], [0x4, ['power-cap']], [0x161, ['sw-thermal', 'hw-thermal', 'display-clock']], [0x1_0004, ['power-cap', 'unknown']], [2 ** 40 + 0x80, ['power-brake', 'unknown']],
])('mask %d', (mask, reasons) => {
  expect(holdReasons(mask)).toEqual(reasons)
})

test('only samples of a card that works count, within the range; reasons may hold together', () => {
  const use = series('gpu.util', [0, 90, 95, 99, 99, 99])
  const mask = series('gpu.throttle', [0x8, 0x4, 0x4, 0x24, 0x0, 0x8])
  expect(throttleShares([use, mask], [0, 1_000])).toEqual([
    { device: 'a', deviceLabel: 'RTX', n: 4, shares: [{ reason: 'power-cap', share: 0.75 }, { reason: 'sw-thermal', share: 0.25 }] },
  ])
})

test('a card without use, or idle all the time, says nothing; gaps are not counted', () => {
  expect(throttleShares([series('gpu.throttle', [4, 4])], [0, 1_000])).toEqual([])
  expect(throttleShares([series('gpu.util', [0, 1]), series('gpu.throttle', [4, 4])], [0, 1_000])).toEqual([])
  expect(throttleShares([series('gpu.util', [9, 9]), series('gpu.throttle', [Number.NaN, 4])], [0, 1_000])[0]?.n).toBe(1)
})
