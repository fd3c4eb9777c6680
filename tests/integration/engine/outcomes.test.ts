/** The engine in its worker against the simulator in its process: each way a request can end, and how the run ends then. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Plan } from '../../../src/core/model/plan.ts'
import type { RequestRecord } from '../../../src/core/model/request.ts'
import { startEngineRig, type EngineRig } from '../../../bench/support/engine-rig.ts'
import { testPlan } from '../../../bench/support/plans.ts'
import { startSimProcess, type SimProcess } from '../../../bench/support/sim-process.ts'

const fast = ['--prefill-tokens-per-s', '100000', '--decode-ms', '2']
let rig: EngineRig
let sim: SimProcess | null = null

beforeAll(() => {
  rig = startEngineRig()
})
afterEach(async () => {
  await sim?.stop('SIGKILL')
  sim = null
})
afterAll(() => rig.close())

async function run(simArgs: readonly string[], changes: Partial<Plan> = {}, apiKey: string | null = null) {
  sim = await startSimProcess([...fast, ...simArgs])
  const ended = await rig.run(testPlan(sim.apiBaseUrl, sim.model, changes), apiKey)
  return { ended, requests: [...rig.collected.requests] }
}

const fault = (name: string): string[] => ['--fault', name]
const only = (requests: readonly RequestRecord[]): RequestRecord => {
  const first = requests[0]
  if (first === undefined) throw new Error('No request was recorded.')
  return first
}

describe('answers that are fine', () => {
  it.each(['crlf', 'no-space', 'pings=5', 'crlf,no-space,pings=5'])('%s', async (name) => {
    const { ended, requests } = await run([...fault(name), ...(name.includes('pings') ? fault('slow-first=40') : [])])
    expect(ended).toMatchObject({ status: 'completed', failure: null })
    expect(requests.map(({ outcome, outputTokens, tokenSource }) => [outcome, outputTokens, tokenSource])).toEqual(Array.from({ length: 4 }, () => ['ok', 16, 'server-usage']))
  })

  it('stamps in order and reuses its connection', async () => {
    const { requests } = await run([])
    for (const r of requests) {
      const stamps = [r.dueAtMs, r.sentAtMs, r.headersAtMs, r.firstEventAtMs, r.firstTokenAtMs, r.lastTokenAtMs, r.endAtMs].map(Number)
      expect(stamps).toEqual(stamps.toSorted((a, b) => a - b))
      expect(r.chunkAtMs).toHaveLength(16)
    }
    expect(requests.map((r) => r.connection)).toEqual(['new', 'reused', 'reused', 'reused'])
    expect(rig.collected.samples.at(-1)).toMatchObject({ connectionsOpened: 1, connectionsReused: 3 })
  })

  it('takes the tokenizer where the server does not count, several tokens a chunk where it does', async () => {
    expect(only((await run(fault('no-usage'))).requests)).toMatchObject({ outcome: 'ok', outputTokens: 16, tokenSource: 'server-tokenizer' })
    const multi = only((await run(fault('multi-token-chunks=4'))).requests)
    expect([multi.outputTokens, multi.chunkAtMs.length]).toEqual([16, 4])
  })

  it('does not wait for a body that stays open after [DONE]', async () => {
    const { ended, requests } = await run(fault('keep-open-after-done'), { stageRequests: 6 })
    expect(ended.status).toBe('completed')
    expect(requests.map((r) => [r.outcome, r.connection])).toEqual(Array.from({ length: 6 }, () => ['ok', 'new']))
  })

  it('tells thinking from visible tokens', async () => {
    const thinking = only((await run(fault('reasoning'))).requests)
    expect(thinking.firstVisibleAtMs).toBeGreaterThan(thinking.firstTokenAtMs ?? 0)
    expect(thinking.reasoningTokens).toBeGreaterThan(0)
  })

  it('fits the prompt to the wanted length in the warm-up', async () => {
    const { requests } = await run([], { warmupRequests: 2, workload: { shape: 'custom', promptTokens: 200, outputTokens: 4 } })
    const measured = requests.filter((r) => !r.warmup).map((r) => r.promptTokens ?? 0)
    expect(measured.every((tokens) => Math.abs(tokens - 200) <= 4)).toBe(true)
  })
})

describe('answers that break', () => {
  it.each([
    ['reset-after-chunks=3', 'reset-mid-stream', 3],
    ['eof-after-chunks=3', 'truncated', 3],
    ['in-stream-error-after=3', 'in-stream-error', 3],
    ['malformed-after-chunks=3', 'malformed', 3],
    ['stall-after-chunks=3', 'timeout-idle', 3],
    ['reset-after-chunks=0', 'reset-before-first-token', null],
    ['hang-generate', 'timeout-first-token', null],
    ['http-500', 'http-5xx', null],
    ['http-429', 'rejected', null],
    ['oom-after-requests=0', 'oom', null],
    ['empty-stream', 'empty', null],
    ['html', 'malformed', null],
  ])('%s is %s', async (name, outcome, tokens) => {
    const timeouts = { connectMs: 1000, firstTokenMs: 300, idleMs: 300, totalMs: 5000 }
    const { ended, requests } = await run(fault(name), { stageRequests: 2, timeouts })
    expect(ended.status).toBe('failed')
    expect(only(requests)).toMatchObject({ outcome, outputTokens: tokens })
    expect(only(requests).error?.message).not.toBe('')
  })

  it('keeps Retry-After', async () => {
    expect(only((await run(fault('http-429'), { stageRequests: 1 })).requests).retryAfterMs).toBeGreaterThan(0)
  })

  it('is cut by the total limit', async () => {
    const timeouts = { connectMs: 1000, firstTokenMs: 5000, idleMs: 5000, totalMs: 400 }
    const { requests } = await run(['--script-first-token-ms', '20', '--script-gap-ms', '20', '--script-tokens', '200'], { stageRequests: 1, timeouts })
    expect(only(requests).outcome).toBe('timeout-total')
    expect(only(requests).chunkAtMs.length).toBeGreaterThan(5)
  })

  it('is short when fewer tokens came than were forced', async () => {
    const { ended, requests } = await run(['--script-first-token-ms', '5', '--script-gap-ms', '1', '--script-tokens', '10'], { stageRequests: 1 })
    expect([ended.status, only(requests).outcome, only(requests).outputTokens]).toEqual(['completed', 'ok-short', 10])
  })

  it('names a prompt that is too long', async () => {
    const { ended, requests } = await run(['--context', '64'], { workload: { shape: 'custom', promptTokens: 400, outputTokens: 16 }, warmupRequests: 1 })
    expect([ended.failure?.code, only(requests).outcome]).toEqual(['all-requests-failed', 'context-overflow'])
  })
})

describe('runs that can not work', () => {
  it('html: not an OpenAI server', async () => {
    const { ended, requests } = await run(fault('html'), { warmupRequests: 2 })
    expect(ended.failure?.code).toBe('server-not-openai')
    expect(ended.failure?.detail).toContain('It works!')
    expect(requests).toHaveLength(1)
  })

  it('wrong key, right key, and a key that no header can hold', async () => {
    const wrong = await run(['--api-key', 'right'], { warmupRequests: 1 }, 'wrong')
    expect(wrong.ended.failure?.code).toBe('server-auth')
    const plan = testPlan(sim?.apiBaseUrl ?? '', sim?.model ?? '')
    expect((await rig.run(plan, 'right')).status).toBe('completed')
    expect((await rig.run(plan, 'bro\nken')).failure?.code).toBe('server-auth')
  })

  it('unknown model: the server\'s own words', async () => {
    sim = await startSimProcess(fast)
    const ended = await rig.run(testPlan(sim.apiBaseUrl, 'nope', { warmupRequests: 1 }))
    expect(ended.failure?.code).toBe('all-requests-failed')
    expect(ended.failure?.detail).toContain('nope')
  })

  it('nobody listens, the name is unknown, the address is forbidden', async () => {
    sim = await startSimProcess(fast)
    const { apiBaseUrl, model } = sim
    await sim.stop('SIGKILL')
    for (const url of [apiBaseUrl, 'http://no-such-host.invalid/v1', 'http://169.254.169.254/v1']) {
      const ended = await rig.run(testPlan(url, model, { warmupRequests: 1 }))
      expect([ended.status, ended.failure?.code]).toEqual(['failed', 'server-unreachable'])
    }
  })

  it('localhost is looked up once and pinned', async () => {
    sim = await startSimProcess(fast)
    const ended = await rig.run(testPlan(sim.apiBaseUrl.replace('127.0.0.1', 'localhost'), sim.model))
    expect(ended.status).toBe('completed')
  })
})
