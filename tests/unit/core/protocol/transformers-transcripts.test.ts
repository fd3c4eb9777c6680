/** Answers recorded from a real `transformers serve` give the records they should. */
import { describe, expect, it } from 'vitest'
import type { ApiKind } from '../../../../src/core/model/plan.ts'
import { readTranscript, replay } from '../../../support/transcript.ts'

const rawOf = (name: string) => readTranscript(`transformers-${name}`)
const answerOf = (name: string, api: ApiKind = 'openai-chat') => replay(rawOf(name), [], { api, maxTokens: 24 })

describe('recorded answers of transformers serve', () => {
  it('are complete with a finish reason and usage in one event, without [DONE]', () => {
    expect(rawOf('chat-stream').includes('[DONE]')).toBe(false)
    expect(answerOf('chat-stream')).toMatchObject({ outcome: 'ok', promptTokens: 34, cachedTokens: null, outputTokens: 12, tokenSource: 'server-usage', finishReason: 'length' })
    expect(answerOf('completions-stream', 'openai-completions')).toMatchObject({ outcome: 'ok', promptTokens: 4, outputTokens: 12, finishReason: 'length' })
    expect(answerOf('responses-stream', 'openai-responses')).toMatchObject({ outcome: 'ok', promptTokens: 34, cachedTokens: 0, outputTokens: 12, finishReason: 'completed' })
  })

  it('begin with a role event while the model still loads, a minute before the first token', () => {
    const raw = rawOf('chat-cold')
    const record = replay(raw, [raw.lastIndexOf('data: ', raw.indexOf('"content"'))])
    expect(record).toMatchObject({ outcome: 'ok', firstEventAtMs: 10, firstTokenAtMs: 11 })
    expect(record.chunkAtMs).toHaveLength(12)
  })

  it('put several tokens into an event where a character needs them', () => {
    const record = answerOf('chat-utf8')
    expect(record).toMatchObject({ outcome: 'ok', outputTokens: 20, tokenSource: 'server-usage', finishReason: 'stop' })
    expect(record.chunkAtMs.length).toBeLessThan(20)
  })

  it.each([
    ['error-unknown-model', 400, /requested 'nope'/u], ['error-unknown-field', 422, /ignore_eos/u], ['error-bad-json', 422, /JSON decode error/u], ['error-not-found', 404, /^Not Found$/u],
  ] as const)('%s: says what was refused', (name, httpStatus, words) => {
    const { outcome, httpStatus: status, error } = answerOf(name)
    expect([outcome, status]).toEqual(['http-4xx', httpStatus])
    expect(error?.message).toMatch(words)
  })

  it('fall over a request without messages', () => {
    expect(answerOf('error-no-messages')).toMatchObject({ outcome: 'http-5xx', httpStatus: 500, error: { message: 'Internal Server Error' } })
  })
})
