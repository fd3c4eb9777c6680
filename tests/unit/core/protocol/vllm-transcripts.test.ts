/** Answers recorded from a real vLLM server give the records they should, through every API it offers. */
import { describe, expect, it } from 'vitest'
import type { ApiKind } from '../../../../src/core/model/plan.ts'
import { readTranscript, replay } from '../../../support/transcript.ts'

const answerOf = (name: string, api: ApiKind = 'openai-chat') => replay(readTranscript(`vllm-${name}`), [], { api, maxTokens: 24 })

describe('recorded vLLM answers', () => {
  it('count the tokens of every chunk where that was asked for', () => {
    const record = answerOf('chat-stream')
    expect(record).toMatchObject({ outcome: 'ok', promptTokens: 34, cachedTokens: 0, outputTokens: 12, tokenSource: 'server-usage', finishReason: 'length', serverTimings: null })
    expect([...(record.chunkTokens ?? [])]).toEqual(Array<number>(12).fill(1))
    expect(answerOf('completions-stream', 'openai-completions')).toMatchObject({ outcome: 'ok', promptTokens: 4, outputTokens: 12 })
  })

  it('do not count the role event as a token', () => {
    for (const name of ['chat-stream', 'chat-stream-usage-last', 'chat-stream-no-usage']) expect(answerOf(name).chunkAtMs).toHaveLength(12)
  })

  it('count at the end, or not at all, without that', () => {
    expect(answerOf('chat-stream-usage-last')).toMatchObject({ promptTokens: 34, outputTokens: 12, tokenSource: 'server-usage', chunkTokens: null })
    expect(answerOf('chat-stream-no-usage')).toMatchObject({ promptTokens: null, outputTokens: 12, tokenSource: 'chunks' })
  })

  it('tell whole blocks of a prompt that came from the cache', () => {
    expect(answerOf('chat-cached')).toMatchObject({ promptTokens: 150, cachedTokens: 128, outputTokens: 4 })
  })

  it('count the end token, which has no text', () => {
    const record = answerOf('chat-stop')
    expect(record).toMatchObject({ outcome: 'ok', outputTokens: 3, finishReason: 'stop' })
    expect(record.chunkAtMs).toHaveLength(2)
  })

  it('hold a character back until all of its tokens are there', () => {
    expect(answerOf('chat-utf8')).toMatchObject({ outcome: 'ok', outputTokens: 24, tokenSource: 'server-usage' })
  })

  it('mean the same through its other APIs', () => {
    expect(answerOf('responses-stream', 'openai-responses')).toMatchObject({ outcome: 'ok', promptTokens: 34, cachedTokens: 0, outputTokens: 12, finishReason: 'max_output_tokens' })
    expect(answerOf('messages-stream', 'anthropic-messages')).toMatchObject({ outcome: 'ok', promptTokens: 34, cachedTokens: 0, outputTokens: 12, finishReason: 'max_tokens' })
  })

  it.each([
    ['error-context-overflow', 'openai-chat'], ['completions-error-context-overflow', 'openai-completions'],
    ['messages-error-context-overflow', 'anthropic-messages'], ['responses-error-context-overflow', 'openai-responses'],
  ] as const)('%s: a prompt beyond the context is refused and named as such', (name, api) => {
    expect(answerOf(name, api)).toMatchObject({ outcome: 'context-overflow', httpStatus: 400 })
  })

  it.each([
    ['error-unknown-model', 404, /^The model `nope` does not exist/u], ['error-bad-json', 400, /json_invalid/u], ['error-no-messages', 400, /body\.messages/u],
    ['error-max-tokens', 400, /max_tokens=4000/u], ['error-not-found', 404, /^Not Found$/u],
  ] as const)('%s: says what was refused', (name, httpStatus, words) => {
    const { outcome, httpStatus: status, error } = answerOf(name)
    expect([outcome, status]).toEqual(['http-4xx', httpStatus])
    expect(error?.message).toMatch(words)
  })

  it('in one piece are no stream', () => {
    expect(answerOf('chat')).toMatchObject({ outcome: 'malformed' })
  })
})
