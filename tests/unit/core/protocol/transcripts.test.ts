/** Answers recorded from a real llama.cpp server give the records they should. */
import { describe, expect, it } from 'vitest'
import { readTranscript, replay } from '../../../support/transcript.ts'

describe('recorded llama.cpp answers', () => {
  it('reads a stream with usage, timings and a role event that shares a chunk with the first token', () => {
    const record = replay(readTranscript('llamacpp-chat-stream'), [], { forcedTokens: 12 })
    expect(record).toMatchObject({
      outcome: 'ok', httpStatus: 200, promptTokens: 34, cachedTokens: 0, outputTokens: 12, tokenSource: 'server-usage', finishReason: 'length',
      serverTimings: { promptTokens: 34, promptMs: 59.364, outputTokens: 12, outputMs: 286.071, cachedTokens: 0, loadMs: null },
    })
    expect(record.chunkAtMs).toHaveLength(12)
  })

  it('takes the counts from timings where there is no usage', () => {
    expect(replay(readTranscript('llamacpp-chat-stream-no-usage'))).toMatchObject({ outcome: 'ok', tokenSource: 'server-timings', promptTokens: 34 })
  })

  it('does not take prompt progress or pings for tokens', () => {
    for (const name of ['llamacpp-chat-stream-progress', 'llamacpp-chat-stream-ping']) {
      const record = replay(readTranscript(name))
      expect(record.outcome).toBe('ok')
      expect(record.chunkAtMs).toHaveLength(record.outputTokens ?? -1)
    }
  })

  it('stamps the first token later than the first event when only progress came before', () => {
    const raw = readTranscript('llamacpp-chat-stream-progress')
    const cut = raw.indexOf('"content":"') - 200
    const record = replay(raw, [raw.indexOf('\r\n\r\n') + 4, cut])
    expect(record).toMatchObject({ firstEventAtMs: 11, firstTokenAtMs: 12, firstVisibleAtMs: 12, headersAtMs: 10 })
  })

  it('keeps the count of the server when several tokens share an event', () => {
    const record = replay(readTranscript('llamacpp-chat-stream-utf8'), [], { forcedTokens: 24 })
    expect(record).toMatchObject({ outcome: 'ok', outputTokens: 24, tokenSource: 'server-usage' })
    expect(record.chunkAtMs).toHaveLength(8)
  })

  it('calls an answer short when the context was full before the forced length', () => {
    expect(replay(readTranscript('llamacpp-chat-stream-context-full'), [], { forcedTokens: 100 })).toMatchObject({ outcome: 'ok-short', outputTokens: 6, finishReason: 'length' })
    expect(replay(readTranscript('llamacpp-chat-stream-stop'))).toMatchObject({ outcome: 'ok', outputTokens: 8, finishReason: 'stop' })
  })

  it('names what a refusal is about', () => {
    expect(replay(readTranscript('llamacpp-error-context-overflow'))).toMatchObject({
      outcome: 'context-overflow', httpStatus: 400, error: { code: 'http-400', message: 'request (2531 tokens) exceeds the available context size (2048 tokens), try increasing it' },
    })
    expect(replay(readTranscript('llamacpp-error-loading'))).toMatchObject({ outcome: 'rejected', httpStatus: 503 })
    expect(replay(readTranscript('llamacpp-error-not-found'))).toMatchObject({ outcome: 'http-4xx', httpStatus: 404 })
    expect(replay(readTranscript('llamacpp-error-bad-json'))).toMatchObject({ outcome: 'http-5xx', httpStatus: 500 })
  })

  it('says that an answer in one piece is no stream', () => {
    const record = replay(readTranscript('llamacpp-chat'))
    expect(record).toMatchObject({ outcome: 'malformed', error: { message: 'the server ignored "stream": true and answered in one piece' } })
  })

  it('is truncated when cut before the finish reason and complete when cut after it', () => {
    const raw = readTranscript('llamacpp-chat-stream')
    expect(replay(raw.subarray(0, 1500)).outcome).toBe('reset-mid-stream')
    expect(replay(raw.subarray(0, raw.indexOf('data: [DONE]'))).outcome).toBe('ok')
    expect(replay(raw.subarray(0, 60)).outcome).toBe('reset-before-first-token')
  })
})
