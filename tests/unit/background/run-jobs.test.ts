import { describe, expect, onTestFinished, test } from 'vitest'
import { EngineClient } from '../../../src/background/engine-client.ts'
import { memoryPortPair } from '../../../src/background/port-memory.ts'
import type { EngineCommand } from '../../../src/background/protocol.ts'
import { RunController } from '../../../src/background/run-controller.ts'
import { RunJobs, type JobEnd } from '../../../src/background/run-jobs.ts'
import { seriesOrders } from '../../../src/background/series-orders.ts'
import { recentCalibrationMs } from '../../../src/core/model/calibration.ts'
import { openStore } from '../../../src/node/db/store.ts'
import { ok } from '../../../src/core/result.ts'
import type { SessionStatus } from '../../../src/core/model/session.ts'
import type { JobState } from '../../../src/core/model/view.ts'
import type { IpcError } from '../../../src/shared/ipc/envelope.ts'
import { eventually } from '../../support/eventually.ts'
import { batchOf, planOf, recorderRig, requestAt } from '../../support/recorder-rig.ts'

type RunCommand = Extract<EngineCommand, { type: 'run' }>

function rig() {
  const recorder = recorderRig()
  const [host, control] = memoryPortPair()
  const commands: EngineCommand[] = []
  control.onMessage((message) => commands.push(message as EngineCommand))
  const controller = new RunController({ recorder: recorder.client, engine: new EngineClient(host) })
  let asked = 0
  const jobs = new RunJobs({
    controller, recorder: () => recorder.client,
    startScripted: () => {
      asked += 1
      return Promise.resolve({ ok: false, error: 'no simulator here' })
    },
  })
  const ends: JobEnd[] = []
  const states: (JobState | null)[] = []
  const problems: IpcError[] = []
  jobs.onEnded((end) => ends.push(end))
  jobs.onChanged((state) => states.push(state))
  jobs.onProblem((error) => problems.push(error))
  const runs = (): readonly RunCommand[] => commands.filter((command) => command.type === 'run')
  return {
    ...recorder, jobs, controller, commands, ends, states, problems, runs,
    calibrationsAsked: () => asked,
    /** Waits for the nth run's command, sends a request for it and ends it. */
    async finish(n: number, status: Exclude<SessionStatus, 'running' | 'interrupted'> = 'completed') {
      await eventually(() => runs().length === n)
      const { sessionId } = runs()[n - 1]!
      recorder.engine.post(batchOf(sessionId, 400, { requests: [requestAt(0, 0)] }))
      for (const port of [recorder.engine, control]) port.post({ type: 'ended', sessionId, status, failure: null, atMs: 500 })
    },
  }
}

const plan = planOf({ pauseBetweenStagesMs: 20, seed: 7 })
const arm = { plan, prompts: [], name: 'Run', apiKey: null }
const other = { ...arm, plan: planOf({ pauseBetweenStagesMs: 20, seed: 7, temperature: 1 }), name: 'Other' }

describe('a series', () => {
  test('runs A and B in turn, each a session with its place, prompts and name', async () => {
    const rigged = rig()
    const started = await rigged.jobs.start({ runs: seriesOrders('S-1', 2, arm, other), calibrate: false })
    expect(started).toMatchObject({ ok: true })
    for (let n = 1; n <= 4; n += 1) await rigged.finish(n)
    await eventually(() => rigged.ends.length === 1)
    expect(rigged.ends[0]).toMatchObject({ wasStopped: false, error: null })
    expect(rigged.ends[0]?.runs).toHaveLength(4)
    const { sessions, analysis } = await rigged.ask('series:get', { seriesId: 'S-1' })
    expect(sessions.map(({ name, status }) => [name, status])).toEqual([
      ['Run · A 1/2', 'completed'], ['Other · B 1/2', 'completed'], ['Run · A 2/2', 'completed'], ['Other · B 2/2', 'completed'],
    ])
    expect(analysis).toMatchObject({ seriesId: 'S-1', repeats: 2, armCount: 2 })
    expect(new Set(rigged.runs().map((command) => command.plan.seed)).size).toBe(4)
    expect(rigged.runs().map((command) => command.plan.temperature)).toEqual([0, 1, 0, 1])
    expect(rigged.jobs.current()).toBeNull()
    expect(rigged.states.some((state) => state?.step === 'pause' && state.position === 2 && state.length === 4)).toBe(true)
  })

  test('a stop ends the run that is on and starts no other; what was done is kept', async () => {
    const rigged = rig()
    await rigged.jobs.start({ runs: seriesOrders('S-1', 3, arm, null), calibrate: false })
    await rigged.finish(1)
    await eventually(() => rigged.runs().length === 2)
    expect(rigged.jobs.stop('drain')).toMatchObject({ ok: true })
    expect(rigged.jobs.current()).toMatchObject({ position: 2, stopping: true })
    await eventually(() => rigged.commands.some((command) => command.type === 'stop'))
    await rigged.finish(2, 'stopped')
    await eventually(() => rigged.ends.length === 1)
    expect(rigged.ends[0]).toMatchObject({ wasStopped: true })
    expect((await rigged.ask('series:get', { seriesId: 'S-1' })).sessions.map(({ status }) => status)).toEqual(['completed', 'stopped'])
    expect(rigged.jobs.stop('drain')).toMatchObject({ ok: false, error: { code: 'run/none' } })
  })

  test('a stop in the pause between two runs ends it at once', async () => {
    const rigged = rig()
    const slow = { ...arm, plan: planOf({ pauseBetweenStagesMs: 60_000 }) }
    await rigged.jobs.start({ runs: seriesOrders('S-1', 2, slow, null), calibrate: false })
    await rigged.finish(1)
    await eventually(() => rigged.jobs.current()?.step === 'pause')
    expect(await rigged.jobs.start({ runs: seriesOrders('S-2', 1, arm, null), calibrate: false })).toMatchObject({ ok: false, error: { code: 'run/already-active' } })
    rigged.jobs.stop('drain')
    await eventually(() => rigged.ends.length === 1)
    expect(rigged.runs()).toHaveLength(1)
  })

  test('a run that fails ends the series', async () => {
    const rigged = rig()
    await rigged.jobs.start({ runs: seriesOrders('S-1', 3, arm, null), calibrate: false })
    await rigged.finish(1, 'failed')
    await eventually(() => rigged.ends.length === 1)
    expect(rigged.runs()).toHaveLength(1)
  })
})

test('one repeat is a run of its own, with the seed of its plan', async () => {
  const rigged = rig()
  const started = await rigged.jobs.start({ runs: seriesOrders('S-1', 1, arm, null), calibrate: false })
  await rigged.finish(1)
  await eventually(() => rigged.ends.length === 1)
  const [item] = await rigged.ask('sessions:list', null)
  expect(item).toMatchObject({ name: 'Run', place: null })
  expect(started).toEqual({ ok: true, value: { sessionId: item?.id } })
  expect(rigged.runs()[0]?.plan.seed).toBe(7)
})

describe('a calibration beforehand', () => {
  test('that fails is told, and the run goes on', async () => {
    const rigged = rig()
    expect(await rigged.jobs.start({ runs: seriesOrders('S-1', 1, arm, null), calibrate: true })).toEqual(ok({ sessionId: null }))
    await rigged.finish(1)
    await eventually(() => rigged.ends.length === 1)
    expect(rigged.problems.map(({ code }) => code)).toEqual(['sim/failed'])
    expect(rigged.states.some((state) => state?.step === 'calibrating')).toBe(true)
    expect(rigged.ends[0]?.runs[0]?.status).toBe('completed')
  })

  test('is left out where a recent one fits, but not where it is old or too narrow', async () => {
    const rigged = rig()
    const { host } = await rigged.ask('machine:info', null)
    const { hostname, cpuModel, appVersion, runtime } = host!
    const none = { n: 0, p50: null, p99: null, max: null }
    const store = openStore(rigged.dbPath)
    onTestFinished(() => store.close())
    const add = (createdAtMs: number, streams: number): void => store.calibrations.add({
      createdAtMs, hostname, cpuModel, appVersion, runtime, load: { streams, tokensPerS: 50, durationMs: 10_000 },
      ttftErrorMs: none, gapErrorMs: none, stampErrorMs: none, loopDelayP99Ms: null, cpuSPer100kTokens: null,
    })
    const order = { runs: seriesOrders('S-1', 1, { ...arm, plan: planOf({ stages: [{ concurrency: 8 }] }) }, null), calibrate: true }
    const asksAgain = async (): Promise<boolean> => {
      const before = rigged.calibrationsAsked()
      await rigged.jobs.start(order)
      await rigged.finish(rigged.runs().length + 1)
      await eventually(() => rigged.jobs.current() === null)
      return rigged.calibrationsAsked() > before
    }
    add(Date.now() - recentCalibrationMs - 60_000, 64)
    expect(await asksAgain()).toBe(true)
    add(Date.now(), 4)
    expect(await asksAgain()).toBe(true)
    add(Date.now(), 8)
    expect(await asksAgain()).toBe(false)
  })
})
