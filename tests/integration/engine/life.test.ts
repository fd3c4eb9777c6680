/** Stages, stops, a server that dies, and how fast the recorder hears of it all. */
import { once } from 'node:events'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { SessionId } from '../../../src/core/model/ids.ts'
import type { Plan } from '../../../src/core/model/plan.ts'
import { EngineClient, type RunEnded } from '../../../src/background/engine-client.ts'
import { Engine } from '../../../src/background/engine.ts'
import { memoryPortPair } from '../../../src/background/port-memory.ts'
import { startEngineRig, type EngineRig } from '../../../bench/support/engine-rig.ts'
import { testPlan } from '../../../bench/support/plans.ts'
import { startSimProcess, type SimProcess } from '../../../bench/support/sim-process.ts'

let rig: EngineRig
let sim: SimProcess

beforeAll(async () => {
  rig = startEngineRig()
  sim = await startSimProcess(['--decode-ms', '5', '--slots', '8'])
})
afterEach(async () => {
  if (sim.child.exitCode !== null || sim.child.signalCode !== null) sim = await startSimProcess(['--decode-ms', '5', '--slots', '8'])
})
afterAll(async () => {
  await rig.close()
  await sim.stop('SIGKILL')
})

const planFor = (changes: Partial<Plan>): Plan => testPlan(sim.apiBaseUrl, sim.model, { stageRequests: null, stageDurationMs: 800, ...changes })
const kinds = (): string[] => rig.collected.events.map((event) => event.kind)

describe('a run', () => {
  it('warms up, runs its stages and drains each', async () => {
    const ended = await rig.run(planFor({ stages: [{ concurrency: 1 }, { concurrency: 4 }], warmupRequests: 2, pauseBetweenStagesMs: 100 }))
    expect(ended).toMatchObject({ status: 'completed', failure: null })
    const stage = ['stage-start', 'drain-start', 'drain-end', 'stage-end']
    expect(kinds()).toEqual(['warmup-start', 'warmup-end', ...stage, ...stage])
    const { requests, ticks } = rig.collected
    expect(requests.every((request) => request.outcome === 'ok')).toBe(true)
    expect(new Set(requests.filter((request) => request.stage === 1).map((request) => request.user))).toEqual(new Set([0, 1, 2, 3]))
    expect(Math.max(...ticks.map((tick) => tick.inFlight))).toBe(4)
    const tokens = requests.reduce((total, request) => total + request.chunkAtMs.length, 0)
    expect(ticks.reduce((total, tick) => total + tick.tokens, 0)).toBe(tokens)
    expect(new Set(ticks.map((tick) => tick.phase)).has('stage')).toBe(true)
  })

  it('waits for the idle baseline first', async () => {
    await rig.run(planFor({ stageDurationMs: 100, telemetry: { enabled: true, baselineMs: 700, tailMs: 0 } }))
    expect(rig.collected.events[0]?.atMs).toBeGreaterThanOrEqual(700)
    expect(rig.collected.ticks.some((tick) => tick.phase === 'baseline')).toBe(true)
  })

  it('reports finished requests within half a second', async () => {
    const late: number[] = []
    const seen = new Set<number>()
    const timer = setInterval(() => {
      const nowMs = Number(process.hrtime.bigint() - rig.originNs) / 1e6
      for (const request of rig.collected.requests) {
        if (!seen.has(request.index)) late.push(nowMs - request.endAtMs)
        seen.add(request.index)
      }
    }, 10)
    await rig.run(planFor({ stages: [{ concurrency: 4 }], stageDurationMs: 1500 }))
    clearInterval(timer)
    expect(late.length).toBeGreaterThan(10)
    expect(Math.max(...late)).toBeLessThan(500)
  })
})

describe('stopping', () => {
  const long = { workload: { shape: 'custom', promptTokens: 32, outputTokens: 4000 }, stages: [{ concurrency: 3 }], stageDurationMs: 60_000 } as const
  const open = (): Promise<void> => expect.poll(() => rig.collected.ticks.at(-1)?.inFlight ?? 0, { timeout: 5000 }).toBe(3)

  it('drains, then aborts: the partial answers are kept', async () => {
    const ended = rig.run(planFor(long))
    await open()
    await new Promise((resolve) => setTimeout(resolve, 500))
    rig.client.stop('drain')
    await expect.poll(() => rig.collected.ticks.at(-1)?.phase).toBe('draining')
    rig.client.stop('abort')
    expect(await ended).toMatchObject({ status: 'stopped', failure: null })
    expect(kinds()).toEqual(['stage-start', 'stop-requested', 'drain-start', 'abort-requested', 'drain-end', 'stage-end'])
    const { requests } = rig.collected
    expect(requests.map((request) => [request.outcome, request.error?.code])).toEqual(Array.from({ length: 3 }, () => ['cancelled', 'stopped']))
    expect(requests.every((request) => request.chunkAtMs.length > 5 && request.tokenSource === 'chunks')).toBe(true)
  })

  it('cuts off what outlives the drain', async () => {
    const ended = await rig.run(planFor({ ...long, stageDurationMs: 300, drainMs: 200 }))
    expect(ended.status).toBe('completed')
    expect(rig.collected.requests.map((request) => [request.outcome, request.error?.code])).toEqual(Array.from({ length: 3 }, () => ['cancelled', 'end-of-run']))
  })
})

describe('a server that dies', () => {
  it('ends the run as failed with all that was measured before', async () => {
    const ended = rig.run(planFor({ stages: [{ concurrency: 4 }], stageDurationMs: 60_000 }))
    await expect.poll(() => rig.collected.requests.length, { timeout: 10_000 }).toBeGreaterThan(8)
    sim.child.kill('SIGKILL')
    await once(sim.child, 'exit')
    expect(await ended).toMatchObject({ status: 'failed', failure: { code: 'server-died' } })
    const outcomes = rig.collected.requests.map((request) => request.outcome)
    expect(outcomes.filter((outcome) => outcome === 'ok').length).toBeGreaterThan(8)
    expect(outcomes.some((outcome) => outcome.startsWith('reset'))).toBe(true)
    expect(outcomes.filter((outcome) => outcome === 'refused').length).toBeLessThan(40)
    expect(kinds()).toContain('server-died')
  })
})

describe('hosting', () => {
  it('is the same engine in one thread, over ports in memory', async () => {
    const [host, control] = memoryPortPair()
    const [recorder, events] = memoryPortPair()
    const engine = new Engine(control, () => {
      throw new Error('no lanes here')
    })
    engine.connectRecorder(events)
    const heard: unknown[] = []
    recorder.onMessage((message) => heard.push(message))
    const client = new EngineClient(host)
    const ended = new Promise<RunEnded>((resolve) => client.onEnded(resolve))
    const command = { sessionId: 'a' as SessionId, apiKey: null, originNs: String(process.hrtime.bigint()) }
    client.run({ ...command, plan: planFor({ stageDurationMs: null, stageRequests: 2 }) })
    expect(await ended).toMatchObject({ sessionId: 'a', status: 'completed' })
    await expect.poll(() => heard.at(-1)).toMatchObject({ type: 'ended', sessionId: 'a' })
  })

  it('runs one session at a time', async () => {
    const first = rig.run(planFor({ stageDurationMs: 400 }))
    const second = new Promise<RunEnded>((resolve) => {
      const remove = rig.client.onEnded((end) => {
        if (end.sessionId !== 'second') return
        remove()
        resolve(end)
      })
    })
    rig.client.run({ sessionId: 'second' as SessionId, plan: planFor({}), apiKey: null, originNs: '0' })
    expect(await second).toMatchObject({ status: 'failed', failure: { code: 'internal' } })
    expect((await first).status).toMatch(/failed|completed/u)
  })

  it('tells its host when its thread is gone', async () => {
    const doomed = startEngineRig()
    const gone = new Promise<void>((resolve) => doomed.client.onExit(resolve))
    doomed.client.close()
    await gone
  })
})
