/** Every API end to end: the real engine in its thread, real sockets, and the simulator in the part of the server. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { startEngineRig, type EngineRig } from '../../bench/support/engine-rig.ts'
import { testPlan } from '../../bench/support/plans.ts'
import { requestLabels } from '../../src/core/measure/request-labels.ts'
import { apiKinds, type ApiKind, type Plan } from '../../src/core/model/plan.ts'
import { isEstimate, type RequestRecord, type TokenSource } from '../../src/core/model/request.ts'
import { probeServer } from '../../src/node/servers/probe.ts'
import { startSimulator, type Simulator, type SimulatorOptions } from '../../src/sim/server.ts'
import { noFaults } from '../../src/sim/faults/faults.ts'
import { emulations } from '../../src/sim/options.ts'
import { evenScript } from '../../src/sim/script/plan.ts'

const fast = { prefillTokensPerS: 1e6, decodeMs: 1, decodeMsPerSequence: 0, decodeMsPer1kContext: 0, jitterSigma: 0 } as const

let rig: EngineRig
let simulator: Simulator | null = null

beforeAll(() => {
  rig = startEngineRig()
  // Each run listens for the end of the worker.
  rig.worker.setMaxListeners(100)
})
afterAll(() => rig.close())
afterEach(async () => {
  await simulator?.close()
  simulator = null
})

async function records(api: ApiKind, options: SimulatorOptions = {}, changes: Partial<Plan> = {}): Promise<readonly RequestRecord[]> {
  simulator = await startSimulator({ port: 0, machine: fast, emulate: emulations, ...options })
  const plan = testPlan(`${simulator.url}/v1`, simulator.model, { stageRequests: 2, ...changes })
  await rig.run({ ...plan, target: { ...plan.target, api } })
  return rig.collected.requests
}

/** APIs whose length can be forced here; the others end by themselves before their cap. */
const forced: readonly ApiKind[] = ['openai-chat', 'openai-completions', 'openai-responses', 'llama-cpp']
/** llama.cpp counts along in every event of its own route; Ollama has no tokenizer route. */
const sourceWithoutUsage: Readonly<Record<ApiKind, TokenSource>> = {
  'openai-chat': 'server-tokenizer', 'openai-completions': 'server-tokenizer', 'openai-responses': 'server-tokenizer', 'anthropic-messages': 'server-tokenizer',
  'llama-cpp': 'server-usage', 'ollama-chat': 'client-tokenizer', 'ollama-generate': 'client-tokenizer',
}
const timed: readonly ApiKind[] = ['ollama-chat', 'ollama-generate', 'llama-cpp']

describe.each(apiKinds)('%s', (api) => {
  it('gets answers with the server\'s counts', async () => {
    const all = await records(api)
    expect(all).toHaveLength(2)
    for (const record of all) {
      expect(record).toMatchObject({ outcome: 'ok', httpStatus: 200, tokenSource: 'server-usage', error: null })
      expect(record.outputTokens).toBe(record.chunkAtMs.length)
      expect(record.promptTokens).toBeGreaterThan(16)
      if (forced.includes(api)) expect(record.outputTokens).toBe(16)
      expect(record.serverTimings !== null).toBe(timed.includes(api))
    }
    expect(all[1]?.connection).toBe('reused')
  })

  it('takes the next best count where the server states none', async () => {
    const all = await records(api, { faults: { ...noFaults, noUsage: true, tokensPerChunk: 3 } })
    for (const record of all) {
      expect(record).toMatchObject({ outcome: 'ok', tokenSource: sourceWithoutUsage[api] })
      // Three tokens a chunk: those who count know, and another vocabulary is at least not far off.
      const perChunk = (record.outputTokens ?? 0) / record.chunkAtMs.length
      if (isEstimate(record.tokenSource)) expect(Math.abs(perChunk - 3)).toBeLessThan(1.5)
      else expect(Math.ceil((record.outputTokens ?? 0) / 3)).toBe(record.chunkAtMs.length)
    }
  })

  it.each([
    ['in-stream-error', 'in-stream-error'], ['malformed', 'malformed'], ['eof', 'truncated'], ['reset', 'reset-mid-stream'],
  ] as const)('keeps the tokens before a stream breaks: %s', async (kind, outcome) => {
    const [record] = await records(api, { faults: { ...noFaults, streamBreak: { kind, afterChunks: 3 } } })
    expect(record?.outcome).toBe(outcome)
    expect(record?.chunkAtMs).toHaveLength(3)
  })
})

describe.each(['openai-chat', 'ollama-chat', 'openai-responses', 'anthropic-messages'] as const)('%s', (api) => {
  it('tells thinking from the visible answer', async () => {
    const [record] = await records(api, { faults: { ...noFaults, reasoning: true }, scripts: [evenScript(20, 25, 20)] })
    expect(record?.outcome).toBe('ok')
    expect(record?.firstVisibleAtMs ?? 0).toBeGreaterThan(record?.firstTokenAtMs ?? 0)
  })
})

describe('what servers say of their own times', () => {
  it.each(timed)('agrees with what was measured: %s', async (api) => {
    const [record] = await records(api, { scripts: [evenScript(50, 10, 64)] })
    expect(record?.serverTimings?.outputTokens).toBe(64)
    expect(record?.serverTimings?.promptMs).toBeGreaterThan(45)
    // A busy machine may stamp the sending late, so only the decode time is held to it.
    expect(requestLabels(record!, null).filter((label) => label.kind === 'server-disagrees' && label.figure === 'decode')).toEqual([])
  })

  it('labels the request that waited for the model to load, and no other', async () => {
    const all = await records('ollama-chat', { loadMs: 600 })
    expect(all.map((record) => requestLabels(record, null).map(({ kind }) => kind))).toEqual([['cold-start'], []])
    expect((all[0]?.firstTokenAtMs ?? 0) - (all[0]?.sentAtMs ?? 0)).toBeGreaterThan(595)
  })
})

describe('probing', () => {
  it('finds the APIs of a server that stands in for another, and still calls it simulated', async () => {
    simulator = await startSimulator({ port: 0, emulate: ['ollama', 'anthropic'] })
    expect(await probeServer(simulator.url, { apiKey: null, timeoutMs: 2_000 })).toMatchObject({
      ok: true, value: { engine: 'llm-dyno-simulator', simulated: true, apis: ['ollama-chat', 'ollama-generate', 'openai-chat', 'openai-completions', 'anthropic-messages'] },
    })
  })

  it('finds the slots and the native route of llama.cpp', async () => {
    simulator = await startSimulator({ port: 0, emulate: ['llama.cpp', 'responses'] })
    expect(await probeServer(simulator.url, { apiKey: null, timeoutMs: 2_000 })).toMatchObject({
      ok: true, value: { slots: 4, apis: ['openai-chat', 'openai-completions', 'llama-cpp', 'openai-responses'] },
    })
  })
})

describe('a cold start', () => {
  it('unloads the model, and the first request pays for loading it again', async () => {
    const options = { loadMs: 400 }
    simulator = await startSimulator({ port: 0, machine: fast, emulate: emulations, ...options })
    const plan = testPlan(`${simulator.url}/v1`, simulator.model, { stageRequests: 2, warmupRequests: 1 })
    const target = { ...plan.target, api: 'ollama-chat' } as const
    await rig.run({ ...plan, target })
    // It is warm now: without the wish it stays so.
    await rig.run({ ...plan, target })
    expect(rig.collected.requests[0]?.serverTimings?.loadMs).toBe(0)
    const ended = await rig.run({ ...plan, target, coldStart: true })
    expect(ended.status).toBe('completed')
    const [first, ...others] = rig.collected.requests
    expect(first).toMatchObject({ warmup: true, outcome: 'ok', serverTimings: { loadMs: 400 } })
    expect((first?.firstTokenAtMs ?? 0) - (first?.sentAtMs ?? 0)).toBeGreaterThanOrEqual(395)
    for (const { serverTimings } of others) expect(serverTimings?.loadMs).toBe(0)
  })

  it('fails where the server can\'t unload, instead of measuring a warm model', async () => {
    simulator = await startSimulator({ port: 0, machine: fast })
    const plan = testPlan(`${simulator.url}/v1`, simulator.model, { warmupRequests: 1, coldStart: true })
    expect(await rig.run(plan)).toMatchObject({ status: 'failed', failure: { code: 'unload-failed' } })
    expect(await rig.run({ ...plan, target: { ...plan.target, engine: 'ollama' } })).toMatchObject({ status: 'failed', failure: { code: 'unload-failed', detail: 'HTTP 404' } })
    expect(rig.collected.requests).toHaveLength(0)
  })
})
