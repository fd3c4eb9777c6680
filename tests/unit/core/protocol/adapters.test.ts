/** What each API sends and how its answers, recorded or composed, read. */
import { describe, expect, it } from 'vitest'
import { apiKinds, type ApiKind } from '../../../../src/core/model/plan.ts'
import { adapterOf, knownApis, rootUrl, routeUrl } from '../../../../src/core/protocol/adapters/index.ts'
import type { Wish } from '../../../../src/core/protocol/adapters/adapter.ts'
import { adaptDialect, dialectOf } from '../../../../src/core/protocol/dialect.ts'
import { rawAnswer, readTranscript, replay } from '../../../support/transcript.ts'

const wish: Wish = {
  model: 'm', messages: [{ role: 'system', content: 'Be brief.' }, { role: 'user', content: 'Hi' }], outputTokens: 9, contextTokens: 2048, usesPromptCache: false, temperature: 0, seed: 7,
}
const dialect = dialectOf('llama.cpp', { forcedLength: true })
const answerOf = (api: ApiKind, name: string) => replay(readTranscript(name), [], { api })

describe('what is sent', () => {
  it.each([
    ['openai-chat', 'http://h:1/v1/chat/completions'], ['openai-completions', 'http://h:1/v1/completions'], ['openai-responses', 'http://h:1/v1/responses'],
    ['anthropic-messages', 'http://h:1/v1/messages'], ['ollama-chat', 'http://h:1/api/chat'], ['ollama-generate', 'http://h:1/api/generate'], ['llama-cpp', 'http://h:1/completion'],
  ] as const)('%s goes to %s', (api, url) => {
    expect(routeUrl(adapterOf(api), 'http://h:1/v1')).toBe(url)
    expect(adapterOf(api).api).toBe(api)
  })

  it('keeps a path before the version when it leaves it', () => {
    expect(rootUrl('https://h/proxy/v1')).toBe('https://h/proxy')
    expect(rootUrl('https://h/v1beta')).toBe('https://h/v1beta')
  })

  it('is streamed and limited in every API, each by its own names', () => {
    const limits = { 'openai-chat': 'max_tokens', 'openai-completions': 'max_tokens', 'llama-cpp': 'n_predict', 'openai-responses': 'max_output_tokens', 'anthropic-messages': 'max_tokens' } as const
    for (const [api, field] of Object.entries(limits)) expect(adapterOf(api as ApiKind).body(wish, dialect)).toMatchObject({ stream: true, [field]: 9 })
    expect(adapterOf('ollama-chat').body(wish, dialect)).toEqual({
      model: 'm', stream: true, keep_alive: '30m', messages: wish.messages, options: { num_predict: 9, num_ctx: 2048, temperature: 0, seed: 7 },
    })
    expect(adapterOf('ollama-generate').body(wish, dialect)).toMatchObject({ prompt: 'Be brief.\n\nHi' })
  })

  it('forces the length and switches the prompt cache off where that reaches the engine', () => {
    for (const api of ['openai-chat', 'openai-completions', 'openai-responses', 'llama-cpp'] as const) {
      expect(adapterOf(api).body(wish, dialect)).toMatchObject({ ignore_eos: true, cache_prompt: false })
    }
    expect(adapterOf('anthropic-messages').capabilities('llama.cpp').forcedLength).toBe(false)
    expect(adapterOf('ollama-chat').capabilities('ollama')).toMatchObject({ forcedLength: false, timings: true, unload: true })
    expect((['lm-studio', 'vllm'] as const).map((engine) => adapterOf('openai-chat').capabilities(engine).unload)).toEqual([true, false])
  })

  it('has no field left that a server refused', () => {
    const without = adaptDialect(adaptDialect(dialect, 'ignore_eos is unknown')!, 'unexpected field: seed')!
    for (const api of apiKinds) expect(JSON.stringify(adapterOf(api).body(wish, without))).not.toMatch(/ignore_eos|"seed"/u)
    expect(adaptDialect(dialect, 'the model is busy')).toBeNull()
  })

  it('names version and key the way Messages wants them, apart from the system prompt', () => {
    const { headers, body } = adapterOf('anthropic-messages')
    expect(headers('k')).toEqual([['anthropic-version', '2023-06-01'], ['x-api-key', 'k']])
    expect(headers(null)).toHaveLength(1)
    expect(body(wish, dialect)).toMatchObject({ system: 'Be brief.', messages: [{ role: 'user', content: 'Hi' }] })
  })

  it('offers the API with the most to tell first', () => {
    expect(knownApis('ollama')[0]).toBe('ollama-chat')
    expect(knownApis('unknown')).toEqual(['openai-chat'])
  })
})

describe('llama.cpp', () => {
  it('counts tokens along, and says why it stopped', () => {
    expect(answerOf('llama-cpp', 'llamacpp-completion-stream')).toMatchObject({
      outcome: 'ok', promptTokens: 3, cachedTokens: 0, outputTokens: 3, tokenSource: 'server-usage', finishReason: 'limit', chunkTokens: Uint32Array.from([1, 1, 1]),
      serverTimings: { promptMs: 15.054, outputTokens: 3, outputMs: 18.64, loadMs: null },
    })
  })

  it('does not take prompt progress for tokens', () => {
    const record = answerOf('llama-cpp', 'llamacpp-completion-stream-progress')
    expect(record).toMatchObject({ outcome: 'ok', outputTokens: 8 })
    expect(record.chunkAtMs).toHaveLength(8)
  })

  it('is short when the context was full', () => {
    expect(replay(readTranscript('llamacpp-completion-stream-context'), [], { api: 'llama-cpp', forcedTokens: 40 })).toMatchObject({ outcome: 'ok-short', outputTokens: 17, promptTokens: 2031 })
  })

  it('answers completions, Responses and Messages too', () => {
    const timings = { promptTokens: 34, promptMs: 62.514, outputTokens: 8 }
    expect(answerOf('openai-completions', 'llamacpp-completions-stream')).toMatchObject({ outcome: 'ok', promptTokens: 2, outputTokens: 5, finishReason: 'length' })
    expect(answerOf('openai-responses', 'llamacpp-responses-stream')).toMatchObject({ outcome: 'ok', promptTokens: 34, cachedTokens: 0, outputTokens: 8, finishReason: 'completed', serverTimings: timings })
    const messages = answerOf('anthropic-messages', 'llamacpp-messages-stream')
    expect(messages).toMatchObject({ outcome: 'ok', promptTokens: 34, cachedTokens: 33, outputTokens: 8, finishReason: 'max_tokens', serverTimings: null })
    expect(messages.chunkAtMs).toHaveLength(8)
  })
})

describe('fastllm', () => {
  it.each([
    ['openai-chat', 'chat-stream', 'length'], ['openai-responses', 'responses-stream', 'max_output_tokens'], ['anthropic-messages', 'messages-stream', 'max_tokens'],
  ] as const)('%s states its counts', (api, name, finishReason) => {
    const record = answerOf(api, `fastllm-${name}`)
    expect(record).toMatchObject({ outcome: 'ok', promptTokens: 34, cachedTokens: 0, outputTokens: 8, tokenSource: 'server-usage', finishReason })
    expect(record.chunkAtMs).toHaveLength(8)
  })
})

describe('Ollama', () => {
  it('reads counts and durations from the last line', () => {
    expect(answerOf('ollama-chat', 'composed-ollama-chat')).toMatchObject({
      outcome: 'ok', promptTokens: 26, cachedTokens: null, outputTokens: 5, tokenSource: 'server-usage', finishReason: 'length',
      serverTimings: { promptTokens: 26, promptMs: 129, outputTokens: 5, outputMs: 498, cachedTokens: null, loadMs: 1204 },
    })
  })

  it('tells thinking from text and cached from computed prompt tokens', () => {
    const raw = readTranscript('composed-ollama-thinking')
    const record = replay(raw, [raw.indexOf('"content":"Hello"')], { api: 'ollama-chat' })
    expect(record).toMatchObject({ outcome: 'ok', firstTokenAtMs: 10, firstVisibleAtMs: 11, promptTokens: 26, cachedTokens: 20, serverTimings: { promptTokens: 6 } })
    expect(record.chunkAtMs).toHaveLength(5)
  })

  it('lives with a prompt count that is missing', () => {
    expect(answerOf('ollama-generate', 'composed-ollama-generate')).toMatchObject({ outcome: 'ok', promptTokens: null, outputTokens: 5, serverTimings: { promptTokens: null, promptMs: 129 } })
  })

  it('keeps what came before an error in the stream, and reads an error that came alone', () => {
    expect(answerOf('ollama-chat', 'composed-ollama-error')).toMatchObject({ outcome: 'oom', outputTokens: 1 })
    const refused = rawAnswer('{"error":"model \\"x\\" not found"}', 'application/json', '404 Not Found')
    expect(replay(refused, [], { api: 'ollama-chat' })).toMatchObject({ outcome: 'http-4xx', error: { message: 'model "x" not found' } })
  })

  it('is truncated without its last line, malformed when it is no JSON, and refused when it is endless', () => {
    const line = '{"message":{"content":"a"},"done":false}\n'
    const outcomeOf = (body: string) => replay(rawAnswer(body, 'application/x-ndjson'), [], { api: 'ollama-chat' }).outcome
    expect(outcomeOf(line)).toBe('truncated')
    expect(outcomeOf(`${line}oops\n${line}`)).toBe('malformed')
    expect(outcomeOf(`${line}{"message":{"con`)).toBe('truncated')
    expect(outcomeOf(`<html><title>x</title>`)).toBe('malformed')
    expect(outcomeOf(`{"message":{"content":"${'y'.repeat(1_100_000)}"}}\n`)).toBe('malformed')
    expect(outcomeOf('')).toBe('empty')
    expect(outcomeOf(`\r\n${line.replace('\n', '\r\n')}\n{"done":true}`)).toBe('ok')
  })
})

describe('Messages and Responses', () => {
  it('sums the prompt of Messages from its three parts and reads every kind of block', () => {
    const record = answerOf('anthropic-messages', 'composed-messages-thinking')
    expect(record).toMatchObject({ outcome: 'ok', promptTokens: 46, cachedTokens: 30, outputTokens: 9, finishReason: 'tool_use' })
    expect(record.chunkAtMs).toHaveLength(8)
  })

  it('fails on the errors that come inside a 200', () => {
    expect(answerOf('anthropic-messages', 'composed-messages-error')).toMatchObject({ outcome: 'in-stream-error', error: { code: 'overloaded_error', message: 'Overloaded' }, outputTokens: 3 })
    expect(answerOf('openai-responses', 'composed-responses-failed')).toMatchObject({ outcome: 'in-stream-error', error: { code: 'server_error', message: 'The model crashed.' } })
  })

  it('knows an answer that its limit ended', () => {
    expect(answerOf('openai-responses', 'composed-responses-incomplete')).toMatchObject({
      outcome: 'ok', finishReason: 'max_output_tokens', promptTokens: 20, cachedTokens: 16, outputTokens: 5, reasoningTokens: 2,
    })
  })
})
