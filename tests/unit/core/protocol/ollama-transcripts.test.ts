/** Answers recorded from a real Ollama server give the records they should, through every API it offers. */
import { describe, expect, it } from 'vitest'
import type { ApiKind } from '../../../../src/core/model/plan.ts'
import { readTranscript, replay } from '../../../support/transcript.ts'

const answerOf = (name: string, api: ApiKind = 'ollama-chat') => replay(readTranscript(`ollama-${name}`), [], { api, maxTokens: 12 })

describe('recorded Ollama answers', () => {
  it('have its own load, prompt and decode times in ms', () => {
    expect(answerOf('chat-stream')).toMatchObject({
      outcome: 'ok', promptTokens: 18, cachedTokens: null, outputTokens: 12, tokenSource: 'server-usage', finishReason: 'length',
      serverTimings: { promptTokens: 18, promptMs: 87.938574, outputTokens: 12, outputMs: 230.17558, cachedTokens: null, loadMs: 33.014661 },
    })
    expect(answerOf('generate-stream', 'ollama-generate')).toMatchObject({ outcome: 'ok', promptTokens: 14, outputTokens: 12, serverTimings: { promptMs: 138.167237, loadMs: 50.050056 } })
  })

  it('have one chunk a token, the last line of counts not among them', () => {
    for (const name of ['chat-stream', 'chat-cold', 'chat-cached']) expect(answerOf(name).chunkAtMs).toHaveLength(12)
  })

  it('tell a model that had to be loaded by its time', () => {
    expect(answerOf('chat-cold').serverTimings?.loadMs).toBeCloseTo(459.1, 1)
  })

  it('do not tell what came from the cache: the prompt counts in full, only its time shrinks', () => {
    const [fresh, again] = [answerOf('chat-stream'), answerOf('chat-cached')]
    expect([again.promptTokens, again.cachedTokens]).toEqual([fresh.promptTokens, null])
    expect(again.serverTimings?.promptMs).toBeLessThan((fresh.serverTimings?.promptMs ?? 0) / 3)
  })

  it('tell of a prompt that was cut to the context only by its count', () => {
    expect(answerOf('chat-truncated')).toMatchObject({ outcome: 'ok', promptTokens: 2048, outputTokens: 12 })
  })

  it('mean the same through its other APIs', () => {
    expect(answerOf('openai-chat-stream', 'openai-chat')).toMatchObject({ outcome: 'ok', promptTokens: 13, outputTokens: 12, tokenSource: 'server-usage', finishReason: 'length', serverTimings: null })
    expect(answerOf('openai-chat-stream-no-usage', 'openai-chat')).toMatchObject({ outcome: 'ok', outputTokens: 12, tokenSource: 'chunks' })
    expect(answerOf('responses-stream', 'openai-responses')).toMatchObject({ outcome: 'ok', promptTokens: 13, cachedTokens: 0, outputTokens: 12, finishReason: 'completed' })
  })

  it('first guess and then count the prompt of a message: the count stays', () => {
    expect(answerOf('messages-stream', 'anthropic-messages')).toMatchObject({ outcome: 'ok', promptTokens: 13, outputTokens: 12, finishReason: 'max_tokens' })
  })

  it('carry a usage of zeros with every chunk of a completion, which counts nothing', () => {
    expect(answerOf('completions-stream', 'openai-completions')).toMatchObject({ outcome: 'ok', promptTokens: 13, outputTokens: 12, tokenSource: 'server-usage', chunkTokens: null })
  })

  it.each([
    ['error-unknown-model', 'ollama-chat', 404, "model 'nope' not found"], ['openai-error-unknown-model', 'openai-chat', 404, "model 'nope' not found"],
    ['messages-error-unknown-model', 'anthropic-messages', 404, "model 'nope' not found"], ['responses-error-unknown-model', 'openai-responses', 404, "model 'nope' not found"],
    ['error-bad-json', 'ollama-chat', 400, 'unexpected EOF'], ['openai-error-bad-json', 'openai-chat', 400, 'unexpected EOF'],
    ['error-thinking', 'ollama-chat', 400, '"smollm2-135m-instruct" does not support thinking'], ['error-not-found', 'openai-chat', 404, '404 page not found'],
  ] as const)('%s: says what was refused', (name, api, httpStatus, message) => {
    expect(answerOf(name, api)).toMatchObject({ outcome: 'http-4xx', httpStatus, error: { message } })
  })

  it.each([['error-busy', 'ollama-chat'], ['openai-error-busy', 'openai-chat']] as const)('%s: a full queue is a rejection, not a fault', (name, api) => {
    expect(answerOf(name, api)).toMatchObject({ outcome: 'rejected', httpStatus: 503, error: { message: 'server busy, please try again. maximum pending requests exceeded' } })
  })

  it('refuse a prompt beyond the context where cutting it is forbidden', () => {
    expect(answerOf('error-no-truncate')).toMatchObject({ outcome: 'context-overflow', httpStatus: 400 })
  })

  it('stop without a last line when the model repeats itself: the server gave up, whatever it looks like', () => {
    expect(answerOf('generate-looping', 'ollama-generate')).toMatchObject({ outcome: 'truncated', outputTokens: 31, tokenSource: 'chunks', finishReason: null, serverTimings: null })
  })

  it('hold no token when they only unload the model', () => {
    expect(answerOf('unload')).toMatchObject({ outcome: 'empty', finishReason: 'unload', chunkAtMs: new Float64Array(0) })
  })
})
