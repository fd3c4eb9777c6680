/** A hundred thousand damaged answers, from a fixed seed: whatever a server sends, the client ends the request and keeps its memory. */
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import { describe, expect, it } from 'vitest'
import { outcomes } from '../../../src/core/model/outcome.ts'
import type { ApiKind } from '../../../src/core/model/plan.ts'
import type { RequestRecord } from '../../../src/core/model/request.ts'
import { maxEventBytes } from '../../../src/core/protocol/bytes.ts'
import { NdjsonParser } from '../../../src/core/protocol/ndjson.ts'
import { SseParser } from '../../../src/core/protocol/sse.ts'
import { exchangeFor, readTranscript } from '../../support/transcript.ts'

const cases = 100_000
const seed = 20_260_101

/** What mutations insert: syntax of every layer, extreme values, and the markers that end an answer. */
const tokens = [
  '\n', '\r', '\r\n', '\n\n', 'data:', 'data: ', 'event: x\n', ': ping\n\n', '{', '}', '[', ']', '"', '\\', ',', ':', 'null', 'true', '0', '-1', '1e999', '9007199254740993', '[DONE]',
  'data: [DONE]\n\n', '{"error":"x"}\n', '"done":true', '"stop":true', '"usage":null', '"choices":[]', '"content":', '"delta":{}', '<think>', '</think>', '<html>', '\uFEFF', '😀', '\u0000', '\\u0000', '\\ud800',
  '{"done":true,"eval_count":-5,"load_duration":"x"}\n', '"__proto__":{"a":1}', '"type":"message_stop"', '"type":"response.completed"', '['.repeat(200),
].map((text) => Buffer.from(text))

/** The body of a recorded answer without its head and chunk frames, cut down to its first and last events. */
function seedOf(api: ApiKind, name: string): readonly [ApiKind, Buffer] {
  const raw = readTranscript(name).toString('latin1')
  const frames = raw.slice(raw.indexOf('\r\n\r\n') + 4).replaceAll(/\r\n[0-9a-f]+\r\n/gu, '').replace(/^[0-9a-f]+\r\n/u, '').replace(/\r\n0?\r\n/gu, '')
  const separator = api.startsWith('ollama') ? '\n' : '\n\n'
  const events = frames.split(separator).filter((event) => event.trim() !== '')
  const kept = [...events.slice(0, 4), ...events.slice(-2)].map((event) => (event.length > 700 ? `${event.slice(0, 250)}${event.slice(-250)}` : event))
  return [api, Buffer.from(kept.map((event) => event + separator).join(''), 'latin1')]
}

const seeds = [
  seedOf('openai-chat', 'llamacpp-chat-stream'), seedOf('openai-chat', 'llamacpp-chat-stream-utf8'), seedOf('openai-completions', 'llamacpp-completions-stream'),
  seedOf('llama-cpp', 'llamacpp-completion-stream'), seedOf('openai-responses', 'llamacpp-responses-stream'), seedOf('openai-responses', 'composed-responses-incomplete'),
  seedOf('anthropic-messages', 'llamacpp-messages-stream'), seedOf('anthropic-messages', 'composed-messages-thinking'), seedOf('ollama-chat', 'composed-ollama-thinking'),
  seedOf('ollama-chat', 'composed-ollama-error'), seedOf('ollama-generate', 'composed-ollama-generate'),
] as const

type Pick = (below: number) => number

function mutate(body: Buffer, pick: Pick): Buffer {
  const at = pick(body.length + 1)
  const to = Math.min(body.length, at + pick(40))
  const splice = (middle: Buffer): Buffer => Buffer.concat([body.subarray(0, at), middle, body.subarray(to)])
  switch (pick(6)) {
    case 0: {
      const copy = Buffer.from(body)
      if (at < copy.length) copy[at] = pick(256)
      return copy
    }
    case 1:
      return splice(tokens[pick(tokens.length)]!)
    case 2:
      return splice(Buffer.alloc(0))
    case 3:
      return splice(Buffer.concat([body.subarray(at, to), body.subarray(at, to)]))
    case 4:
      return body.subarray(0, at)
    default: {
      const [, other] = seeds[pick(seeds.length)]!
      return splice(other.subarray(0, pick(other.length)))
    }
  }
}

/** One request that gets `body` in up to four reads, then its end or a reset. */
function request(api: ApiKind, body: Buffer, pick: Pick): RequestRecord {
  const exchange = exchangeFor(null, null, api)
  exchange.onHead({ status: pick(20) === 0 ? 500 : 200, contentType: 'text/event-stream', location: null, retryAfterMs: null }, 2)
  const cuts = [...Array.from({ length: pick(4) }, () => pick(body.length + 1)), body.length].sort((a, b) => a - b)
  let from = 0
  for (const to of cuts) {
    exchange.onBody(body, from, to, 3 + from)
    from = to
  }
  return pick(4) === 0 ? exchange.fail({ kind: 'reset', code: 'closed', message: 'closed' }, 9999) : exchange.complete(9999)
}

/** What holds for every record, whatever came in. */
function problemOf({ outcome, chunkAtMs, chunkTokens, outputTokens, promptTokens, firstTokenAtMs, lastTokenAtMs, error }: RequestRecord, body: Buffer): string | null {
  if (!outcomes.includes(outcome)) return `outcome "${outcome}"`
  if (chunkAtMs.length > body.length) return 'more token events than bytes'
  if (chunkTokens !== null && chunkTokens.length !== chunkAtMs.length) return 'counts of another number of chunks'
  if ([outputTokens, promptTokens].some((n) => n !== null && !(Number.isInteger(n) && n >= 0))) return 'a count that is none'
  if ((chunkAtMs.length === 0) !== (firstTokenAtMs === null) || (firstTokenAtMs ?? 0) > (lastTokenAtMs ?? 0)) return 'stamps out of order'
  if (error !== null && (error.message.length > 600 || error.code.length > 64)) return 'an error text without end'
  return (outcome === 'ok') === (error === null) ? null : 'an error without a failure, or the reverse'
}

describe('damaged answers', () => {
  it(`end with a sound record in ${cases} of ${cases} cases`, { timeout: 120_000 }, () => {
    const generator = xoroshiro128plus(seed)
    const pick: Pick = (below) => (generator.next() >>> 0) % below
    const seen = new Set<string>()
    for (let i = 0; i < cases; i += 1) {
      const [api, sound] = seeds[i % seeds.length]!
      let body = sound
      for (let times = pick(4); times >= 0; times -= 1) body = mutate(body, pick)
      const record = request(api, body, pick)
      const problem = problemOf(record, body)
      if (problem !== null) expect.fail(`case ${i} (${api}): ${problem}\n${body.toString()}`)
      seen.add(record.outcome)
    }
    // The cases reach well beyond "malformed".
    expect([...seen].sort()).toEqual(expect.arrayContaining(['ok', 'truncated', 'empty', 'in-stream-error', 'malformed', 'reset-mid-stream', 'reset-before-first-token', 'http-5xx']))
  })
})

describe('memory', () => {
  it.each([['SSE line', SseParser, 'x'], ['SSE event', SseParser, 'data: x\n'], ['NDJSON line', NdjsonParser, 'x']] as const)('an endless %s is given up at the size limit', (_name, Parser, unit) => {
    const piece = Buffer.from(unit.repeat(8192))
    let events = 0
    const parser = new Parser(() => (events += 1))
    let sent = 0
    while (!parser.overflowed && sent < 100 * maxEventBytes) {
      parser.push(piece, 0, piece.length)
      sent += piece.length
    }
    parser.push(Buffer.from('\n\ndata: {}\n\n{}\n'), 0, 15)
    parser.end()
    expect(parser.overflowed).toBe(true)
    expect(sent).toBeLessThan(6 * maxEventBytes)
    expect(events).toBe(0)
  })
})
