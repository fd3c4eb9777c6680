import { afterEach, describe, expect, test } from 'vitest'
import { parseFaults } from '../../../src/sim/faults/faults.ts'
import { startSimulator } from '../../../src/sim/server.ts'
import type { Simulator } from '../../../src/sim/server.ts'
import { call, chatBody, chunks, eventData, fastMachine } from './client.ts'
import type { Exchange } from './client.ts'

let running: Simulator | null = null

async function startWith(...faults: readonly string[]): Promise<string> {
  running = await startSimulator({ port: 0, machine: fastMachine, faults: parseFaults(faults) })
  return running.url
}

const chat = (url: string, extra: Readonly<Record<string, unknown>> = {}): Promise<Exchange> =>
  call(`${url}/v1/chat/completions`, { body: chatBody(extra) })

async function thirtyAnswers(): Promise<readonly Exchange[]> {
  const url = await startWith('http-500=0.3', 'http-429=0.3')
  const all: Exchange[] = []
  for (let i = 0; i < 30; i += 1) all.push(await chat(url, { max_tokens: 1 }))
  await running?.close()
  return all
}

const contentChunks = (text: string): number => eventData(text).filter((data) => data.includes('"content":"') && !data.includes('"role"')).length

afterEach(async () => {
  await running?.close()
  running = null
})

describe('instead of an answer', () => {
  test('html: every route is a web page', async () => {
    const url = await startWith('html')
    for (const path of ['/v1/models', '/health']) {
      const { status, headers, text } = await call(url + path)
      expect([status, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8'])
      expect(text).toContain('<!doctype html>')
    }
  })

  test('empty-stream: 200 and nothing', async () => {
    const { status, headers, text, ended } = await chat(await startWith('empty-stream'))
    expect([status, headers['content-type'], text, ended]).toEqual([200, 'text/event-stream; charset=utf-8', '', 'end'])
  })

  test('hang: no answer at all; hang-generate: only generation', async () => {
    const url = await startWith('hang-generate')
    expect((await call(`${url}/v1/models`)).status).toBe(200)
    await expect(call(`${url}/v1/chat/completions`, { body: chatBody(), timeoutMs: 150 })).rejects.toThrow()
    await running?.close()
    const hanging = await startWith('hang')
    await expect(call(`${hanging}/v1/models`, { timeoutMs: 150 })).rejects.toThrow()
  })

  test('http-500 and http-429 strike their share, the same ones for the same seed', async () => {
    const first = await thirtyAnswers()
    expect(new Set(first.map(({ status }) => status))).toEqual(new Set([200, 429, 500]))
    const turnedAway = first.filter(({ status }) => status === 429)
    expect(turnedAway.every(({ headers }) => headers['retry-after'] === '1')).toBe(true)
    expect((await thirtyAnswers()).map(({ status }) => status)).toEqual(first.map(({ status }) => status))
  })

  test('oom-after-requests: the first ones pass, then never again', async () => {
    const url = await startWith('oom-after-requests=2')
    const all = [await chat(url), await chat(url), await chat(url), await chat(url)]
    expect(all.map(({ status }) => status)).toEqual([200, 200, 500, 500])
    expect(all[3]!.text).toContain('CUDA out of memory')
  })
})

describe('a stream that breaks after 3 chunks', () => {
  test('reset: the connection dies', async () => {
    const { text, ended } = await chat(await startWith('reset-after-chunks=3'))
    expect(ended).toBe('ECONNRESET')
    expect(contentChunks(text)).toBe(3)
  })

  test('eof: HTTP ends cleanly, without finish reason or [DONE]', async () => {
    const { text, ended } = await chat(await startWith('eof-after-chunks=3'))
    expect([ended, contentChunks(text)]).toEqual(['end', 3])
    expect(text).not.toContain('[DONE]')
    expect(chunks(text).every(({ choices }) => choices[0]!.finish_reason === null)).toBe(true)
  })

  test('in-stream-error: an error event under status 200', async () => {
    const { status, text } = await chat(await startWith('in-stream-error-after=3'))
    expect([status, contentChunks(text)]).toEqual([200, 3])
    expect(chunks(text).at(-1)!.error!.message).toMatch(/engine died/u)
  })

  test('malformed: the last event is not JSON', async () => {
    const { text } = await chat(await startWith('malformed-after-chunks=3'))
    expect(() => JSON.parse(eventData(text).at(-1)!)).toThrow(SyntaxError)
  })

  test('stall: nothing more comes, the slot is free', async () => {
    const url = await startWith('stall-after-chunks=3')
    const { text, ended } = await call(`${url}/v1/chat/completions`, { body: chatBody(), quietMs: 300 })
    expect([ended, contentChunks(text)]).toEqual(['quiet', 3])
    expect((await call(`${url}/metrics`)).text).toContain('vllm:num_requests_running{model_name="dyno-sim-8b"} 0')
  })
})

describe('an unusual stream', () => {
  test('crlf and no-space change the wire, not the content', async () => {
    const plain = await chat(await startWith())
    await running?.close()
    const odd = await chat(await startWith('crlf', 'no-space'))
    expect(odd.text).toContain('\r\n\r\ndata:{')
    expect(odd.text.replaceAll('\r\n', '')).not.toContain('\n')
    expect(chunks(odd.text).map(({ choices }) => choices)).toEqual(chunks(plain.text).map(({ choices }) => choices))
  })

  test('no-usage: not even when asked', async () => {
    const { text } = await chat(await startWith('no-usage'))
    expect(text).not.toContain('usage')
    expect(text).toContain('[DONE]')
  })

  test('pings come before the first token and only then; slow-first delays it', async () => {
    const { text } = await chat(await startWith('pings=20', 'slow-first=150'))
    const firstContent = text.indexOf('"content":"T') === -1 ? text.search(/"content":"[^"]/u) : text.indexOf('"content":"T')
    const pings = [...text.matchAll(/: ping\n\n/gu)].map(({ index }) => index)
    expect(pings.length).toBeGreaterThanOrEqual(3)
    expect(pings.every((index) => index < firstContent)).toBe(true)
  })

  test('reasoning comes first, then content, and is counted', async () => {
    const { text } = await chat(await startWith('reasoning'), { max_tokens: 10 })
    const kinds = chunks(text).flatMap(({ choices }) => Object.keys(choices[0]?.delta ?? {}).filter((key) => key !== 'role'))
    expect(kinds).toEqual(['content', ...Array<string>(4).fill('reasoning_content'), ...Array<string>(6).fill('content')])
    expect(text).toContain('"completion_tokens_details":{"reasoning_tokens":4}')
  })

  test('multi-token-chunks: fewer chunks, the same tokens', async () => {
    const { text } = await chat(await startWith('multi-token-chunks=3'))
    expect(contentChunks(text)).toBe(3)
    expect(chunks(text).at(-1)!.usage!.completion_tokens).toBe(8)
  })

  test('keep-open-after-done: [DONE] comes, the end does not', async () => {
    const url = await startWith('keep-open-after-done')
    const { text, ended } = await call(`${url}/v1/chat/completions`, { body: chatBody(), quietMs: 300 })
    expect([ended, eventData(text).at(-1)]).toEqual(['quiet', '[DONE]'])
  })
})
