import { afterEach, describe, expect, test } from 'vitest'
import { startSimulator } from '../../../src/sim/server.ts'
import type { Simulator, SimulatorOptions } from '../../../src/sim/server.ts'
import { call, chatBody, chunks, contentOf, eventData, fastMachine } from './client.ts'
import type { Exchange } from './client.ts'

let running: Simulator | null = null

async function start(options: SimulatorOptions = {}): Promise<string> {
  running = await startSimulator({ port: 0, ...options, machine: { ...fastMachine, ...options.machine } })
  return running.url
}

afterEach(async () => {
  await running?.close()
  running = null
})

describe('a streamed chat answer', () => {
  test('has a role chunk, one chunk per token, a finish chunk, a usage chunk without choices and [DONE]', async () => {
    const url = await start()
    const { status, headers, text, ended } = await call(`${url}/v1/chat/completions`, { body: chatBody() })
    expect([status, ended, headers['content-type'], headers['x-llm-dyno-simulated']]).toEqual([200, 'end', 'text/event-stream; charset=utf-8', '1'])
    const all = chunks(text)
    expect(all.map(({ choices }) => choices.length)).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0])
    expect(all[0]!.choices[0]!.delta).toEqual({ role: 'assistant', content: '' })
    expect(all.slice(1, 9).every(({ choices }) => choices[0]!.delta!.content !== '')).toBe(true)
    expect(all[9]!.choices[0]).toMatchObject({ delta: {}, finish_reason: 'length' })
    expect(all[10]!.usage).toMatchObject({ prompt_tokens: 9, completion_tokens: 8, total_tokens: 17 })
    expect(eventData(text).at(-1)).toBe('[DONE]')
    expect(new Set(all.map(({ id, object, model }) => `${id} ${object} ${model}`)).size).toBe(1)
  })

  test('has no usage unless asked, and the same text for the same prompt', async () => {
    const url = await start()
    const body = chatBody({ stream_options: undefined })
    const [first, second] = [await call(`${url}/v1/chat/completions`, { body }), await call(`${url}/v1/chat/completions`, { body })]
    expect(first.text).not.toContain('"usage"')
    expect(contentOf(first.text)).toBe(contentOf(second.text))
  })

  test('stops by itself where the end of text is not ignored', async () => {
    const url = await start()
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, i) => call(`${url}/v1/chat/completions`, { body: chatBody({ seed: i, max_tokens: 40, ignore_eos: false }) })),
    )
    const ends = answers.map(({ text }) => {
      const all = chunks(text)
      return [all.at(-2)!.choices[0]!.finish_reason, all.at(-1)!.usage!.completion_tokens] as const
    })
    expect(ends.every(([reason, tokens]) => (reason === 'stop') === tokens < 40)).toBe(true)
    expect(new Set(ends.map(([reason]) => reason))).toEqual(new Set(['stop', 'length']))
  })
})

test('a plain completion streams text, with counted prompt tokens for token arrays', async () => {
  const url = await start()
  const { text } = await call(`${url}/v1/completions`, {
    body: { prompt: [5, 6, 7], stream: true, max_tokens: 3, ignore_eos: true, stream_options: { include_usage: true } },
  })
  const all = chunks(text)
  expect(all.slice(0, 3).every(({ choices }) => typeof choices[0]!.text === 'string')).toBe(true)
  expect(all.at(-1)!.usage).toMatchObject({ prompt_tokens: 3, completion_tokens: 3 })
})

test('without streaming the same text comes in one document', async () => {
  const url = await start()
  const streamed = await call(`${url}/v1/chat/completions`, { body: chatBody() })
  const whole = await call(`${url}/v1/chat/completions`, { body: chatBody({ stream: false }) })
  expect(JSON.parse(whole.text)).toMatchObject({
    object: 'chat.completion',
    choices: [{ message: { role: 'assistant', content: contentOf(streamed.text) }, finish_reason: 'length' }],
    usage: { completion_tokens: 8 },
  })
})

test('a repeated prompt reports cached tokens when the prefix cache is on', async () => {
  const url = await start({ prefixCache: true })
  const body = chatBody({ messages: [{ role: 'user', content: 'a long shared beginning '.repeat(40) }] })
  const cached = async (): Promise<number> =>
    chunks((await call(`${url}/v1/chat/completions`, { body })).text).at(-1)!.usage!.prompt_tokens_details.cached_tokens
  expect(await cached()).toBe(0)
  expect(await cached()).toBeGreaterThan(100)
})

describe('information routes', () => {
  test('name the model and its owner, so that a client knows it is simulated', async () => {
    const url = await start({ model: 'other' })
    const { text, headers } = await call(`${url}/v1/models`)
    expect(JSON.parse(text).data).toMatchObject([{ id: 'other', owned_by: 'llm-dyno-simulator', max_model_len: 8192 }])
    expect(headers['x-llm-dyno-simulated']).toBe('1')
    expect((await call(`${url}/health`)).status).toBe(200)
    expect(JSON.parse((await call(`${url}/version`)).text).version).toMatch(/^sim-/u)
    expect(JSON.parse((await call(`${url}/tokenize`, { body: { prompt: 'two words' } })).text).count).toBe(2)
  })

  test('metrics count what was done', async () => {
    const url = await start()
    await call(`${url}/v1/chat/completions`, { body: chatBody() })
    const { text } = await call(`${url}/metrics`)
    expect(text).toContain('vllm:num_requests_running{model_name="dyno-sim-8b"} 0')
    expect(text).toContain('vllm:generation_tokens_total{model_name="dyno-sim-8b"} 8')
    expect(text).toContain('vllm:prompt_tokens_total{model_name="dyno-sim-8b"} 9')
    expect(text).toContain('vllm:request_success_total{finished_reason="length",model_name="dyno-sim-8b"} 1')
    expect(text).toMatch(/vllm:time_to_first_token_seconds_count\{.*\} 1/u)
  })
})

describe('refusals', () => {
  test('a wrong key is 401 in the OpenAI shape, the right one passes', async () => {
    const url = await start({ apiKey: 'secret' })
    const refused = await call(`${url}/v1/models`)
    expect([refused.status, JSON.parse(refused.text).error.code]).toEqual([401, 'invalid_api_key'])
    const { status } = await call(`${url}/v1/models`, { headers: { authorization: 'Bearer secret' } })
    expect(status).toBe(200)
  })

  test.each([
    ['an input that is too long', chatBody({ max_tokens: 9000 }), 400, /maximum context length is 8192 tokens/u],
    ['a model that is not here', chatBody({ model: 'gpt' }), 404, /does not exist/u],
    ['no messages', { stream: true }, 400, /messages/u],
    ['a bad script', chatBody({ dyno_script: { firstTokenMs: -1 } }), 400, /firstTokenMs/u],
    ['a bad count', chatBody({ max_tokens: 'many' }), 400, /max_tokens/u],
  ])('%s', async (_name, body, status, message) => {
    const url = await start()
    const answer = await call(`${url}/v1/chat/completions`, { body })
    expect(answer.status).toBe(status)
    expect(JSON.parse(answer.text).error.message).toMatch(message)
  })

  test('an unknown route is 404 and a huge body is 413', async () => {
    const url = await start()
    expect((await call(`${url}/api/version`)).status).toBe(404)
    const huge = { messages: [{ role: 'user', content: 'x'.repeat(9 * 1024 * 1024) }] }
    expect((await call(`${url}/v1/chat/completions`, { body: huge })).status).toBe(413)
  })

  test('a full queue is 503', async () => {
    const url = await start({ machine: { slots: 1, maxQueue: 0, decodeMs: 60 } })
    const statuses = await Promise.all([1, 2, 3].map(async () => (await call(`${url}/v1/chat/completions`, { body: chatBody() })).status))
    expect(statuses.toSorted()).toEqual([200, 503, 503])
  })
})

test('a client that leaves frees its slot for the next one', async () => {
  const url = await start({ machine: { slots: 1, decodeMs: 5 } })
  let next: Promise<Exchange> | null = null
  const leaver = await call(`${url}/v1/chat/completions`, {
    body: chatBody({ max_tokens: 4000, dyno_request_id: 'leaver' }),
    onText: (_text, outgoing) => {
      next ??= call(`${url}/v1/chat/completions`, { body: chatBody() })
      setTimeout(() => outgoing.destroy(), 50)
    },
  })
  expect(leaver.ended).toBe('ECONNRESET')
  const { text } = await next!
  expect(chunks(text).at(-1)!.usage!.completion_tokens).toBe(8)
  expect((await call(`${url}/metrics`)).text).toContain('vllm:num_requests_running{model_name="dyno-sim-8b"} 0')
  expect(JSON.parse((await call(`${url}/dyno/truth?id=leaver`)).text).outcome).toBe('cancelled')
})
