/** What servers send, from the ordinary to the odd, and the one outcome of each. */
import { describe, expect, it } from 'vitest'
import { exchangeFor, rawAnswer, replay } from '../../../support/transcript.ts'

const event = (value: unknown): string => `data: ${JSON.stringify(value)}\n\n`
const delta = (fields: object, finishReason: string | null = null, extra: object = {}): string =>
  event({ id: 'x', choices: [{ index: 0, delta: fields, finish_reason: finishReason }], ...extra })
const word = (content: string): string => delta({ content })
const finish = delta({}, 'stop')
const done = 'data: [DONE]\n\n'
const usage = (tokens: object): string => event({ choices: [], usage: tokens })
const answer = (...events: string[]) => replay(rawAnswer(events.join('')))

describe('token events', () => {
  it('counts content, reasoning and tool arguments, but no role, empty or unknown event', () => {
    const record = answer(
      delta({ role: 'assistant', content: '' }), delta({ content: null }), delta({ reasoning_content: 'a' }), delta({ reasoning: 'b' }), delta({ tool_calls: null }),
      delta({ tool_calls: [{ function: { name: 'f', arguments: '' } }] }), delta({ tool_calls: [{ function: { arguments: '{"x"' } }] }), word('c'), event({ ping: 1 }), finish, done,
    )
    expect(record).toMatchObject({ outcome: 'ok', outputTokens: 4, tokenSource: 'chunks' })
    expect(record.chunkAtMs).toHaveLength(4)
  })

  it('counts an event without text whose running usage has grown', () => {
    const running = (content: string, completion: number): string => delta({ content }, null, { usage: { prompt_tokens: 5, completion_tokens: completion } })
    const record = answer(running('', 0), running('', 1), running('a', 2), running('bc', 5), delta({}, 'stop', { usage: { completion_tokens: 5 } }), done)
    expect(record).toMatchObject({ outcome: 'ok', outputTokens: 5, tokenSource: 'server-usage', promptTokens: 5 })
    expect(record.chunkTokens).toEqual(Uint32Array.from([1, 1, 3]))
  })

  it('has no tokens per chunk when only some chunks were counted', () => {
    expect(answer(word('a'), delta({ content: 'b' }, null, { usage: { completion_tokens: 2 } }), finish, done).chunkTokens).toBeNull()
  })

  it('tells thinking from visible text, in fields of their own and inline', () => {
    const at = (parts: readonly string[]) => {
      const raw = rawAnswer([...parts, finish, done].join(''))
      const cuts = parts.map((_, i) => raw.indexOf(parts[i] ?? '', raw.indexOf('\r\n\r\n')) + (parts[i]?.length ?? 0))
      const { firstTokenAtMs, firstVisibleAtMs } = replay(raw, cuts)
      return [firstTokenAtMs, firstVisibleAtMs]
    }
    expect(at([delta({ reasoning_content: 'hm' }), word('A')])).toEqual([10, 11])
    expect(at([word('<th'), word('ink>hm'), word('so</thi'), word('nk>'), word('\n'), word('A')])).toEqual([10, 15])
    expect(at([word('<b>'), word('A')])).toEqual([10, 10])
    expect(at([word('hm'), word('hm2'), word('</think>'), word('A')])).toEqual([10, 13])
    expect(at([delta({ reasoning_content: 'hm' })])).toEqual([10, null])
  })

  it.each([
    ['both tags', [word('<th'), word('ink>hm'), word('</think>'), word('A')], true],
    ['only the closing tag', [word('hm'), word('</think>'), word('A')], true],
    ['thinking that never ends', [word('<think>'), word('hm')], true],
    ['a field of its own', [delta({ reasoning_content: 'hm' }), word('A')], undefined],
    ['other tags', [word('<b>'), word('thin</b>')], undefined],
  ] as const)('marks thinking that is not separated: %s', (_, parts, thinkingInline) => {
    expect(answer(...parts, finish, done).thinkingInline).toBe(thinkingInline)
  })

  it('gives all events of a read one stamp', () => {
    const raw = rawAnswer(word('a') + word('b') + finish + done)
    expect([...replay(raw).chunkAtMs]).toEqual([10, 10])
  })
})

describe('token counts', () => {
  it('merges usage field by field, from events with and without choices', () => {
    const record = answer(
      delta({ content: 'a' }, null, { usage: { prompt_tokens: 9, prompt_tokens_details: { cached_tokens: 3 } } }),
      finish, usage({ completion_tokens: 7, completion_tokens_details: { reasoning_tokens: 2 }, prompt_tokens: null }), done,
    )
    expect(record).toMatchObject({ promptTokens: 9, cachedTokens: 3, outputTokens: 7, reasoningTokens: 2, tokenSource: 'server-usage' })
  })

  it('does not believe a count of 0 beside text, nor a negative or fractional one', () => {
    for (const completion_tokens of [0, -1, 2.5, '7']) {
      expect(answer(word('a'), word('b'), finish, usage({ completion_tokens }), done)).toMatchObject({ outputTokens: 2, tokenSource: 'chunks' })
    }
  })
})

describe('an unbelievable count', () => {
  const capped = (tokens: object, more = '') => replay(rawAnswer(word('a') + word('b') + finish + usage(tokens) + more + done), [], { maxTokens: 64 })

  it('far beyond the length asked for gives way to the next source', () => {
    expect(capped({ completion_tokens: 1e12 })).toMatchObject({ outputTokens: 2, tokenSource: 'chunks' })
    expect(capped({ completion_tokens: 1e12 }, event({ choices: [], timings: { predicted_n: 5 } }))).toMatchObject({ outputTokens: 5, tokenSource: 'server-timings' })
    expect(capped({ completion_tokens: 1e12 }, event({ choices: [], timings: { predicted_n: 1e12 } }))).toMatchObject({ outputTokens: 2, tokenSource: 'chunks' })
    expect(capped({ completion_tokens: 66 })).toMatchObject({ outputTokens: 66, tokenSource: 'server-usage' })
  })

  it('is believed of a server that ignores the limit, and sent as many chunks', () => {
    const record = replay(rawAnswer(word('a').repeat(200) + finish + usage({ completion_tokens: 210 }) + done), [], { maxTokens: 64 })
    expect(record).toMatchObject({ outputTokens: 210, tokenSource: 'server-usage' })
  })

  it('takes its counts per chunk with it', () => {
    const running = (n: number): string => delta({ content: 'a' }, null, { usage: { completion_tokens: n } })
    const record = replay(rawAnswer(running(1) + running(1e9) + finish + done), [], { maxTokens: 64 })
    expect(record).toMatchObject({ outputTokens: 2, tokenSource: 'chunks', chunkTokens: null })
  })

  it('of no prompt tokens is none', () => {
    expect(capped({ prompt_tokens: 0, completion_tokens: 2 }).promptTokens).toBeNull()
    expect(capped({ prompt_tokens: 0 }, event({ choices: [], timings: { prompt_n: 7 } })).promptTokens).toBe(7)
  })
})

describe('outcomes of a 200', () => {
  it.each([
    ['ok', word('a') + finish + done],
    ['ok', word('a') + done],
    ['ok', word('a') + finish],
    ['truncated', word('a')],
    ['empty', ''],
    ['empty', finish + done],
    ['empty', delta({ role: 'assistant' }) + done],
    ['in-stream-error', word('a') + event({ error: { message: 'engine dead', code: 500 } }) + done],
    ['in-stream-error', event({ error: 'no' })],
    ['in-stream-error', event({ object: 'error', message: 'boom' })],
    ['oom', word('a') + event({ error: { message: 'CUDA out of memory. Tried to allocate 2 GiB' } })],
    ['context-overflow', event({ error: { message: "This model's maximum context length is 4096 tokens" } })],
    ['malformed', `${word('a')}data: {"choices": [}\n\n${finish}${done}`],
  ])('%s', (outcome, body) => {
    expect(replay(rawAnswer(body)).outcome).toBe(outcome)
  })

  it('is short only when a length was forced and the server counted', () => {
    const raw = rawAnswer(word('a') + finish + usage({ completion_tokens: 1 }) + done)
    expect(replay(raw, [], { forcedTokens: 2 }).outcome).toBe('ok-short')
    expect(replay(raw, [], { forcedTokens: 1 }).outcome).toBe('ok')
    expect(replay(rawAnswer(word('a') + finish + done), [], { forcedTokens: 2 }).outcome).toBe('ok')
  })

  it('keeps the partial data of a failed stream', () => {
    const record = answer(word('a'), word('b'), event({ error: { message: 'x', type: 'InternalError' } }))
    expect(record).toMatchObject({ outcome: 'in-stream-error', error: { code: 'InternalError', message: 'x' }, outputTokens: 2, lastTokenAtMs: 10 })
  })

  it('says in words what came instead of a stream', () => {
    const html = replay(rawAnswer('<!doctype html><html><head><title>It works!</title></head></html>', 'text/html'))
    expect(html).toMatchObject({ outcome: 'malformed', error: { message: 'the server answered a web page (HTML) titled "It works!" instead of a token stream; is this the right address?' } })
    expect(replay(rawAnswer('hello', 'text/plain'))).toMatchObject({ outcome: 'malformed', error: { message: 'the answer is not a token stream but text/plain' } })
    expect(replay(rawAnswer('{"error":{"message":"no"}}', 'application/json')).outcome).toBe('in-stream-error')
  })

  it('reads a stream whatever its content type claims', () => {
    expect(replay(rawAnswer(word('a') + finish + done, 'application/json')).outcome).toBe('ok')
    expect(replay(rawAnswer(`\n${word('a')}${finish}${done}`, 'text/plain')).outcome).toBe('ok')
  })

  it('refuses an endless event', () => {
    const record = replay(rawAnswer(`data: {"x":"${'y'.repeat(1_100_000)}"}\n\n${word('a')}${finish}${done}`))
    expect(record).toMatchObject({ outcome: 'malformed', error: { message: 'an event is longer than 1 MiB' } })
  })
})

describe('other statuses', () => {
  it.each([
    ['429 Too Many Requests', '{"error":{"message":"slow down"}}', 'rejected', 'slow down'],
    ['503 Service Unavailable', 'busy', 'rejected', 'busy'],
    ['401 Unauthorized', '{"error":"Invalid key"}', 'http-4xx', 'Invalid key'],
    ['422 Unprocessable', '{"detail":[{"msg":"bad"}]}', 'http-4xx', '[{"msg":"bad"}]'],
    ['500 Oops', '', 'http-5xx', 'HTTP status 500'],
    ['500 Oops', '{"error":{"message":"CUDA error: out of memory"}}', 'oom', 'CUDA error: out of memory'],
    ['413 Too Large', '{"message":"Input is too long for this model"}', 'context-overflow', 'Input is too long for this model'],
    ['502 Bad Gateway', '<html><title>502 Bad\u0007 Gateway</title></html>', 'http-5xx', 'a web page (HTML) titled "502 Bad Gateway"'],
    ['204 No Content', '', 'malformed', 'HTTP status 204'],
  ])('%s is %s', (status, body, outcome, message) => {
    expect(replay(rawAnswer(body, 'application/json', status))).toMatchObject({ outcome, error: { message } })
  })

  it('names where a redirect points and does not follow it', () => {
    const raw = Buffer.from('HTTP/1.1 308 Permanent Redirect\r\nLocation: https://example.test/v1\r\nContent-Length: 0\r\n\r\n')
    const record = replay(raw)
    expect(record).toMatchObject({ outcome: 'malformed', httpStatus: 308, error: { code: 'http-308' } })
    expect(record.error?.message).toContain('https://example.test/v1')
  })
})

describe('failures of the transport', () => {
  it('tells a reset before from one after the first token', () => {
    const reset = { kind: 'reset', code: 'ECONNRESET', message: 'read ECONNRESET' } as const
    expect(exchangeFor().fail(reset, 5)).toMatchObject({ outcome: 'reset-before-first-token', error: { code: 'ECONNRESET' }, endAtMs: 5 })
    const exchange = exchangeFor()
    exchange.onHead({ status: 200, contentType: 'text/event-stream', location: null, retryAfterMs: null }, 2)
    const bytes = Buffer.from(word('a'))
    exchange.onBody(bytes, 0, bytes.length, 3)
    expect(exchange.fail(reset, 5)).toMatchObject({ outcome: 'reset-mid-stream', outputTokens: 1, lastTokenAtMs: 3 })
  })

  it('ends at [DONE], whatever the connection does after', () => {
    const exchange = exchangeFor()
    exchange.onHead({ status: 200, contentType: 'text/event-stream', location: null, retryAfterMs: null }, 2)
    const bytes = Buffer.from(word('a') + done)
    exchange.onBody(bytes, 0, bytes.length, 3)
    expect(exchange.isDone).toBe(true)
    expect(exchange.fail({ kind: 'reset', code: 'ECONNRESET', message: '' }, 50)).toMatchObject({ outcome: 'ok', endAtMs: 3 })
  })

  it('keeps Retry-After of a rejection only', () => {
    const exchange = exchangeFor()
    exchange.onHead({ status: 429, contentType: '', location: null, retryAfterMs: 1500 }, 2)
    expect(exchange.complete(3)).toMatchObject({ outcome: 'rejected', retryAfterMs: 1500 })
  })
})
