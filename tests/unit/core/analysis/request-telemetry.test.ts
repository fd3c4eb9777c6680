import { describe, expect, test } from 'vitest'
import { phaseFigures, requestTelemetry } from '../../../../src/core/analysis/request-telemetry.ts'
import { requestText, requestExport } from '../../../../src/core/report/request-text.ts'
import type { SessionId } from '../../../../src/core/model/ids.ts'
import type { SignalSeries } from '../../../../src/core/model/telemetry.ts'
import { createTranslate } from '../../../../src/shared/i18n/index.ts'
import { requestAt } from '../../../support/plain-batches.ts'

function series(points: readonly (readonly [atMs: number, value: number])[], over: Partial<SignalSeries> = {}): SignalSeries {
  return {
    source: 'nvidia', device: 'u', deviceLabel: 'RTX', signal: 'gpu.power', unit: 'W', windowMs: 0, reason: null,
    tMs: Float64Array.from(points.map(([at]) => at)), value: Float64Array.from(points.map(([, value]) => value)), ...over,
  }
}
const steady = (value: number, count = 40): (readonly [number, number])[] => Array.from({ length: count }, (_, i) => [i * 250, value] as const)

describe('one signal in one phase', () => {
  test('weighs each sample by the time it stood, and finds the greatest', () => {
    // 100 W until half-way to the next sample at 1,500; then 200 W to 2,000.
    expect(phaseFigures(series([[0, 100], [1_000, 100], [2_000, 200], [3_000, 900]]), [500, 2_000])).toEqual({ mean: (100 * 1_000 + 200 * 500) / 1_500, max: 200, n: 2 })
  })

  test('uneven samples do not count more where they are dense', () => {
    const dense = series([[0, 0], [900, 0], [1_000, 100], [1_010, 100], [1_020, 100], [1_030, 100], [2_000, 0], [3_000, 0], [4_000, 0]])
    const { mean, n } = phaseFigures(dense, [0, 4_000])
    expect(n).toBe(9)
    expect(mean).toBeCloseTo((100 * (1_515 - 950)) / 4_000, -1)
  })

  test('without a sample inside there is no figure, and no 0', () => {
    expect(phaseFigures(series(steady(50)), [10, 200])).toEqual({ mean: null, max: null, n: 0 })
    expect(phaseFigures(series([]), [0, 1_000])).toEqual({ mean: null, max: null, n: 0 })
    expect(phaseFigures(series([[0, 1], [250, Number.NaN], [500, 1]]), [200, 300])).toEqual({ mean: null, max: null, n: 0 })
  })

  test('one sample is its own mean, also in a phase of no length', () => {
    expect(phaseFigures(series(steady(50)), [200, 300])).toEqual({ mean: 50, max: 50, n: 1 })
    expect(phaseFigures(series(steady(50)), [250, 250])).toEqual({ mean: 50, max: 50, n: 1 })
  })

  test('a mean of the time before counts at the middle of that time', () => {
    const averaged = series([[0, 0], [1_000, 10], [2_000, 20], [3_000, 30]], { windowMs: 1_000 })
    expect(phaseFigures(averaged, [1_400, 1_600])).toEqual({ mean: 20, max: 20, n: 1 })
  })

  test('samples do not stand through a hole', () => {
    const points: (readonly [number, number])[] = [...steady(100, 20), [60_000, 0], [60_250, 0], [60_500, 0], [60_750, 0]]
    const { mean } = phaseFigures(series(points), [4_000, 60_750])
    // Of 56 s without a sample next to nothing is claimed: four samples of either kind decide.
    expect(mean).toBeGreaterThan(35)
    expect(mean).toBeLessThan(70)
  })

  test('the mean lies between least and greatest, whatever the interval', () => {
    const wave = series(Array.from({ length: 400 }, (_, i) => [i * 97, Math.sin(i) * 50 + 50] as const))
    for (let from = 0; from < 30_000; from += 1_777) {
      const { mean, max } = phaseFigures(wave, [from, from + 3_333])
      expect(mean).toBeLessThanOrEqual(max ?? 0)
      expect(mean).toBeGreaterThanOrEqual(0)
    }
  })
})

describe('a request', () => {
  const step = series(Array.from({ length: 80 }, (_, i) => [i * 250, i * 250 < 2_000 ? 90 : 300] as const))
  const record = requestAt(3, 1_000, { sentAtMs: 1_000, firstTokenAtMs: 2_000, lastTokenAtMs: 4_000, endAtMs: 4_010, chunkAtMs: Float64Array.of(2_000, 4_000) })

  test('has the figures of prefill and decode apart; series that were silent are left out', () => {
    const telemetry = requestTelemetry(record, [step, series([[90_000, 1]], { signal: 'gpu.temp' })])
    expect([telemetry.prefillMs, telemetry.decodeMs]).toEqual([[1_000, 2_000], [2_000, 4_000]])
    expect(telemetry.signals.map(({ signal }) => signal)).toEqual(['gpu.power'])
    expect(telemetry.signals[0]?.prefill).toMatchObject({ max: 300, n: 5 })
    expect(telemetry.signals[0]?.decode).toEqual({ mean: 300, max: 300, n: 9 })
  })

  test('that never got a token has all its time in prefill, one that was never sent has none', () => {
    const waiting = requestTelemetry({ ...record, firstTokenAtMs: null, lastTokenAtMs: null, endAtMs: 3_000 }, [step])
    expect(waiting).toMatchObject({ prefillMs: [1_000, 3_000], decodeMs: null, signals: [{ decode: { n: 0, mean: null } }] })
    expect(requestTelemetry({ ...record, sentAtMs: null, firstTokenAtMs: null, lastTokenAtMs: null }, [step])).toEqual({ prefillMs: null, decodeMs: null, signals: [] })
  })

  test('is told as text and as a document in which nothing is NaN', () => {
    const telemetry = requestTelemetry(record, [step])
    const text = requestText(record, telemetry, { language: 'en', t: createTranslate('en') })
    expect(text.rows).toEqual([['GPU power', 'RTX', expect.stringMatching(/^1\d\d W$/), '300 W', '5', '300 W', '300 W', '9']])
    const json = JSON.parse(JSON.stringify(requestExport('s' as SessionId, record, telemetry, null))) as { readonly format: string; readonly telemetry: unknown }
    expect(json.format).toBe('llm-dyno/request')
    expect(json.telemetry).toEqual(telemetry)
  })
})
