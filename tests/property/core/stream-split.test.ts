/** However an answer is cut into reads, the same comes out of it. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { apiKinds, type ApiKind } from '../../../src/core/model/plan.ts'
import { NdjsonParser } from '../../../src/core/protocol/ndjson.ts'
import { SseParser } from '../../../src/core/protocol/sse.ts'
import { learnTemplate, matchesTemplate } from '../../../src/core/protocol/token-template.ts'
import { rawAnswer, readTranscript, replay } from '../../support/transcript.ts'

/** Recorded and composed answers of every API. */
const transcripts: readonly (readonly [api: ApiKind, raw: Buffer])[] = (
  [
    ['openai-chat', ['llamacpp-chat-stream', 'llamacpp-chat-stream-no-usage', 'llamacpp-chat-stream-progress', 'llamacpp-chat-stream-ping', 'llamacpp-chat-stream-utf8',
      'llamacpp-chat-stream-context-full', 'llamacpp-error-context-overflow', 'llamacpp-error-loading', 'llamacpp-chat', 'vllm-chat-stream', 'vllm-chat-utf8', 'ollama-openai-chat-stream', 'transformers-chat-stream', 'transformers-chat-utf8']],
    ['openai-completions', ['llamacpp-completions-stream', 'vllm-completions-stream', 'ollama-completions-stream']],
    ['llama-cpp', ['llamacpp-completion-stream', 'llamacpp-completion-stream-progress']],
    ['openai-responses', ['llamacpp-responses-stream', 'fastllm-responses-stream', 'vllm-responses-stream', 'ollama-responses-stream', 'composed-responses-incomplete', 'composed-responses-failed']],
    ['anthropic-messages', ['llamacpp-messages-stream', 'fastllm-messages-stream', 'vllm-messages-stream', 'ollama-messages-stream', 'composed-messages-thinking', 'composed-messages-error']],
    ['ollama-chat', ['ollama-chat-stream', 'ollama-chat-utf8', 'ollama-error-unknown-model', 'composed-ollama-chat', 'composed-ollama-thinking', 'composed-ollama-error']],
    ['ollama-generate', ['ollama-generate-stream', 'ollama-generate-looping', 'composed-ollama-generate']],
  ] as const
).flatMap(([api, names]) => names.map((name) => [api, readTranscript(name)] as const))
/** Positions as shares of the length, so that shrinking works for every transcript. */
const shares = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 40 })
const cutsOf = (raw: Buffer, at: readonly number[]): number[] => at.map((share) => Math.floor(share * raw.length))

/** The events of a text parsed in the given pieces. */
function eventsOf(raw: Buffer, cuts: readonly number[], Parser: typeof SseParser | typeof NdjsonParser = SseParser): string[] {
  const events: string[] = []
  const parser = new Parser((bytes, start, end) => events.push(Buffer.from(bytes.subarray(start, end)).toString()))
  let from = 0
  for (const to of [...cuts, raw.length].toSorted((a, b) => a - b)) {
    const read = Buffer.from(raw.subarray(from, to))
    parser.push(read, 0, read.length)
    read.fill(0x7a)
    from = to
  }
  parser.end()
  return events
}

/** What the specification's line-by-line description gives, written for clarity instead of speed. */
function referenceEvents(text: string): string[] {
  const events: string[] = []
  let data: string[] = []
  const lines = text.replace(/^\uFEFF/u, '').split(/\r\n|\n|\r/u)
  for (const line of lines) {
    if (line === '') {
      if (data.length > 0) events.push(data.join('\n'))
      data = []
    } else if (line === 'data') data.push('')
    else if (line.startsWith('data:')) data.push(line.slice(line[5] === ' ' ? 6 : 5))
  }
  // An event that the end of the stream left open still counts here.
  if (data.length > 0) events.push(data.join('\n'))
  return events
}

describe('server-sent events', () => {
  const line = fc.oneof(
    fc.constantFrom('', '', 'data', 'data:', 'data: ', 'data:x', 'data: é€😀', ': ping', ':', 'event: e', 'id: 1', 'retry: 10', 'dat', 'dataset: no', 'da', ' data: no', 'data: {"a":1}', 'data: [DONE]'),
    fc.string({ unit: 'grapheme', maxLength: 12 }).map((text) => text.replaceAll(/[\r\n]/gu, '')),
  )
  const text = fc.tuple(fc.boolean(), fc.array(fc.tuple(line, fc.constantFrom('\n', '\r', '\r\n')), { maxLength: 30 })).map(
    ([bom, lines]) => (bom ? '\uFEFF' : '') + lines.map(([content, end]) => content + end).join(''),
  )

  it('equals a plain reading of the specification for any text in any pieces', () => {
    fc.assert(
      fc.property(text, shares, (content, at) => {
        const raw = Buffer.from(content)
        expect(eventsOf(raw, cutsOf(raw, at))).toEqual(referenceEvents(content))
      }),
      { numRuns: 4000 },
    )
  })

  it('survives any bytes and stays within its size limit', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), shares, (bytes, at) => {
        const raw = Buffer.from(bytes)
        expect(eventsOf(raw, cutsOf(raw, at))).toEqual(eventsOf(raw, []))
      }),
      { numRuns: 4000 },
    )
  })
})

describe('newline-delimited JSON', () => {
  const line = fc.oneof(fc.constantFrom('', '{}', '{"a":"é€😀"}', ' ', 'data: {}'), fc.string({ unit: 'grapheme', maxLength: 12 }).map((text) => text.replaceAll(/[\r\n]/gu, '')))
  const text = fc.array(fc.tuple(line, fc.constantFrom('\n', '\r\n', '\r')), { maxLength: 30 }).map((lines) => lines.map(([content, end]) => content + end).join(''))

  it('gives the lines that are not empty, for any text in any pieces', () => {
    fc.assert(
      fc.property(text, fc.string({ maxLength: 5 }), shares, (content, rest, at) => {
        const whole = content + rest
        const raw = Buffer.from(whole)
        expect(eventsOf(raw, cutsOf(raw, at), NdjsonParser)).toEqual(whole.split(/[\r\n]/u).filter((one) => one !== ''))
      }),
      { numRuns: 4000 },
    )
  })
})

describe('whole answers', () => {
  it('covers every API', () => {
    expect(new Set(transcripts.map(([api]) => api))).toEqual(new Set(apiKinds))
  })

  it('gives the same record for any split of a recorded answer', () => {
    const whole = transcripts.map(([api, raw]) => replay(raw, [], { stampMs: 10, api }))
    fc.assert(
      fc.property(fc.nat(transcripts.length - 1), shares, (which, at) => {
        const [api, raw] = transcripts[which]!
        expect(replay(raw, cutsOf(raw, at), { stampMs: 10, api })).toEqual(whole[which])
      }),
      { numRuns: 1000 },
    )
  })

  it('gives the same record for byte-wise reads', () => {
    for (const [api, raw] of transcripts) {
      const each = Array.from({ length: raw.length }, (_, i) => i)
      expect(replay(raw, each, { stampMs: 10, api })).toEqual(replay(raw, [], { stampMs: 10, api }))
    }
  })

  it('never fails on a damaged answer: it only has another outcome', () => {
    fc.assert(
      fc.property(fc.nat(transcripts.length - 1), fc.array(fc.tuple(fc.double({ min: 0, max: 0.999, noNaN: true }), fc.nat(255)), { maxLength: 5 }), (which, damage) => {
        const [api, source] = transcripts[which]!
        const bodyAt = source.indexOf('\r\n\r\n') + 4
        const body = Buffer.from(source.subarray(bodyAt))
        for (const [share, byte] of damage) body[Math.floor(share * body.length)] = byte
        const record = replay(rawAnswer(body), [], { api })
        expect(typeof record.outcome).toBe('string')
        expect(record.chunkAtMs.every((at) => at === 10)).toBe(true)
      }),
      { numRuns: 400 },
    )
  })
})

describe('the shortcut for plain token events', () => {
  const content = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 8 }), fc.constantFrom('"', '\\', '\\"', '","finish_reason":"stop', '\n', '</think>', ''))
  const wrap = (text: string, finishReason: string | null): string =>
    JSON.stringify({ id: 'c', choices: [{ index: 0, delta: { content: text }, finish_reason: finishReason }], model: 'm' })

  it('only matches an event that says the same with another non-empty text', () => {
    fc.assert(
      fc.property(content, fc.constantFrom(null, 'stop'), fc.boolean(), (text, reason, reasoning) => {
        const template = learnTemplate(wrap('word', null), 'content')
        const json = reasoning ? wrap(text, reason).replace('"content"', '"reasoning"') : wrap(text, reason)
        const bytes = Buffer.from(json)
        const matched = template !== null && matchesTemplate(template, bytes, 0, bytes.length)
        if (matched) expect([text !== '', reason, reasoning]).toEqual([true, null, false])
      }),
      { numRuns: 2000 },
    )
  })

  it('matches the usual next event', () => {
    const template = learnTemplate(wrap('word', null), 'content')
    const bytes = Buffer.from(wrap(' naïve\n', null))
    expect(template !== null && matchesTemplate(template, bytes, 0, bytes.length)).toBe(true)
  })
})
