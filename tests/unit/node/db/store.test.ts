import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Calibration } from '../../../../src/core/model/calibration.ts'
import type { SessionId } from '../../../../src/core/model/ids.ts'
import type { RequestRecord } from '../../../../src/core/model/request.ts'
import type { SessionEvent } from '../../../../src/core/model/session.ts'
import type { SignalSeries } from '../../../../src/core/model/telemetry.ts'
import { openStore, type Store } from '../../../../src/node/db/store.ts'
import { currentOwner } from '../../../../src/node/process-identity.ts'
import { fakeRequest, fakeStoredSession } from '../../../support/stored-session.ts'
import { tempFolder } from '../../../support/temp-folder.ts'

const id = '01TESTTESTTEST' as SessionId
const nothing = { requests: [], events: [], clientSamples: [], telemetry: [] }

function open(path = join(tempFolder(), 'db.sqlite')): Store {
  const store = openStore(path)
  onTestFinished(() => store.close())
  return store
}

function begin(store: Store, sessionId = id): number {
  const { meta } = fakeStoredSession({ seed: 1 })
  return store.create({ ...meta, id: sessionId }, currentOwner())
}

function series(signal: SignalSeries['signal'], tMs: readonly number[], value: readonly number[], reason: SignalSeries['reason'] = null): SignalSeries {
  return {
    source: 'host', device: '', deviceLabel: '', signal, unit: '%', windowMs: 250, reason,
    tMs: Float64Array.from(tMs), value: Float64Array.from(value),
  }
}

describe('a whole session', () => {
  test('comes back exactly as it was written', () => {
    const store = open()
    const fake = fakeStoredSession({ seed: 7, gpu: true, failures: 0.3 })
    const session = { ...fake, clientSamples: fake.clientSamples.map((sample, i) => (i % 2 === 0 ? sample : { ...sample, lanes: 2, busiestCpuPercent: i === 1 ? null : 41 })) }
    const pk = store.create(session.meta, currentOwner())
    store.write(pk, { requests: session.requests, events: session.events, clientSamples: session.clientSamples, telemetry: session.telemetry }, 1)
    store.finish(pk, { status: 'failed', failure: { code: 'server-died', detail: 'gone' }, durationMs: session.meta.durationMs ?? 0 })

    const loaded = store.load(session.meta.id)
    expect(loaded?.requests).toEqual(session.requests)
    expect(loaded?.telemetry).toEqual(session.telemetry)
    expect(loaded?.clientSamples).toEqual(session.clientSamples)
    expect(loaded?.clientSamples.some(({ lanes }) => lanes === 2)).toBe(true)
    expect(loaded?.events).toEqual(session.events)
    expect(loaded?.meta).toEqual({ ...session.meta, tags: [], status: 'failed', failure: { code: 'server-died', detail: 'gone' } })
  })

  test('keeps the requests of a probe user apart', () => {
    const store = open()
    const { meta } = fakeStoredSession({ seed: 1 })
    const pk = store.create({ ...meta, plan: { ...meta.plan, probe: { promptTokens: 1, outputTokens: 1, pauseMs: 1000 } } }, currentOwner())
    const [own, probe] = [fakeRequest({ index: 4 }), fakeRequest({ index: 9, role: 'probe', outcome: 'http-5xx' })]
    store.write(pk, { ...nothing, requests: [own, probe] }, 1)
    expect(store.load(meta.id)).toMatchObject({ requests: [own], probes: [probe] })
    expect(store.request(meta.id, 9)).toEqual(probe)
    expect(store.sessions.listItem(meta.id)).toMatchObject({ requests: 1, failures: 0 })
  })

  test('keeps the fields that few requests have', () => {
    const store = open()
    const pk = begin(store)
    const record: RequestRecord = fakeRequest({
      error: { code: 'http-503', message: 'busy "now"' },
      retryAfterMs: 2_000,
      thinkingInline: true,
      serverTimings: { promptTokens: 1, promptMs: 2.5, outputTokens: null, outputMs: null, cachedTokens: 0, loadMs: 12.5 },
      chunkTokens: Uint32Array.from([1, 2, 3]),
      chunkAtMs: new Float64Array(0),
      sentAtMs: null,
      connection: null,
    })
    store.write(pk, { ...nothing, requests: [record] }, 1)
    expect(store.request(id, 0)).toEqual(record)
    expect(store.request(id, 1)).toBeNull()
  })

  test('a token count that is no whole number is stored as unknown', () => {
    const store = open()
    const pk = begin(store)
    store.write(pk, { ...nothing, requests: [fakeRequest({ promptTokens: 1.5, outputTokens: Number.POSITIVE_INFINITY })] }, 1)
    expect(store.request(id, 0)).toMatchObject({ promptTokens: null, outputTokens: null })
  })
})

describe('telemetry', () => {
  test('grows over many small flushes into one series, gaps included', () => {
    const store = open()
    const pk = begin(store)
    const times = Array.from({ length: 700 }, (_, i) => i * 250)
    for (let at = 0; at < times.length; at += 3) {
      const part = times.slice(at, at + 3)
      store.write(pk, { ...nothing, telemetry: [series('cpu.total', part, part.map((t) => (t === 1_000 ? Number.NaN : t / 2)))] }, 1)
    }
    const [stored] = store.load(id)?.telemetry ?? []
    expect(Array.from(stored?.tMs ?? [])).toEqual(times)
    expect(stored?.value[4]).toBeNaN()
    expect(stored?.value[5]).toBe(625)
  })

  test('a series without a value keeps its reason, and a later reason replaces it', () => {
    const store = open()
    const pk = begin(store)
    store.write(pk, { ...nothing, telemetry: [series('swap.in', [], [], 'not-supported')] }, 1)
    expect(store.load(id)?.telemetry).toMatchObject([{ signal: 'swap.in', reason: 'not-supported' }])
    store.write(pk, { ...nothing, telemetry: [series('swap.in', [], [], 'no-permission')] }, 1)
    expect(store.load(id)?.telemetry).toMatchObject([{ signal: 'swap.in', reason: 'no-permission' }])
  })
})

describe('stages', () => {
  const at = (kind: SessionEvent['kind'], stage: number, atMs: number): SessionEvent => ({ kind, stage, atMs, detail: null })

  test('are read from the events; an open one ends with the session', () => {
    const store = open()
    const pk = begin(store)
    store.write(pk, { ...nothing, events: [at('stage-start', 0, 10), at('stage-end', 0, 20), at('stage-start', 1, 25)] }, 1)
    expect(store.load(id)?.stages.map((span) => span.endMs)).toEqual([20, null])
    store.finish(pk, { status: 'stopped', failure: null, durationMs: 40 })
    expect(store.load(id)?.stages.map((span) => span.endMs)).toEqual([20, 40])
  })
})

describe('the list', () => {
  test('counts requests and failures, newest session first', () => {
    const store = open()
    const pk = begin(store)
    const { meta } = fakeStoredSession({ seed: 2 })
    store.create({ ...meta, id: 'newer' as SessionId, createdAtMs: meta.createdAtMs + 1 }, currentOwner())
    store.write(pk, { ...nothing, requests: [fakeRequest(), fakeRequest({ index: 1, outcome: 'http-5xx' }), fakeRequest({ index: 2, outcome: 'cancelled' })] }, 1)
    store.setSummary(pk, { ttftP95Ms: 12, tpotP50Ms: null, bestOutputTokensPerS: 3, clientValid: false })
    const list = store.sessions.list()
    expect(list.map((item) => item.id)).toEqual(['newer', id])
    expect(list[1]).toMatchObject({ requests: 3, failures: 1, ttftP95Ms: 12, tpotP50Ms: null, bestOutputTokensPerS: 3, clientValid: false })
    expect(list[0]).toMatchObject({ requests: 0, ttftP95Ms: null, clientValid: null })
  })

  test('name and tags change independently', () => {
    const store = open()
    begin(store)
    expect(store.update(id, 'New name', null)).toBe(true)
    expect(store.update(id, null, ['gpu', '夜'])).toBe(true)
    expect(store.sessions.listItem(id)).toMatchObject({ name: 'New name', tags: ['gpu', '夜'] })
    expect(store.update('none' as SessionId, 'x', null)).toBe(false)
  })

  test('a deleted session is hidden, comes back, and is gone after the purge', () => {
    const store = open()
    const pk = begin(store)
    store.write(pk, { ...nothing, requests: [fakeRequest()] }, 1)
    expect(store.markDeleted(id, 1_000)).toBe(false)
    store.finish(pk, { status: 'completed', failure: null, durationMs: 5 })
    expect(store.markDeleted(id, 1_000)).toBe(true)
    expect(store.sessions.list()).toEqual([])
    expect(store.load(id)).toBeNull()
    expect(store.purge(999)).toBe(0)
    expect(store.restore(id)).toBe(true)
    expect(store.load(id)?.requests).toHaveLength(1)
    store.markDeleted(id, 1_000)
    expect(store.purge(1_000)).toBe(1)
    expect(store.restore(id)).toBe(false)
  })
})

test('a batch that fails leaves nothing behind', () => {
  const store = open()
  const pk = begin(store)
  const broken = { ...fakeRequest({ index: 1 }), outcome: null } as unknown as RequestRecord
  expect(() => store.write(pk, { ...nothing, requests: [fakeRequest(), broken], telemetry: [series('cpu.total', [1], [1])] }, 1)).toThrow(/NOT NULL/)
  expect(store.load(id)).toMatchObject({ requests: [], telemetry: [] })
  store.write(pk, { ...nothing, requests: [fakeRequest()], telemetry: [series('cpu.total', [1], [1])] }, 1)
  expect(store.load(id)?.requests).toHaveLength(1)
  expect(store.load(id)?.telemetry).toHaveLength(1)
})

describe('calibrations', () => {
  const calibration: Calibration = {
    createdAtMs: 1_000, hostname: 'bench', cpuModel: null, appVersion: '1.0.0', runtime: 'Node 24', load: { streams: 64, tokensPerS: 50, durationMs: 10_000 },
    ttftErrorMs: { n: 256, p50: 0.1, p99: 0.4, max: 1 }, gapErrorMs: { n: 9_000, p50: 0.05, p99: 0.3, max: 2 }, stampErrorMs: { n: 9_100, p50: 0.04, p99: 0.2, max: 2 },
    loopDelayP99Ms: 0.9, cpuSPer100kTokens: 1.7,
  }
  const need = { hostname: 'bench', appVersion: '1.0.0', runtime: 'Node 24', streams: 16 }

  test('the newest of this machine, version and runtime speaks for as many users as it had streams', () => {
    const store = open()
    expect(store.calibrations.fitting(need)).toBeNull()
    store.calibrations.add(calibration)
    const newer = { ...calibration, createdAtMs: 2_000, load: { ...calibration.load, streams: 32 } }
    store.calibrations.add(newer)
    expect(store.calibrations.fitting(need)?.calibration).toEqual(newer)
    expect(store.calibrations.fitting({ ...need, streams: 33 })?.calibration).toEqual(calibration)
    expect(store.calibrations.fitting({ ...need, streams: 65 })).toBeNull()
    for (const other of [{ hostname: 'else' }, { hostname: null }, { appVersion: '1.0.1' }, { runtime: 'Electron 45' }]) expect(store.calibrations.fitting({ ...need, ...other })).toBeNull()
  })

  test('a session keeps the one it began with', () => {
    const store = open()
    store.calibrations.add(calibration)
    const { meta } = fakeStoredSession({ seed: 1 })
    store.create({ ...meta, id }, currentOwner(), null, store.calibrations.fitting(need)?.pk ?? null)
    store.calibrations.add({ ...calibration, createdAtMs: 3_000 })
    expect(store.load(id)?.meta.calibration).toEqual(calibration)
    expect(store.sessions.listItem(id)?.id).toBe(id)
  })
})
