/** Room for prompts and answers, and the lengths that a plan promises, whatever its prompts are made of. */
import { describe, expect, it } from 'vitest'
import { testPlan } from '../../../../bench/support/plans.ts'
import { plannedPromptTokens, type Workload } from '../../../../src/core/model/workload.ts'
import { llamaCpp } from '../../../../src/core/protocol/adapters/llama-cpp.ts'
import { dialectOf } from '../../../../src/core/protocol/dialect.ts'
import { contextTokensOf, wishOf } from '../../../../src/core/protocol/wish.ts'

const base: Workload = { shape: 'custom', promptTokens: 4000, outputTokens: 1000 }
const file = { kind: 'dataset', name: 'a.txt', format: 'text', sha256: '0'.repeat(64), count: 1 } as const
const item = (chars: number) => ({ messages: [{ role: 'user', content: 'a'.repeat(chars) } as const], followUps: [], outputTokens: null })

describe('contextTokensOf', () => {
  it.each<[string, Partial<Workload>, number]>([
    ['one length', {}, 8192],
    ['few tokens', { promptTokens: 10, outputTokens: 10 }, 2048],
    ['a shared beginning', { source: { kind: 'shared-prefix', groups: 1, prefixTokens: 4000 } }, 13_312],
    ['the longest of even lengths', { promptSpread: { kind: 'uniform', min: 1, max: 8000 } }, 13_312],
    ['long answers', { outputSpread: { kind: 'normal', mean: 1000, deviation: 1000 } }, 11_264],
    ['a long tail', { promptSpread: { kind: 'lognormal', median: 4000, sigma: 0.5 } }, 28_672],
    ['a conversation', { conversation: { turns: 9, contextTokens: 20_000 } }, 20_480],
  ])('%s', (_, change, expected) => {
    expect(contextTokensOf({ ...base, ...change }, [])).toBe(expected)
  })

  it('has room for the longest entry of a file', () => {
    expect(contextTokensOf({ ...base, source: file }, [item(40), item(32_000)])).toBe(13_312)
  })
})

describe('plannedPromptTokens', () => {
  it.each<[Partial<Workload>, number | null]>([
    [{}, 4000],
    [{ source: { kind: 'shared-prefix', groups: 2, prefixTokens: 500 } }, 4500],
    [{ promptSpread: { kind: 'uniform', min: 100, max: 7900 } }, 100],
    [{ promptSpread: { kind: 'normal', mean: 4000, deviation: 10 } }, null],
    [{ source: file }, null],
  ])('%j', (change, expected) => {
    expect(plannedPromptTokens({ ...base, ...change })).toBe(expected)
  })
})

describe('the prompt cache of llama.cpp', () => {
  const plan = testPlan('http://127.0.0.1:1/v1', 'm')
  const bodyFor = (workload: Workload) =>
    llamaCpp.body(wishOf({ ...plan, workload }, { messages: [{ role: 'user', content: 'hi' }], outputTokens: 7 }, 2048, 5), dialectOf('llama.cpp', { forcedLength: true }))

  it('is off unless the run is about it', () => {
    expect(bodyFor(base)).toMatchObject({ cache_prompt: false, n_predict: 7 })
    expect(bodyFor({ ...base, conversation: { turns: 2, contextTokens: 8192 } })).toMatchObject({ cache_prompt: true })
  })
})
