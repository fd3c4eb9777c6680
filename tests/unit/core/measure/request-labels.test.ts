/** Labels rest on what a server said of one request, and keep silent where it said nothing. */
import { describe, expect, it } from 'vitest'
import { requestLabels, serverNotes } from '../../../../src/core/measure/request-labels.ts'
import type { RequestRecord, ServerTimings } from '../../../../src/core/model/request.ts'
import { readTranscript, replay } from '../../../support/transcript.ts'

const noTimings: ServerTimings = { promptTokens: null, promptMs: null, outputTokens: null, outputMs: null, cachedTokens: null, loadMs: null }
const sound = replay(readTranscript('llamacpp-chat-stream'))

/** 101 tokens, one every 10 ms after a first token at 200 ms. */
function request(over: Partial<RequestRecord> = {}, timings: Partial<ServerTimings> | null = null): RequestRecord {
  return {
    ...sound, sentAtMs: 0, firstTokenAtMs: 200, lastTokenAtMs: 1200, endAtMs: 1201, outputTokens: 101, promptTokens: 128, cachedTokens: 0, finishReason: 'length', outcome: 'ok',
    chunkAtMs: Float64Array.from({ length: 101 }, (_, i) => 200 + i * 10), chunkTokens: null, serverTimings: timings === null ? null : { ...noTimings, ...timings }, ...over,
  }
}
const kinds = (...args: Parameters<typeof requestLabels>): readonly string[] => requestLabels(...args).map(({ kind }) => kind)

describe('labels of one request', () => {
  it('are none for an ordinary one, with and without the server\'s own times', () => {
    expect(requestLabels(request(), 128)).toEqual([])
    expect(requestLabels(request({}, { promptMs: 180, outputTokens: 101, outputMs: 1000, loadMs: 12 }), 128)).toEqual([])
    expect(requestLabels(request({ promptTokens: null, cachedTokens: null, outputTokens: null }), null)).toEqual([])
  })

  it('tell a cold start from the load that every request has', () => {
    expect(requestLabels(request({ firstTokenAtMs: 2000, lastTokenAtMs: 3000 }, { loadMs: 1204 }), 128)).toEqual([{ kind: 'cold-start', loadMs: 1204 }])
    expect(kinds(request({}, { loadMs: 500 }), 128)).toEqual([])
  })

  it('tell thinking that is not separated', () => {
    expect(requestLabels(request({ thinkingInline: true }), 128)).toEqual([{ kind: 'thinking-inline' }])
    expect(serverNotes([request({ thinkingInline: true }), request()], 128).byLabel).toEqual({ 'thinking-inline': 1 })
  })

  it('give the share of a cached prompt from 1 % on', () => {
    expect(requestLabels(request({ cachedTokens: 32 }), 128)).toEqual([{ kind: 'prefix-cached', share: 0.25 }])
    expect(kinds(request({ cachedTokens: 1 }), 128)).toEqual([])
  })

  it('call a prompt cut only on a clear loss, and never while its length is still being found', () => {
    expect(requestLabels(request({ promptTokens: 2047 }), 4096)).toEqual([{ kind: 'prompt-truncated', plannedTokens: 4096, readTokens: 2047 }])
    expect(kinds(request({ promptTokens: 3000 }), 4096)).toEqual([])
    expect(kinds(request({ promptTokens: 2047, warmup: true }), 4096)).toEqual([])
    expect(kinds(request({ promptTokens: 5 }), 16)).toEqual([])
    expect(kinds(request({ promptTokens: 30, role: 'probe' }), 1500)).toEqual([])
  })

  it('know an answer that a full context ended from one that ended by itself', () => {
    const full = replay(readTranscript('llamacpp-completion-stream-context'), [], { api: 'llama-cpp', forcedTokens: 40 })
    // The stamps of a replay are made up, so they can't be held against the server's.
    expect(requestLabels({ ...full, serverTimings: null }, 2031)).toEqual([{ kind: 'context-full', outputTokens: 17 }])
    expect(kinds(request({ outcome: 'ok-short', finishReason: 'stop' }), 128)).toEqual([])
  })
})

describe('the server\'s own decode time', () => {
  it('agrees whether or not it counts the first token', () => {
    expect(kinds(request({}, { outputTokens: 101, outputMs: 1000 }), 128)).toEqual([])
    expect(kinds(request({}, { outputTokens: 101, outputMs: 1010 }), 128)).toEqual([])
  })

  it('disagrees beyond 5 %, in either direction', () => {
    expect(requestLabels(request({}, { outputTokens: 101, outputMs: 900 }), 128)).toEqual([
      { kind: 'server-disagrees', figure: 'decode', clientMs: 10, serverMs: 9, difference: expect.closeTo(1 / 9, 9) },
    ])
    expect(requestLabels(request({}, { outputTokens: 101, outputMs: 1100 }), 128)).toMatchObject([{ figure: 'decode', serverMs: 1100 / 101 }])
    expect(kinds(request({}, { outputTokens: 101, outputMs: 960 }), 128)).toEqual([])
  })

  it('is not compared for short answers, short spans and failed requests', () => {
    expect(kinds(request({}, { outputTokens: 31, outputMs: 900 }), 128)).toEqual([])
    expect(kinds(request({}, { outputTokens: 101, outputMs: 99 }), 128)).toEqual([])
    expect(kinds(request({ outcome: 'truncated' }, { outputTokens: 101, outputMs: 500 }), 128)).toEqual([])
  })
})

describe('the server\'s own prefill time', () => {
  it('may be shorter than the client\'s wait but not longer', () => {
    expect(kinds(request({}, { promptMs: 20 }), 128)).toEqual([])
    expect(kinds(request({}, { promptMs: 209 }), 128)).toEqual([])
    expect(requestLabels(request({}, { promptMs: 100, loadMs: 200 }), 128)).toEqual([{ kind: 'server-disagrees', figure: 'prefill', clientMs: 200, serverMs: 300, difference: 0.5 }])
  })
})

describe('notes of a session', () => {
  it('count each kind once a request and say what they rest on', () => {
    const both = request({}, { outputTokens: 101, outputMs: 500, promptMs: 300, loadMs: 20 })
    const cold = request({ warmup: true, firstTokenAtMs: 2000, lastTokenAtMs: 3000 }, { loadMs: 900, outputTokens: 101, outputMs: 1000 })
    expect(serverNotes([both, cold, request(), request({ cachedTokens: 64 })], 128)).toEqual({
      requests: 4, byLabel: { 'server-disagrees': 1, 'cold-start': 1, 'prefix-cached': 1 }, compared: 2, maxLoadMs: 900,
    })
    expect(serverNotes([], 128)).toEqual({ requests: 0, byLabel: {}, compared: 0, maxLoadMs: null })
  })
})
