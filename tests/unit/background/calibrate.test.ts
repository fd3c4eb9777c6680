/** A calibration with the real recorder and controller, and an engine and a simulator played by the test. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, onTestFinished, test } from 'vitest'
import { EngineClient } from '../../../src/background/engine-client.ts'
import { memoryPortPair } from '../../../src/background/port-memory.ts'
import type { EngineCommand } from '../../../src/background/protocol.ts'
import { RunController } from '../../../src/background/run-controller.ts'
import { defaultCalibrationLoad } from '../../../src/core/model/calibration.ts'
import type { SessionId } from '../../../src/core/model/ids.ts'
import { err, ok } from '../../../src/core/result.ts'
import { eventually } from '../../support/eventually.ts'
import { batchOf, planOf, recorderRig, requestAt } from '../../support/recorder-rig.ts'

const load = { ...defaultCalibrationLoad, durationMs: 1_000 }
const runs = (commands: readonly EngineCommand[]) => commands.flatMap((command) => (command.type === 'run' ? [command] : []))

function rig() {
  const recorder = recorderRig()
  const [host, control] = memoryPortPair()
  const commands: EngineCommand[] = []
  control.onMessage((message) => commands.push(message as EngineCommand))
  const controller = new RunController({ recorder: recorder.client, engine: new EngineClient(host) })
  const end = (sessionId: SessionId, status: 'completed' | 'failed' = 'completed'): void => {
    for (const port of [recorder.engine, control]) port.post({ type: 'ended', sessionId, status, failure: status === 'failed' ? { code: 'server-died', detail: 'gone' } : null, atMs: 500 })
  }
  return { ...recorder, control, controller, commands, end }
}

/** Serves a truth log, as the simulator does. */
async function truthServer(truth: () => string) {
  const server = createServer((_request, response) => response.end(truth()))
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

describe('a calibration', () => {
  test('runs the engine against the scripted server, compares, stores, and is attached to the next session that it fits', async () => {
    const run = rig()
    let originNs = 0
    const url = await truthServer(() => JSON.stringify({ id: '1', receivedNs: originNs + 10e6, chunkNs: [originNs + 20e6, originNs + 30e6] }))
    let stops = 0
    let script = ''
    const result = run.controller.calibrate(load, (file) => {
      script = readFileSync(file, 'utf8')
      return Promise.resolve(ok({ url, model: 'm', stop: () => { stops += 1 } }))
    })
    await eventually(() => run.commands.length > 0)
    const [command] = runs(run.commands)
    if (command === undefined) throw new Error('the engine got no run')
    originNs = Number(command.originNs)
    expect(command).toMatchObject({ apiKey: null, extras: { requestIdPrefix: '' }, plan: { stages: [{ concurrency: load.streams }], target: { apiBaseUrl: `${url}/v1`, model: 'm' } } })
    expect(JSON.parse(script)).toContainEqual(expect.objectContaining({ gapsMs: expect.objectContaining({ gapMs: 20 }) }))
    const chunkAtMs = Float64Array.from([20.25, 30.25])
    run.engine.post(batchOf(command.sessionId, 400, { requests: [requestAt(0, 0, { connection: 'new' }), requestAt(1, 9, { connection: 'reused', sentAtMs: 10, chunkAtMs })] }))
    run.end(command.sessionId)
    const answer = await result
    expect(answer).toMatchObject({ ok: true, value: { load, ttftErrorMs: { n: 1 }, gapErrorMs: { n: 1, max: expect.closeTo(0, 3) }, appVersion: '0.0.0' } })
    expect(answer.ok && answer.value.ttftErrorMs.max).toBeCloseTo(0.25, 3)
    expect(stops).toBe(1)
    expect(await run.ask('calibration:latest', null)).toEqual(answer.ok && answer.value)
    expect(await run.ask('sessions:list', null)).toEqual([])

    const started = await run.controller.start(planOf(), 'Next', null)
    if (!started.ok) throw new Error(started.error.code)
    expect((await run.ask('sessions:get', { sessionId: started.value.sessionId })).meta.calibration).toEqual(answer.ok && answer.value)
  })

  test('is refused while a run is on, and refuses a run while it is on', async () => {
    const run = rig()
    const first = await run.controller.start(planOf(), 'Run', null)
    if (!first.ok) throw new Error(first.error.code)
    const never = () => Promise.resolve(err('not to be started'))
    expect(await run.controller.calibrate(load, never)).toMatchObject({ ok: false, error: { code: 'run/already-active' } })
    await eventually(() => run.commands.length > 0)
    run.end(first.value.sessionId)
    await eventually(() => run.controller.currentSessionId() === null)

    let release: (reason: string) => void = () => undefined
    const waiting = run.controller.calibrate(load, () => new Promise((resolve) => { release = (reason) => resolve(err(reason)) }))
    expect(await run.controller.start(planOf(), 'Run', null)).toMatchObject({ ok: false, error: { code: 'run/calibrating' } })
    expect(await run.controller.calibrate(load, never)).toMatchObject({ ok: false, error: { code: 'run/calibrating' } })
    release('no port')
    expect(await waiting).toEqual({ ok: false, error: { code: 'sim/failed', detail: 'no port' } })
    expect((await run.controller.start(planOf(), 'Run', null)).ok).toBe(true)
  })

  test('gives no result when the truth does not match, when the run failed, when the load is out of bounds', async () => {
    const run = rig()
    const url = await truthServer(() => '')
    const files: string[] = []
    const serve = (file: string) => {
      files.push(file)
      return Promise.resolve(ok({ url, model: 'm', stop: () => undefined }))
    }
    const once = async (status: 'completed' | 'failed') => {
      const before = run.commands.length
      const result = run.controller.calibrate(load, serve)
      await eventually(() => run.commands.length > before)
      const command = runs(run.commands).at(-1)
      if (command === undefined) throw new Error('the engine got no run')
      run.engine.post(batchOf(command.sessionId, 400, { requests: [requestAt(0, 0, { connection: 'reused' })] }))
      run.end(command.sessionId, status)
      return result
    }
    expect(await once('completed')).toMatchObject({ ok: false, error: { code: 'calibration/failed', detail: expect.stringContaining('no true times') } })
    expect(await once('failed')).toEqual({ ok: false, error: { code: 'calibration/failed', detail: 'gone' } })
    expect(await run.controller.calibrate({ ...load, streams: 0 }, serve)).toMatchObject({ ok: false, error: { code: 'plan/invalid' } })
    expect(await run.ask('calibration:latest', null)).toBeNull()
    expect(files.some(existsSync)).toBe(false)
  })

  test('ends when the engine dies', async () => {
    const run = rig()
    const url = await truthServer(() => '')
    const result = run.controller.calibrate(load, () => Promise.resolve(ok({ url, model: 'm', stop: () => undefined })))
    await eventually(() => run.commands.length > 0)
    run.control.close()
    expect(await result).toEqual({ ok: false, error: { code: 'process/gone', detail: 'engine' } })
  })
})
