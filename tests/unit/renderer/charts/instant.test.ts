/** Everything that is known of one instant: values as they held, requests by phase. */
import { describe, expect, it } from 'vitest'
import { requestMetrics } from '../../../../src/core/measure/request-metrics.ts'
import { encodeRequests } from '../../../../src/core/model/request-columns.ts'
import type { SignalSeries } from '../../../../src/core/model/telemetry.ts'
import type { Timeline } from '../../../../src/core/model/view.ts'
import { instantAt } from '../../../../src/renderer/src/charts/instant.ts'
import { fakeRequest } from '../../../support/stored-session.ts'

const records = [
  fakeRequest({ index: 0, sentAtMs: 1000, firstTokenAtMs: 1300, lastTokenAtMs: 2000, endAtMs: 2050, outcome: 'ok' }),
  fakeRequest({ index: 1, sentAtMs: 1100, firstTokenAtMs: 1900, lastTokenAtMs: 3000, endAtMs: 3001, outcome: 'ok' }),
  fakeRequest({ index: 2, sentAtMs: null, firstTokenAtMs: null, lastTokenAtMs: null, endAtMs: 1500, outcome: 'refused', chunkAtMs: new Float64Array() }),
]

function series(signal: SignalSeries['signal'], points: readonly (readonly [number, number])[], over: Partial<SignalSeries> = {}): SignalSeries {
  return {
    source: 'host', device: '', deviceLabel: '', signal, unit: '%', windowMs: 250, reason: null,
    tMs: Float64Array.from(points.map(([at]) => at)), value: Float64Array.from(points.map(([, value]) => value)), ...over,
  }
}

function timeline(all: readonly SignalSeries[] = []): Timeline {
  return { durationMs: 10_000, stages: [], requests: encodeRequests(records, records.map(requestMetrics)), series: all, events: [] }
}

describe('an instant', () => {
  it('names the requests that were open, the oldest first, with their phase', () => {
    expect(instantAt(timeline(), 1500)).toMatchObject({ inFlight: 2, byPhase: { prefill: 1, decode: 1, end: 0 }, open: [{ index: 0, phase: 'decode', ageMs: 500 }, { index: 1, phase: 'prefill', ageMs: 400 }] })
    expect(instantAt(timeline(), 2010).open).toEqual([{ index: 0, phase: 'end', ageMs: 1010 }, { index: 1, phase: 'decode', ageMs: 910 }])
    expect(instantAt(timeline(), 999)).toMatchObject({ inFlight: 0, open: [] })
  })

  it('counts those of a running session that are not named yet', () => {
    const inFlight = series('req.inflight', [[1000, 5], [2000, 5]], { source: 'requests', unit: 'count' })
    expect(instantAt(timeline([inFlight]), 1500)).toMatchObject({ inFlight: 5, byPhase: { prefill: 1, decode: 1, end: 0 } })
  })

  it('gives the value of every signal that had one, and none from before a hole', () => {
    const cpu = series('cpu.total', [[0, 10], [250, 20], [500, 30], [750, 40], [9000, 50]])
    const silent = series('cpu.temp', [[0, 60], [250, Number.NaN], [500, Number.NaN], [750, Number.NaN]])
    const values = (atMs: number) => Object.fromEntries(instantAt(timeline([cpu, silent, series('cpu.core', [[0, 1], [250, 1], [500, 1]])]), atMs).values.map(({ series: { signal }, value }) => [signal, value]))
    expect(values(200)).toEqual({ 'cpu.total': 10, 'cpu.temp': 60 })
    expect(values(600)).toEqual({ 'cpu.total': 30 })
    expect(values(5000)).toEqual({})
    expect(values(9100)).toEqual({ 'cpu.total': 50 })
  })
})
