/** Energy: right on known powers, and refused where a sensor can not carry the claim. */
import { describe, expect, it } from 'vitest'
import { energyReport } from '../../../../src/core/analysis/energy.ts'
import { analyseSession } from '../../../../src/core/analysis/index.ts'
import { timeMean } from '../../../../src/core/analysis/time-mean.ts'
import { noLoad } from '../../../../src/core/model/load.ts'
import type { StoredSession } from '../../../../src/core/model/stored-session.ts'
import type { SignalName, SignalSeries } from '../../../../src/core/model/telemetry.ts'
import { fakeRequest, fakeStoredSession } from '../../../support/stored-session.ts'

function signal(name: SignalName, fromMs: number, toMs: number, stepMs: number, value: (ms: number) => number, over: Partial<SignalSeries> = {}): SignalSeries {
  const tMs = Float64Array.from({ length: Math.floor((toMs - fromMs) / stepMs) + 1 }, (_, i) => fromMs + i * stepMs)
  return { source: 'nvidia', device: 'a', deviceLabel: '', signal: name, unit: 'W', windowMs: 0, reason: null, tMs, value: tMs.map(value), ...over }
}

/** Rest of 5 s, load from 5 s to `endMs`, rest of 5 s; 100 tokens by the good request, 50 by one that failed. */
function session(endMs: number, telemetry: readonly SignalSeries[]): StoredSession {
  const request = (index: number, over: Partial<Parameters<typeof fakeRequest>[0]> = {}) => fakeRequest({ index, stage: 0, dueAtMs: 5_000, sentAtMs: 5_000, firstTokenAtMs: 5_500, lastTokenAtMs: endMs, endAtMs: endMs, outputTokens: 100, ...over })
  return {
    ...fakeStoredSession(), stages: [{ index: 0, ...noLoad, concurrency: 1, startMs: 5_000, endMs }], telemetry,
    requests: [request(0), request(1, { outcome: 'reset-mid-stream', outputTokens: 50 })],
  }
}
const step = (endMs: number) => (ms: number) => (ms >= 5_000 && ms <= endMs ? 300 : 50)

describe('energy per token', () => {
  it('is power by time, gross and less the rest; failed tokens cost but do not count', () => {
    const { overall, stages, before, after } = energyReport(session(25_000, [signal('gpu.power', 0, 30_000, 250, step(25_000))]))
    expect(overall.grossJ).toBeCloseTo(300 * 20, 6)
    expect(overall.grossJPerToken).toBeCloseTo(60, 6)
    // Between the last sample at rest and the first under load the power is taken as a ramp.
    expect(Math.abs((overall.netJPerToken ?? 0) - 50)).toBeLessThan(2)
    expect(overall).toMatchObject({ gpus: 1, tokens: 100, windowMs: 20_000, coverage: 1, reason: null })
    expect(stages[0]).toEqual(overall)
    expect([before?.toMs, after?.fromMs]).toEqual([5_000, 25_000])
    expect(after?.gpuPowerW).toBeGreaterThan(50)
  })

  it('adds up cards in use and leaves idle ones out', () => {
    const cards = ['a', 'b', 'c'].flatMap((device) => [
      signal('gpu.power', 0, 30_000, 250, device === 'c' ? () => 20 : step(25_000), { device }),
      signal('gpu.util', 0, 30_000, 250, () => (device === 'c' ? 0 : 90), { device }),
    ])
    expect(energyReport(session(25_000, cards)).overall).toMatchObject({ gpus: 2 })
    expect(energyReport(session(25_000, cards)).overall.grossJ).toBeCloseTo(2 * 300 * 20, 6)
  })

  it('a period that was changed on the way is no hole', () => {
    const at = [...Array.from({ length: 40 }, (_, i) => i * 250), ...Array.from({ length: 6 }, (_, i) => 10_000 + i * 5_000)]
    const power = { ...signal('gpu.power', 0, 30_000, 250, () => 300), tMs: Float64Array.from(at), value: Float64Array.from(at, () => 300) }
    expect(timeMean(power, [5_000, 30_000])).toEqual({ mean: 300, coverage: 1 })
    const silent = { ...power, tMs: power.tMs.filter((ms) => ms < 4_000 || ms > 6_000), value: Float64Array.from(at.filter((ms) => ms < 4_000 || ms > 6_000), () => 300) }
    expect(timeMean(silent, [0, 10_000]).coverage).toBeCloseTo(0.75, 1)
  })

  it('puts an averaging sensor’s value to the middle of its window', () => {
    // A mean of the last second of a ramp lags by half a second.
    const lagging = signal('gpu.power', 0, 10_000, 250, (ms) => ms - 500, { windowMs: 1_000 })
    expect(timeMean(lagging, [2_000, 6_000]).mean).toBeCloseTo(4_000, 6)
  })

  it.each([
    ['no-power', session(25_000, [])],
    ['idle', session(25_000, [signal('gpu.power', 0, 30_000, 250, step(25_000)), signal('gpu.util', 0, 30_000, 250, () => 0)])],
    ['too-short', session(14_000, [signal('gpu.power', 0, 20_000, 250, step(14_000))])],
    ['coverage', session(25_000, [signal('gpu.power', 0, 30_000, 250, (ms) => (ms > 10_000 && ms < 13_000 ? Number.NaN : 300))])],
    ['no-tokens', { ...session(25_000, [signal('gpu.power', 0, 30_000, 250, step(25_000))]), requests: [fakeRequest({ sentAtMs: 5_000, endAtMs: 25_000, lastTokenAtMs: null, outcome: 'timeout-first-token', outputTokens: null })] }],
  ] as const)('is refused: %s', (reason, stored) => {
    const { overall } = energyReport(stored)
    expect(overall).toMatchObject({ reason, grossJ: null, netJ: null, grossJPerToken: null, netJPerToken: null })
  })

  it('has no net figure where nobody measured the rest', () => {
    const late = session(25_000, [signal('gpu.power', 5_000, 30_000, 250, () => 300)])
    expect(energyReport(late).overall).toMatchObject({ grossJPerToken: 60, netJPerToken: null, reason: null })
  })

  it('has no net figure where the card drew as much before the run: it was not at rest', () => {
    const busy = session(25_000, [signal('gpu.power', 0, 30_000, 250, () => 300)])
    expect(energyReport(busy).overall).toMatchObject({ grossJPerToken: 60, netJPerToken: null, reason: null })
  })

  it('does not bridge holes, and counts them', () => {
    const holed = { tMs: Float64Array.of(0, 1, 2, 3, 10, 11, 12), value: Float64Array.of(1, 1, 1, 1, 3, 3, 3), windowMs: 0 }
    expect(timeMean(holed, [0, 12])).toEqual({ mean: 9 / 5, coverage: 5 / 12 })
    expect(timeMean(holed, [4, 9])).toEqual({ mean: null, coverage: 0 })
  })
})

describe('energy of a model elsewhere', () => {
  it('is not claimed from the card of the client', () => {
    const here = session(25_000, [signal('gpu.power', 0, 30_000, 250, step(25_000))])
    const { plan } = here.meta
    const there = { ...here, meta: { ...here.meta, plan: { ...plan, target: { ...plan.target, apiBaseUrl: 'http://192.0.2.7:8000/v1' } } } }
    expect(analyseSession(here).energy.overall.grossJ).toBeGreaterThan(0)
    expect(analyseSession(there).energy.overall).toMatchObject({ grossJ: null, reason: 'no-power' })
  })
})
