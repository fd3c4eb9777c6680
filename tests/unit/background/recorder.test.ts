import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { RecorderMessage } from '../../../src/background/protocol.ts'
import { createRecorder } from '../../../src/background/recorder.ts'
import { memoryPortPair } from '../../../src/background/port-memory.ts'
import type { SessionId } from '../../../src/core/model/ids.ts'
import type { LiveFrame } from '../../../src/core/model/view.ts'
import { requestRow } from '../../../src/core/model/request-columns.ts'
import { openStore } from '../../../src/node/db/store.ts'
import { currentOwner } from '../../../src/node/process-identity.ts'
import { eventually } from '../../support/eventually.ts'
import { fakeNvidiaSmi, gpuRow, loopOf } from '../../support/fake-nvidia-smi.ts'
import { batchOf, planOf, recorderRig, requestAt } from '../../support/recorder-rig.ts'
import { tempFolder } from '../../support/temp-folder.ts'

const completed = { status: 'completed', failure: null } as const

describe('a run', () => {
  test('is stored, analysed and listed, with requests sent just before the end', async () => {
    const { ask, engine } = recorderRig()
    const { sessionId } = await ask('session:begin', { name: 'First', plan: planOf() })
    const stage = (kind: 'stage-start' | 'stage-end', atMs: number) => ({ atMs, kind, stage: 0, detail: null }) as const
    engine.post(batchOf(sessionId, 10, { events: [stage('stage-start', 0)] }))
    engine.post(batchOf(sessionId, 900, { requests: Array.from({ length: 40 }, (_, i) => requestAt(i, i * 310)) }))
    engine.post(batchOf(sessionId, 13_000, { requests: [requestAt(40, 12_400, { outcome: 'http-5xx' })], events: [stage('stage-end', 12_800)] }))
    engine.post({ type: 'ended', sessionId, atMs: 13_000, ...completed })
    await ask('session:finish', { sessionId, ...completed })

    const [item] = await ask('sessions:list', null)
    expect(item).toMatchObject({ id: sessionId, name: 'First', status: 'completed', requests: 41, failures: 1, concurrency: [1, 2] })
    expect(item?.ttftP95Ms).toBeCloseTo(99.8)
    const view = await ask('sessions:get', { sessionId })
    expect(view.meta).toMatchObject({ status: 'completed', failure: null })
    expect(view.timeline.stages).toEqual([{ index: 0, concurrency: 1, ratePerS: null, arrival: null, rampTo: null, startMs: 0, endMs: 12_800 }])
    expect(requestRow(view.timeline.requests, 40)).toMatchObject({ index: 40, outcome: 'http-5xx' })
    expect(view.analysis.stages[0]?.metrics.ttftMs.n).toBe(39)
    expect(view.timeline.series.some((series) => series.signal === 'req.tokens')).toBe(true)
    expect((await ask('sessions:range', { sessionId, fromMs: 0, toMs: 1_000 })).requestsInWindow).toBe(4)
    expect((await ask('sessions:request', { sessionId, index: 3 })).record).toEqual(requestAt(3, 930))
  })

  test('can be looked at while it is on, and not deleted', async () => {
    const { ask, engine } = recorderRig()
    const { sessionId } = await ask('session:begin', { name: 'On', plan: planOf() })
    engine.post(batchOf(sessionId, 400, { requests: [requestAt(0, 0)] }))
    await new Promise((resolve) => setTimeout(resolve, 30))
    const view = await ask('sessions:get', { sessionId })
    expect(view.meta).toMatchObject({ status: 'running', durationMs: null })
    expect(view.timeline.requests.index).toHaveLength(1)
    engine.post(batchOf(sessionId, 800, { requests: [requestAt(1, 400)] }))
    expect((await ask('sessions:get', { sessionId })).timeline.requests.index.length).toBeGreaterThanOrEqual(1)
    await expect(ask('sessions:delete', { sessionId })).rejects.toThrow('run/already-active')
    await expect(ask('session:begin', { name: 'Second', plan: planOf() })).rejects.toThrow('run/already-active')
  })

  test('samples telemetry from begin to the end of the tail, GPUs included, and keeps the machine', async () => {
    const smi = fakeNvidiaSmi({ loop: loopOf(gpuRow()) })
    const { ask } = recorderRig({ nvidia: { find: () => smi.path, timing: { periodMs: 50 } } })
    const { sessionId } = await ask('session:begin', { name: 'T', plan: planOf({ telemetry: { enabled: true, baselineMs: 0, tailMs: 700 } }) })
    await new Promise((resolve) => setTimeout(resolve, 700))
    await ask('session:finish', { sessionId, status: 'failed', failure: { code: 'engine-crashed', detail: 'x' } })
    const { timeline, meta } = await ask('sessions:get', { sessionId })
    const find = (signal: string) => timeline.series.find((series) => series.signal === signal)
    expect(find('cpu.total')?.tMs.length).toBeGreaterThanOrEqual(2)
    expect(find('gpu.util')?.value[0]).toBe(97)
    expect(meta.host?.gpus).toMatchObject([{ id: 'GPU-5f11', driver: '570.86' }])
    // A busy machine may add a gap of a sensor.
    expect(timeline.events.filter(({ kind }) => kind === 'engine-crashed')).toHaveLength(1)
    const { sensors } = await ask('machine:info', null)
    expect(sensors.filter((sensor) => sensor.running)).toEqual([])
  })

  test('without telemetry nothing is sampled', async () => {
    const { ask, engine } = recorderRig()
    const { sessionId } = await ask('session:begin', { name: 'T', plan: planOf() })
    const client = { atMs: 1, stage: 0, loopDelayP99Ms: 1, loopDelayMaxMs: 2, cpuPercent: 3, rssBytes: 4, connectionsOpened: 0, connectionsReused: 0, parseBacklogBytes: 0 }
    engine.post(batchOf(sessionId, 100, { client }))
    engine.post({ type: 'ended', sessionId, atMs: 200, ...completed })
    await ask('session:finish', { sessionId, ...completed })
    expect((await ask('sessions:get', { sessionId })).timeline.series).toEqual([])
  })

  test('shows live frames to a window, the last one with the phase ended', async () => {
    const { ask, engine, recorder } = recorderRig()
    const [window, end] = memoryPortPair()
    const frames: LiveFrame[] = []
    window.onMessage((message) => {
      const frame = message as LiveFrame
      frames.push(frame)
      window.post({ type: 'ack', seq: frame.seq })
    })
    recorder.attachViewer(end)
    const { sessionId } = await ask('session:begin', { name: 'T', plan: planOf() })
    engine.post(batchOf(sessionId, 100, { requests: [requestAt(0, 0)] }))
    await eventually(() => frames.length >= 3)
    engine.post({ type: 'ended', sessionId, atMs: 200, ...completed })
    await ask('session:finish', { sessionId, ...completed })
    await eventually(() => frames.at(-1)?.progress.phase === 'ended')
    expect(frames.filter((frame) => frame.snapshot)).toHaveLength(1)
    expect(frames.map((frame) => frame.seq)).toEqual(frames.map((_, i) => i + 1))
    expect(frames.reduce((sum, frame) => sum + frame.requests.index.length, 0)).toBe(1)
  })

  test('tells the host its progress and each change of the list', async () => {
    const { ask, engine, recorder } = recorderRig()
    const said: RecorderMessage[] = []
    recorder.onMessage((message) => said.push(message))
    const { sessionId } = await ask('session:begin', { name: 'T', plan: planOf() })
    await eventually(() => said.filter((message) => message.type === 'progress').length >= 2)
    engine.post({ type: 'ended', sessionId, atMs: 200, ...completed })
    await ask('session:finish', { sessionId, ...completed })
    const last = said.findLast((message) => message.type === 'progress')
    expect(last).toMatchObject({ progress: { sessionId, phase: 'ended' } })
    expect(said.filter((message) => message.type === 'sessions-changed')).toHaveLength(2)
  })
})

describe('trouble while recording', () => {
  test('a full disk breaks the run off; what was stored stays', async () => {
    const { ask, engine, recorder } = recorderRig({ maxDbPages: 60 })
    const failures: RecorderMessage[] = []
    recorder.onMessage((message) => (message.type === 'run-failed' ? failures.push(message) : undefined))
    const { sessionId } = await ask('session:begin', { name: 'T', plan: planOf() })
    engine.post(batchOf(sessionId, 100, { requests: [requestAt(0, 0)] }))
    await new Promise((resolve) => setTimeout(resolve, 30))
    expect((await ask('sessions:get', { sessionId })).timeline.requests.index).toHaveLength(1)
    const heavy = new Float64Array(20_000)
    for (let i = 1; i < 10; i += 1) engine.post(batchOf(sessionId, i * 100, { requests: [requestAt(i, i * 10, { chunkAtMs: heavy })] }))
    await eventually(() => failures.length > 0)
    expect(failures).toMatchObject([{ sessionId, failure: { code: 'disk-full' } }])
    engine.post({ type: 'ended', sessionId, atMs: 1_000, status: 'stopped', failure: null })
    await ask('session:finish', { sessionId, status: 'stopped', failure: null })
    const view = await ask('sessions:get', { sessionId })
    expect(view.meta).toMatchObject({ status: 'failed', failure: { code: 'disk-full' } })
    expect(view.timeline.requests.index.length).toBeGreaterThanOrEqual(1)
  })

  test('a database that stays locked costs nothing while the queue holds, and the run is invalid beyond', async () => {
    const rig = recorderRig({ queueLimitBytes: 100_000 })
    const { sessionId } = await rig.ask('session:begin', { name: 'T', plan: planOf() })
    const holder = new Database(rig.dbPath)
    onTestFinished(() => void holder.close())
    holder.exec('BEGIN IMMEDIATE')
    for (let i = 0; i < 400; i += 1) rig.engine.post(batchOf(sessionId, i, { requests: [requestAt(i, i)] }))
    await new Promise((resolve) => setTimeout(resolve, 300))
    holder.exec('COMMIT')
    rig.engine.post({ type: 'ended', sessionId, atMs: 1_000, ...completed })
    await rig.ask('session:finish', { sessionId, ...completed })
    const view = await rig.ask('sessions:get', { sessionId })
    expect(view.timeline.requests.index.length).toBeGreaterThan(100)
    expect(view.timeline.requests.index.length).toBeLessThan(400)
    expect(view.timeline.events.map((event) => event.kind)).toContain('queue-overflow')
    expect(view.analysis.client.reasons).toContain('queue-overflow')
  })

  test('closing in the middle leaves an interrupted session with all its data', async () => {
    const rig = recorderRig()
    const { sessionId } = await rig.ask('session:begin', { name: 'T', plan: planOf() })
    rig.engine.post(batchOf(sessionId, 100, { requests: [requestAt(0, 0)] }))
    await new Promise((resolve) => setTimeout(resolve, 250))
    rig.recorder.close()
    const store = openStore(rig.dbPath)
    onTestFinished(() => store.close())
    expect(store.load(sessionId)).toMatchObject({ meta: { status: 'interrupted', failure: { code: 'app-ended' } }, requests: [{ index: 0 }] })
  })
})

describe('two processes on one database', () => {
  test('a run of a living process is left alone, one of a dead process is closed and analysed', async () => {
    const rig = recorderRig()
    const { sessionId } = await rig.ask('session:begin', { name: 'Mine', plan: planOf() })
    const store = openStore(rig.dbPath)
    onTestFinished(() => store.close())
    const dead = 'DEAD' as SessionId
    const { meta } = store.load(sessionId) ?? {}
    if (meta === undefined) throw new Error('The session is missing')
    const pk = store.create({ ...meta, id: dead }, { pid: 99_999_999, start: 'gone:1' })
    store.write(pk, { requests: [requestAt(0, 100), requestAt(1, 450)], events: [{ atMs: 50, kind: 'stage-start', stage: 0, detail: null }], clientSamples: [], telemetry: [] }, 0)

    const other = recorderRig({ dbPath: rig.dbPath })
    const list = await other.ask('sessions:list', null)
    expect(list.map((item) => [item.id, item.status])).toEqual(expect.arrayContaining([[sessionId, 'running'], [dead, 'interrupted']]))
    expect(list.find((item) => item.id === dead)).toMatchObject({ requests: 2, durationMs: 751 })
    expect(list.find((item) => item.id === dead)?.ttftP95Ms).toBeCloseTo(99.8)
    expect((await other.ask('sessions:get', { sessionId: dead })).analysis.stages[0]?.metrics.ttftMs.n).toBeGreaterThan(0)
  })
})

test('a session whose recorder died while its app lives says that the recorder crashed', async () => {
  const rig = recorderRig()
  const { sessionId } = await rig.ask('session:begin', { name: 'Mine', plan: planOf() })
  const store = openStore(rig.dbPath)
  onTestFinished(() => store.close())
  const meta = store.load(sessionId)?.meta
  if (meta === undefined) throw new Error('The session is missing')
  store.create({ ...meta, id: 'A' as SessionId }, { pid: 99_999_999, start: 'gone:1' }, currentOwner())
  store.create({ ...meta, id: 'B' as SessionId }, { pid: 99_999_999, start: 'gone:1' }, { pid: 99_999_998, start: 'gone:2' })
  const other = recorderRig({ dbPath: rig.dbPath })
  expect((await other.ask('sessions:get', { sessionId: 'A' as SessionId })).meta.failure?.code).toBe('recorder-crashed')
  expect((await other.ask('sessions:get', { sessionId: 'B' as SessionId })).meta.failure?.code).toBe('app-ended')
})

describe('the history', () => {
  async function recorded(rig: ReturnType<typeof recorderRig>): Promise<SessionId> {
    const { sessionId } = await rig.ask('session:begin', { name: 'A & <b>', plan: planOf() })
    rig.engine.post(batchOf(sessionId, 400, { requests: [requestAt(0, 0)], events: [{ atMs: 0, kind: 'stage-start', stage: 0, detail: null }] }))
    rig.engine.post({ type: 'ended', sessionId, atMs: 500, ...completed })
    await rig.ask('session:finish', { sessionId, ...completed })
    return sessionId
  }

  test('renames, tags, deletes and restores', async () => {
    const rig = recorderRig()
    const sessionId = await recorded(rig)
    expect(await rig.ask('sessions:update', { sessionId, name: 'B', tags: ['x'] })).toMatchObject({ name: 'B', tags: ['x'] })
    expect((await rig.ask('sessions:get', { sessionId })).meta).toMatchObject({ name: 'B', tags: ['x'] })
    await rig.ask('sessions:delete', { sessionId })
    expect(await rig.ask('sessions:list', null)).toEqual([])
    await expect(rig.ask('sessions:get', { sessionId })).rejects.toThrow('session/unknown')
    await rig.ask('sessions:restore', { sessionId })
    expect(await rig.ask('sessions:list', null)).toHaveLength(1)
  })

  test('exports both formats', async () => {
    const rig = recorderRig()
    const sessionId = await recorded(rig)
    const folder = tempFolder()
    await rig.ask('export:json', { sessionId, path: join(folder, 'a.json') })
    const json = JSON.parse(readFileSync(join(folder, 'a.json'), 'utf8')) as { readonly format: string; readonly requests: readonly { readonly chunkAtMs: readonly number[] }[] }
    expect(json.format).toBe('llm-dyno/session')
    expect(json.requests[0]?.chunkAtMs).toHaveLength(11)
    await rig.ask('export:html', { sessionId, path: join(folder, 'a.html'), language: 'zh-CN', theme: 'dark' })
    expect(readFileSync(join(folder, 'a.html'), 'utf8')).toContain('<!doctype html>')
    await expect(rig.ask('export:json', { sessionId, path: join(folder, 'nowhere', 'a.json') })).rejects.toThrow('file/denied: ENOENT')
  })

  test('answers unknown ids with a code', async () => {
    const { ask } = recorderRig()
    const sessionId = 'none' as SessionId
    await expect(ask('sessions:get', { sessionId })).rejects.toThrow('session/unknown')
    await expect(ask('sessions:update', { sessionId, name: 'x' })).rejects.toThrow('session/unknown')
    await expect(ask('session:finish', { sessionId, ...completed })).rejects.toThrow('run/none')
  })
})

describe('a database that can not be used', () => {
  test('is told at once and with every call; the file stays', async () => {
    const dbPath = join(tempFolder(), 'db.sqlite')
    writeFileSync(dbPath, 'not a database, but someone may need it'.repeat(50))
    const said: RecorderMessage[] = []
    const recorder = createRecorder({ dbPath, appVersion: '0', self: 'app', nvidia: { find: () => null } })
    onTestFinished(() => recorder.close())
    recorder.onMessage((message) => said.push(message))
    expect(recorder.unusable?.code).toBe('db/broken')
    expect(await recorder.call('sessions:list', null)).toMatchObject({ ok: false, error: { code: 'db/broken' } })
    expect(await recorder.call('session:begin', { name: 'x', plan: planOf() })).toMatchObject({ ok: false, error: { code: 'db/broken' } })
    expect((await recorder.call('machine:info', null)).ok).toBe(true)
    expect(existsSync(dbPath)).toBe(true)
    expect(readFileSync(dbPath, 'utf8')).toContain('someone may need it')
  })
})
