/** What is sent to whom, and what is left out after a complaint. */
import { describe, expect, it } from 'vitest'
import type { ServerEngine } from '../../../../src/core/model/plan.ts'
import { adaptDialect, chatBody, dialectOf } from '../../../../src/core/protocol/openai-chat-body.ts'
import { testPlan } from '../../../../bench/support/plans.ts'

const plan = testPlan('http://127.0.0.1:1/v1', 'm')
const bodyFor = (engine: ServerEngine): Record<string, unknown> => JSON.parse(chatBody(plan, dialectOf(engine), { messages: [{ role: 'user', content: 'hi' }], maxTokens: plan.workload.outputTokens, seed: 5 })) as Record<string, unknown>

describe('chatBody', () => {
  it('asks every server for a stream with usage, a length, a temperature and a seed', () => {
    expect(bodyFor('unknown')).toEqual({
      model: 'm', messages: [{ role: 'user', content: 'hi' }], stream: true, stream_options: { include_usage: true }, max_tokens: 16, temperature: 0, seed: 5,
    })
  })

  it.each(['vllm', 'sglang', 'llama.cpp', 'llm-dyno-simulator'] as const)('forces the length on %s', (engine) => {
    expect(bodyFor(engine)['ignore_eos']).toBe(true)
  })

  it.each(['ollama', 'lm-studio', 'tgi', 'unknown'] as const)('sends %s no field it does not know', (engine) => {
    const body = bodyFor(engine)
    expect(['ignore_eos' in body, 'cache_prompt' in body]).toEqual([false, false])
  })

  it('keeps the prompt cache of llama.cpp out and asks vLLM for running usage', () => {
    expect(bodyFor('llama.cpp')['cache_prompt']).toBe(false)
    expect(bodyFor('vllm')['stream_options']).toEqual({ include_usage: true, continuous_usage_stats: true })
  })
})

describe('adaptDialect', () => {
  it.each([
    ["Unrecognized request argument supplied: stream_options", { includeUsage: false }],
    ['extra fields not permitted: stream_options.continuous_usage_stats', { continuousUsage: false, includeUsage: true }],
    ["Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.", { maxTokensField: 'max_completion_tokens' }],
    ['unknown field "ignore_eos"', { forceLength: false }],
    ['seed is not supported', { sendSeed: false }],
  ])('%s', (complaint, expected) => {
    expect(adaptDialect(dialectOf('vllm'), complaint)).toMatchObject(expected)
  })

  it('changes nothing for another complaint, nor twice for the same', () => {
    expect(adaptDialect(dialectOf('vllm'), 'model not found')).toBeNull()
    const adapted = adaptDialect(dialectOf('unknown'), 'stream_options')
    expect(adapted === null ? 'not adapted' : adaptDialect(adapted, 'stream_options')).toBeNull()
  })
})
