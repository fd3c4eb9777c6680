/** One run over several lanes is the run of one engine: the same requests, the same words, the same counts and stops. */
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SessionId } from '../../../src/core/model/ids.ts'
import type { Plan } from '../../../src/core/model/plan.ts'
import type { RequestRecord } from '../../../src/core/model/request.ts'
import { EngineClient, type RunEnded } from '../../../src/background/engine-client.ts'
import { Engine } from '../../../src/background/engine.ts'
import { memoryPortPair } from '../../../src/background/port-memory.ts'
import type { EngineEvent } from '../../../src/background/protocol.ts'
import { startEngineRig, type EngineRig } from '../../../bench/support/engine-rig.ts'
import { testPlan } from '../../../bench/support/plans.ts'
import { startSimProcess, type SimProcess } from '../../../bench/support/sim-process.ts'
import { runRig } from '../../support/run-rig.ts'
import { tempFolder } from '../../support/temp-folder.ts'

let rig: EngineRig
let sim: SimProcess

beforeAll(async () => {
  rig = startEngineRig()
  sim = await startSimProcess(['--decode-ms', '2', '--slots', '16'])
})
afterAll(async () => {
  await rig.close()
  await sim.stop('SIGKILL')
})

const planFor = (changes: Partial<Plan>): Plan => testPlan(sim.apiBaseUrl, sim.model, changes)
const byIndex = (requests: readonly RequestRecord[]): readonly RequestRecord[] => requests.toSorted((a, b) => a.index - b.index)

/** Of each request what does not depend on how fast anything was; users only where the schedule gives them. */
async function told(plan: Plan): Promise<readonly unknown[]> {
  const ended = await rig.run(plan)
  expect(ended).toMatchObject({ status: 'completed', failure: null })
  return byIndex(rig.collected.requests).map(({ index, stage, warmup, turn, outcome, promptTokens, outputTokens, tokenSource, chunkAtMs }) =>
    ({ index, stage, warmup, turn, outcome, promptTokens, outputTokens, tokenSource, chunks: chunkAtMs.length }))
}

/** A server that writes down what it was asked, in no order, and answers at once. */
async function listener(answer: (body: { readonly messages: readonly { readonly role: string; readonly content: string }[] }) => string): Promise<{ readonly server: Server; readonly url: string; readonly asked: Map<string, string> }> {
  const asked = new Map<string, string>()
  const server = createServer((request: IncomingMessage, response) => {
    let text = ''
    request.on('data', (part: Buffer) => (text += part.toString()))
    request.on('end', () => {
      const body = JSON.parse(text) as { dyno_request_id: string; messages: { role: string; content: string }[] }
      asked.set(body.dyno_request_id, text)
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      const usage = { prompt_tokens: body.messages.reduce((total, { content }) => total + content.split(' ').length, 3), completion_tokens: 2 }
      response.write(`data: {"choices":[{"delta":{"content":"${answer(body)}"}}]}\n\n`)
      response.end(`data: {"choices":[{"delta":{"content":" b"},"finish_reason":"stop"}],"usage":${JSON.stringify(usage)}}\n\ndata: [DONE]\n\n`)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, asked }
}

async function bodiesOf(changes: Partial<Plan>, engines: number): Promise<ReadonlyMap<string, string>> {
  const { server, url, asked } = await listener(() => 'a')
  const numbered = startEngineRig({ fields: {}, requestIdPrefix: '' })
  try {
    expect((await numbered.run(testPlan(url, 'm', { ...changes, engines }))).status).toBe('completed')
    return asked
  } finally {
    await numbered.close()
    server.close()
  }
}

describe('three lanes', () => {
  it('give the requests of one engine, with users', async () => {
    const plan = planFor({ stages: [{ concurrency: 4 }, { concurrency: 7 }], stageRequests: 40, warmupRequests: 2 })
    const one = await told({ ...plan, engines: 1 })
    const three = await told({ ...plan, engines: 3 })
    expect(three).toEqual(one)
    expect(three).toHaveLength(82)
    const { requests, ticks, samples } = rig.collected
    expect(new Set(requests.filter(({ stage }) => stage === 1).map(({ user }) => user))).toEqual(new Set([0, 1, 2, 3, 4, 5, 6]))
    expect(ticks.reduce((total, { tokens }) => total + tokens, 0)).toBe(requests.reduce((total, { chunkAtMs }) => total + chunkAtMs.length, 0))
    expect(samples.length).toBeGreaterThan(0)
    expect(samples.every(({ lanes }) => lanes === 3)).toBe(true)
    expect(samples.at(-1)?.connectionsOpened).toBe(7)
  })

  it('send when the schedule says', async () => {
    const plan = planFor({ stages: [{ ratePerS: 60, arrival: 'poisson' }], stageRequests: 60 })
    const due = async (engines: number): Promise<readonly number[]> => {
      await told({ ...plan, engines })
      const start = rig.collected.events.find(({ kind }) => kind === 'stage-start')!.atMs
      return byIndex(rig.collected.requests).map(({ dueAtMs }) => dueAtMs - start)
    }
    const [one, three] = [await due(1), await due(3)]
    expect(three).toHaveLength(60)
    three.forEach((atMs, i) => expect(atMs).toBeCloseTo(one[i]!, 6))
    expect(rig.collected.requests.every(({ sentAtMs, dueAtMs }) => sentAtMs !== null && sentAtMs >= dueAtMs)).toBe(true)
  })

  it('say the same words: lengths that were learned, spread and shared beginnings', async () => {
    const changes = { workload: { shape: 'custom', promptTokens: 60, outputTokens: 4, promptSpread: { kind: 'uniform', min: 20, max: 90 } }, stages: [{ concurrency: 5 }], stageRequests: 30, warmupRequests: 3 } as const
    const one = await bodiesOf(changes, 1)
    const three = await bodiesOf(changes, 3)
    expect(one.size).toBe(33)
    expect(three).toEqual(one)
    const shared = { ...changes, workload: { shape: 'custom', promptTokens: 20, outputTokens: 4, source: { kind: 'shared-prefix', groups: 3, prefixTokens: 30 } } } as const
    expect(await bodiesOf(shared, 3)).toEqual(await bodiesOf(shared, 1))
  })

  it('keep what was said in each conversation', async () => {
    const { server, url, asked } = await listener(({ messages }) => `answer${messages.length}`)
    const numbered = startEngineRig({ fields: {}, requestIdPrefix: '' })
    try {
      const plan = testPlan(url, 'm', { workload: { shape: 'custom', promptTokens: 10, outputTokens: 4, conversation: { turns: 3, contextTokens: 4000 } }, stages: [{ concurrency: 4 }], stageRequests: 24, engines: 3 })
      expect((await numbered.run(plan)).status).toBe('completed')
      for (const { index, turn } of numbered.collected.requests) {
        const { messages } = JSON.parse(asked.get(String(index))!) as { messages: { role: string; content: string }[] }
        expect(messages).toHaveLength((turn ?? 0) * 2 - 1)
        messages.forEach(({ role, content }, i) => { if (role === 'assistant') expect(content).toBe(`answer${i} b`) })
      }
      for (const user of [0, 1, 2, 3]) {
        const turns = byIndex(numbered.collected.requests.filter((request) => request.user === user)).map(({ turn }) => turn)
        expect(turns).toEqual(turns.map((_, i) => (i % 3) + 1))
        expect(turns.length).toBeGreaterThan(1)
      }
    } finally {
      await numbered.close()
      server.close()
    }
  })

  it('stop on errors, and count them once', async () => {
    const failing = await startSimProcess(['--fault', 'http-500'])
    try {
      const ended = await rig.run(testPlan(failing.apiBaseUrl, failing.model, { stages: [{ concurrency: 6 }], stageRequests: 100, stop: { maxErrors: 9 }, engines: 3 }))
      expect(ended.status).toBe('failed')
      expect(rig.collected.events.filter(({ kind }) => kind === 'stage-stopped').map(({ detail }) => detail)).toEqual(['errors'])
      const failed = rig.collected.requests.filter(({ outcome }) => outcome === 'http-5xx').length
      expect(failed).toBeGreaterThanOrEqual(9)
      expect(failed).toBeLessThanOrEqual(9 + 6)
    } finally {
      await failing.stop('SIGKILL')
    }
  })

  it('end as failed when the server dies, with all that was measured', async () => {
    const own = await startSimProcess(['--decode-ms', '4', '--slots', '8'])
    const ended = rig.run(testPlan(own.apiBaseUrl, own.model, { stages: [{ concurrency: 6 }], stageRequests: null, stageDurationMs: 60_000, engines: 3 }))
    await expect.poll(() => rig.collected.requests.length, { timeout: 20_000 }).toBeGreaterThan(12)
    await own.stop('SIGKILL')
    expect(await ended).toMatchObject({ status: 'failed', failure: { code: 'server-died' } })
    const indices = rig.collected.requests.map(({ index }) => index)
    expect(new Set(indices).size).toBe(indices.length)
    expect(byIndex(rig.collected.requests).map(({ index }) => index)).toEqual(indices.map((_, i) => i))
  })

  it.each(['drain', 'abort'] as const)('all hear a stop: %s', async (mode) => {
    const own = await startSimProcess(['--decode-ms', '20', '--slots', '8'])
    try {
      const ended = rig.run(testPlan(own.apiBaseUrl, own.model, {
        workload: { shape: 'custom', promptTokens: 8, outputTokens: 60 }, stages: [{ concurrency: 6 }], stageRequests: null, stageDurationMs: 60_000, engines: 3, probe: { promptTokens: 8, outputTokens: 200, pauseMs: 100 },
      }))
      await expect.poll(() => rig.collected.ticks.reduce((total, { tokens }) => total + tokens, 0), { timeout: 20_000 }).toBeGreaterThan(40)
      rig.client.stop(mode)
      expect(await ended).toMatchObject({ status: 'stopped' })
      const load = rig.collected.requests.filter(({ role }) => role !== 'probe')
      expect(load.map(({ index }) => index).toSorted((a, b) => a - b)).toEqual(load.map((_, i) => i))
      const last = byIndex(load).slice(-6)
      expect(new Set(last.map(({ outcome }) => outcome))).toEqual(new Set([mode === 'drain' ? 'ok' : 'cancelled']))
      if (mode === 'abort') expect(last.some(({ chunkAtMs }) => chunkAtMs.length > 0)).toBe(true)
    } finally {
      await own.stop('SIGKILL')
    }
  })
})

interface Stored {
  readonly client: { readonly lanes?: number; readonly samples: readonly { readonly lanes?: number }[] }
  readonly stages: readonly { readonly metrics: Readonly<Record<string, { readonly n: number }>> }[]
  readonly requests: readonly (RequestRecord & Readonly<Record<string, unknown>>)[]
}

/** The session of a plan as it was stored, by its export. */
async function stored(plan: Plan): Promise<Stored> {
  const run = runRig()
  const { sessionId } = await run.begin(plan)
  await run.end('wait')
  const path = join(tempFolder(), 'session.json')
  await run.ask('export:json', { sessionId, path })
  return JSON.parse(readFileSync(path, 'utf8')) as Stored
}

it('stores the same session, but for times and for how many lanes there were', async () => {
  const plan = planFor({ stages: [{ concurrency: 5 }], stageRequests: 30, warmupRequests: 1 })
  const [one, three] = [await stored({ ...plan, engines: 1 }), await stored({ ...plan, engines: 3 })]
  expect(Object.keys(three)).toEqual(Object.keys(one))
  expect(three.requests.map((request) => Object.keys(request))).toEqual(one.requests.map((request) => Object.keys(request)))
  const plain = ({ requests }: Stored) => byIndex(requests).map(({ index, stage, warmup, outcome, promptTokens, outputTokens, chunkAtMs }) => [index, stage, warmup, outcome, promptTokens, outputTokens, chunkAtMs.length])
  expect(plain(three)).toEqual(plain(one))
  expect(plain(three)).toHaveLength(31)
  expect([one.client.lanes, three.client.lanes]).toEqual([undefined, 3])
  expect(three.client.samples.every(({ lanes }) => lanes === 3)).toBe(true)
  expect(one.client.samples.some((sample) => 'lanes' in sample)).toBe(false)
})

describe('a lane that dies', () => {
  it('ends the run as failed, says so, and loses nothing of the others', async () => {
    const [host, control] = memoryPortPair()
    const [recorder, events] = memoryPortPair()
    const workers: Worker[] = []
    const engine = new Engine(control, (data) => {
      const worker = new Worker(new URL('../../../src/background/lane.worker.ts', import.meta.url), { workerData: data })
      workers.push(worker)
      return worker
    })
    engine.connectRecorder(events)
    const requests: RequestRecord[] = []
    let tokens = 0
    recorder.onMessage((message) => {
      const event = message as EngineEvent
      if (event.type !== 'batch') return
      requests.push(...event.requests)
      tokens += event.tick.tokens
    })
    const client = new EngineClient(host)
    const ended = new Promise<RunEnded>((resolve) => client.onEnded(resolve))
    const plan = planFor({ workload: { shape: 'custom', promptTokens: 8, outputTokens: 400 }, stages: [{ concurrency: 6 }], stageRequests: null, stageDurationMs: 60_000, engines: 3 })
    client.run({ sessionId: 'a' as SessionId, apiKey: null, originNs: String(process.hrtime.bigint()), plan })
    await expect.poll(() => tokens, { timeout: 20_000 }).toBeGreaterThan(30)
    await workers[1]!.terminate()
    const end = await ended
    expect(end).toMatchObject({ status: 'failed', failure: { code: 'internal' } })
    expect(end.failure?.detail).toContain('Lane 2 of 3')
    const open = byIndex(requests).slice(-6)
    expect(open.map(({ user, error }) => [user % 3, error?.code === 'lane-lost']).toSorted()).toEqual([[0, false], [0, false], [1, true], [1, true], [2, false], [2, false]])
    expect(open.filter(({ error }) => error?.code !== 'lane-lost').some(({ chunkAtMs }) => chunkAtMs.length > 0)).toBe(true)
    await expect.poll(() => workers.map((worker) => worker.threadId)).toEqual([-1, -1, -1])
  })

  it('fails the run when it can not even start', async () => {
    const [host, control] = memoryPortPair()
    const engine = new Engine(control, (data) => new Worker(new URL('../../../src/background/no-such-file.ts', import.meta.url), { workerData: data }))
    engine.connectRecorder(memoryPortPair()[0])
    const client = new EngineClient(host)
    const ended = new Promise<RunEnded>((resolve) => client.onEnded(resolve))
    client.run({ sessionId: 'a' as SessionId, apiKey: null, originNs: String(process.hrtime.bigint()), plan: planFor({ engines: 2 }) })
    expect(await ended).toMatchObject({ status: 'failed', failure: { code: 'internal' } })
  })
})
