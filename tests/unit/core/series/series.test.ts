/** Series derived from requests, thinned for drawing, read under a crosshair. */
import { describe, expect, it } from 'vitest'
import type { SignalName, SignalSeries } from '../../../../src/core/model/telemetry.ts'
import { binWidthMs, decimate, indexRange, requestSeries, sliceSeries, valueAt } from '../../../../src/core/series/index.ts'
import { fakeRequest, fakeStoredSession } from '../../../support/stored-session.ts'

const NaNs = (values: Float64Array) => [...values].map((value) => (Number.isNaN(value) ? null : value))
const pick = (all: readonly SignalSeries[], signal: SignalName) => all.find((series) => series.signal === signal)!

describe('requestSeries', () => {
  // Tokens every 20 ms from 100 to 300 ms.
  const requests = [
    fakeRequest({ dueAtMs: 0, sentAtMs: 0, endAtMs: 301 }),
    fakeRequest({ index: 1, dueAtMs: 2500, sentAtMs: 2500, firstTokenAtMs: 2600, lastTokenAtMs: 2800, endAtMs: 3100, chunkAtMs: Float64Array.from({ length: 11 }, (_, i) => 2600 + i * 20) }),
    fakeRequest({ index: 2, dueAtMs: 2600, sentAtMs: 2600, firstTokenAtMs: null, lastTokenAtMs: null, endAtMs: 2900, outcome: 'http-5xx', outputTokens: null, chunkAtMs: new Float64Array(0) }),
    fakeRequest({ index: 3, sentAtMs: null, firstTokenAtMs: null, lastTokenAtMs: null, endAtMs: 2950, outcome: 'refused', outputTokens: null, chunkAtMs: new Float64Array(0) }),
  ]
  const all = requestSeries(requests, 4000)

  it('steps with every send and end', () => {
    const series = pick(all, 'req.inflight')
    expect([...series.tMs]).toEqual([0, 301, 2500, 2600, 2900, 3100])
    expect([...series.value]).toEqual([1, 0, 1, 2, 1, 0])
  })

  it('takes the blink between two requests of a user for no pause', () => {
    const chain = [fakeRequest({ sentAtMs: 0, endAtMs: 100 }), fakeRequest({ index: 1, sentAtMs: 100.5, endAtMs: 200 })]
    expect([...pick(requestSeries(chain, 1000), 'req.inflight').value]).toEqual([1, 1, 0])
  })

  it('counts tokens, answers and failures in the bin they fall in', () => {
    expect([...pick(all, 'req.tokens').value]).toEqual([11, 0, 11, 0])
    expect([...pick(all, 'req.tokens').tMs]).toEqual([1000, 2000, 3000, 4000])
    expect([...pick(all, 'req.completed').value]).toEqual([1, 0, 0, 1])
    expect([...pick(all, 'req.errors').value]).toEqual([0, 0, 2, 0])
  })

  it('bins TTFT by send time, TPOT by end time, and leaves bins without answers empty', () => {
    expect(NaNs(pick(all, 'req.ttft.p50').value)).toEqual([100, null, 100, null])
    expect(NaNs(pick(all, 'req.tpot.p95').value)).toEqual([20, null, null, 20])
  })

  it('widens its bins for long sessions', () => {
    expect(binWidthMs(60_000)).toBe(1000)
    expect(binWidthMs(4 * 3_600_000)).toBe(8000)
    expect(pick(requestSeries(requests, 4 * 3_600_000), 'req.tokens').tMs.length).toBeLessThanOrEqual(2000)
  })

  it('is empty without requests and thins a long step series', () => {
    expect(requestSeries([], 1000)).toEqual([])
    const many = Array.from({ length: 3000 }, (_, i) => fakeRequest({ index: i, sentAtMs: i * 50, endAtMs: i * 50 + 30 }))
    const thin = pick(requestSeries(many, 150_000), 'req.inflight')
    expect(thin.tMs.length).toBeLessThanOrEqual(2000)
    expect(thin.value.reduce((a, b) => Math.max(a, b))).toBe(1)
  })

  it('agrees with the session it comes from', () => {
    const stored = fakeStoredSession({ stageMs: 3000 })
    const tokens = pick(requestSeries(stored.requests, stored.meta.durationMs!), 'req.tokens')
    expect(tokens.value.reduce((a, b) => a + b, 0)).toBeCloseTo(stored.requests.reduce((sum, r) => sum + (r.outputTokens ?? 0), 0), 6)
  })
})

const ramp: SignalSeries = {
  source: 'host', device: '', deviceLabel: '', signal: 'cpu.total', unit: '%', windowMs: 500, reason: null, tMs: Float64Array.of(0, 1000, 2000, 3000), value: Float64Array.of(1, Number.NaN, 3, 4),
}

describe('reading a series', () => {
  it('slices without copying', () => {
    const part = sliceSeries(ramp, 1000, 2500)
    expect([...part.tMs]).toEqual([1000, 2000])
    expect(part.tMs.buffer).toBe(ramp.tMs.buffer)
    expect(indexRange(ramp.tMs, 5000, 6000)).toEqual([4, 4])
    expect(indexRange(ramp.tMs, 2500, 500)).toEqual([3, 3])
  })

  it('finds the nearest value within tolerance', () => {
    expect(valueAt(ramp, 2400)).toBe(3)
    expect(valueAt(ramp, 2600)).toBe(4)
    expect(valueAt(ramp, -200)).toBe(1)
    expect(valueAt(ramp, 900)).toBeNull()
    expect(valueAt(ramp, 4200)).toBeNull()
    expect(valueAt(ramp, 4200, 1500)).toBe(4)
    expect(valueAt(sliceSeries(ramp, 9000, 9001), 0)).toBeNull()
  })
})

describe('decimate', () => {
  it('returns few points as they are, with a neighbour on both sides', () => {
    expect([...decimate(ramp.tMs, ramp.value, 1500, 2500, 100).t]).toEqual([1000, 2000, 3000])
  })

  it('handles a range without width', () => {
    const t = Float64Array.from({ length: 50 }, () => 7)
    const v = Float64Array.from({ length: 50 }, (_, i) => i)
    expect([...decimate(t, v, 7, 7, 2).v]).toEqual([0, 49])
  })
})
