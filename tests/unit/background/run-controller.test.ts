import { describe, expect, test } from 'vitest'
import { EngineClient } from '../../../src/background/engine-client.ts'
import { memoryPortPair } from '../../../src/background/port-memory.ts'
import type { Port } from '../../../src/background/port.ts'
import type { EngineCommand } from '../../../src/background/protocol.ts'
import { RunController, type RunEnd } from '../../../src/background/run-controller.ts'
import type { SessionId } from '../../../src/core/model/ids.ts'
import type { SessionFailure, SessionStatus } from '../../../src/core/model/session.ts'
import { eventually } from '../../support/eventually.ts'
import { batchOf, planOf, recorderRig, requestAt, type RecorderRig } from '../../support/recorder-rig.ts'

interface Rig extends RecorderRig {
  readonly controller: RunController
  readonly commands: readonly EngineCommand[]
  readonly ends: readonly RunEnd[]
  /** The engine's end of its port to the host. */
  readonly control: Port
  endOf(sessionId: SessionId, status: Exclude<SessionStatus, 'running' | 'interrupted'>, failure?: SessionFailure | null): void
}

function rig(options: Parameters<typeof recorderRig>[0] = {}): Rig {
  const recorder = recorderRig(options)
  const [host, control] = memoryPortPair()
  const commands: EngineCommand[] = []
  control.onMessage((message) => commands.push(message as EngineCommand))
  const controller = new RunController({ recorder: recorder.client, engine: new EngineClient(host) })
  const ends: RunEnd[] = []
  controller.onEnded((end) => ends.push(end))
  return {
    ...recorder, controller, commands, ends, control,
    endOf(sessionId, status, failure = null) {
      for (const port of [recorder.engine, control]) port.post({ type: 'ended', sessionId, status, failure, atMs: 500 })
    },
  }
}

async function started(run: Rig): Promise<SessionId> {
  const answer = await run.controller.start(planOf(), 'Run', 'sk-secret')
  if (!answer.ok) throw new Error(answer.error.code)
  await eventually(() => run.commands.length > 0)
  return answer.value.sessionId
}

const statusOf = async (run: Rig, sessionId: SessionId) => (await run.ask('sessions:get', { sessionId })).meta

describe('a run', () => {
  test('goes to the engine with the key and the clock, and ends stored', async () => {
    const run = rig()
    const sessionId = await started(run)
    expect(run.commands[0]).toMatchObject({ type: 'run', sessionId, apiKey: 'sk-secret', originNs: expect.stringMatching(/^\d+$/) })
    expect(run.controller.currentSessionId()).toBe(sessionId)
    await eventually(() => run.controller.current()?.sessionId === sessionId)
    run.engine.post(batchOf(sessionId, 400, { requests: [requestAt(0, 0)] }))
    run.endOf(sessionId, 'completed')
    await eventually(() => run.ends.length > 0)
    expect(run.ends).toEqual([{ sessionId, status: 'completed', failure: null }])
    expect(run.controller.current()).toBeNull()
    expect(await statusOf(run, sessionId)).toMatchObject({ status: 'completed' })
  })

  test('is the only one, also while it starts', async () => {
    const run = rig()
    const [first, second] = await Promise.all([run.controller.start(planOf(), 'a', null), run.controller.start(planOf(), 'b', null)])
    expect(first.ok).toBe(true)
    expect(second).toMatchObject({ ok: false, error: { code: 'run/already-active' } })
    expect(await run.controller.start(planOf(), 'c', null)).toMatchObject({ ok: false, error: { code: 'run/already-active' } })
  })

  test('may be followed by another', async () => {
    const run = rig()
    run.endOf(await started(run), 'completed')
    await eventually(() => run.ends.length === 1)
    run.endOf(await started(run), 'stopped')
    await eventually(() => run.ends.length === 2)
    expect((await run.ask('sessions:list', null)).map((item) => item.status)).toEqual(['stopped', 'completed'])
  })

  test('the key is not in the database', async () => {
    const run = rig()
    run.endOf(await started(run), 'completed')
    await eventually(() => run.ends.length === 1)
    const { readFileSync } = await import('node:fs')
    expect(readFileSync(run.dbPath).includes('sk-secret')).toBe(false)
  })
})

describe('stopping', () => {
  test('drains, then aborts, and keeps what was measured', async () => {
    const run = rig()
    expect(run.controller.stop('drain')).toMatchObject({ ok: false, error: { code: 'run/none' } })
    const sessionId = await started(run)
    expect(run.controller.stop('drain').ok).toBe(true)
    expect(run.controller.stop('abort').ok).toBe(true)
    await eventually(() => run.commands.length === 3)
    expect(run.commands.slice(1)).toEqual([{ type: 'stop', mode: 'drain' }, { type: 'stop', mode: 'abort' }])
    run.engine.post(batchOf(sessionId, 400, { requests: [requestAt(0, 0)] }))
    run.endOf(sessionId, 'stopped')
    await eventually(() => run.ends.length > 0)
    expect(await statusOf(run, sessionId)).toMatchObject({ status: 'stopped', failure: null })
  })

  test('an engine that does not obey is ended by force', async () => {
    const run = rig()
    const sessionId = await started(run)
    run.controller.stop('abort')
    await eventually(() => run.ends.length > 0)
    expect(run.ends).toEqual([{ sessionId, status: 'stopped', failure: null }])
  })
})

describe('when something dies', () => {
  test('the engine: the session is interrupted, with its data', async () => {
    const run = rig()
    const sessionId = await started(run)
    run.engine.post(batchOf(sessionId, 400, { requests: [requestAt(0, 0)] }))
    await new Promise((resolve) => setTimeout(resolve, 20))
    run.engine.close()
    run.control.close()
    await eventually(() => run.ends.length > 0)
    expect(run.ends).toMatchObject([{ status: 'interrupted', failure: { code: 'engine-crashed' } }])
    const view = await run.ask('sessions:get', { sessionId })
    expect(view.meta.failure?.code).toBe('engine-crashed')
    expect(view.timeline.requests.index).toHaveLength(1)
    expect(view.timeline.events.map((event) => event.kind)).toEqual(['engine-crashed'])
    expect(await run.controller.start(planOf(), 'x', null)).toMatchObject({ ok: false, error: { code: 'process/gone', detail: 'engine' } })
  })

  test('the recorder: the engine is aborted and calls are answered', async () => {
    const run = rig()
    const sessionId = await started(run)
    const waiting = run.client.call('sessions:list', null)
    run.client.close()
    expect(await waiting).toMatchObject({ ok: false, error: { code: 'process/gone' } })
    await eventually(() => run.commands.length === 2)
    expect(run.commands[1]).toEqual({ type: 'stop', mode: 'abort' })
    expect(run.ends).toMatchObject([{ sessionId, status: 'interrupted', failure: { code: 'recorder-crashed' } }])
    expect(await run.controller.start(planOf(), 'x', null)).toMatchObject({ ok: false, error: { code: 'process/gone' } })
  })

  test('the engine, replaced before anybody told of its end: the run fails, the next one goes to the new engine', async () => {
    const run = rig()
    const sessionId = await started(run)
    const [host, control] = memoryPortPair()
    const commands: EngineCommand[] = []
    control.onMessage((message) => commands.push(message as EngineCommand))
    run.controller.useEngine(new EngineClient(host))
    run.engine.close()
    run.control.close()
    await eventually(() => run.ends.length > 0)
    expect(run.ends).toMatchObject([{ sessionId, status: 'interrupted', failure: { code: 'engine-crashed' } }])
    expect((await run.controller.start(planOf(), 'Next', null)).ok).toBe(true)
    await eventually(() => commands.length > 0)
  })

  test('the recorder, replaced before anybody told of its end: the run is over, the next one goes to the new recorder', async () => {
    const run = rig()
    await started(run)
    const next = recorderRig()
    run.controller.useRecorder(next.client)
    expect(run.ends).toMatchObject([{ status: 'interrupted', failure: { code: 'recorder-crashed' } }])
    expect((await run.controller.start(planOf(), 'Next', null)).ok).toBe(true)
    expect(await next.ask('sessions:list', null)).toHaveLength(1)
  })

  test('the server: the engine says why, and that is stored', async () => {
    const run = rig()
    const sessionId = await started(run)
    run.endOf(sessionId, 'failed', { code: 'server-died', detail: 'ECONNREFUSED' })
    await eventually(() => run.ends.length > 0)
    expect(await statusOf(run, sessionId)).toMatchObject({ status: 'failed', failure: { code: 'server-died', detail: 'ECONNREFUSED' } })
  })

  test('the disk is full: the engine is aborted, the session failed for that reason', async () => {
    const run = rig({ maxDbPages: 60 })
    const sessionId = await started(run)
    const heavy = new Float64Array(50_000)
    run.engine.post(batchOf(sessionId, 100, { requests: [requestAt(0, 0, { chunkAtMs: heavy })] }))
    await eventually(() => run.commands.length === 2)
    expect(run.commands[1]).toEqual({ type: 'stop', mode: 'abort' })
    run.endOf(sessionId, 'stopped')
    await eventually(() => run.ends.length > 0)
    expect(run.ends).toMatchObject([{ status: 'failed', failure: { code: 'disk-full' } }])
    expect(await statusOf(run, sessionId)).toMatchObject({ status: 'failed', failure: { code: 'disk-full' } })
  })
})
