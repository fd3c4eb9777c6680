/** What each request of a workload says: unique, shared, continued, from a set or a file. */
import { describe, expect, it } from 'vitest'
import { promptSetNames } from '../../../../src/core/model/prompt-set.ts'
import type { RequestRecord } from '../../../../src/core/model/request.ts'
import type { Workload } from '../../../../src/core/model/workload.ts'
import type { PromptItem } from '../../../../src/core/workload/message.ts'
import { PromptMaker, type PreparedPrompt } from '../../../../src/core/workload/prompt-maker.ts'
import { promptMark, syntheticPrompt } from '../../../../src/core/workload/prompt.ts'
import { promptSet } from '../../../../src/core/workload/sets/index.ts'

const base: Workload = { shape: 'custom', promptTokens: 64, outputTokens: 16 }
const order = (index: number, user = 0, warmup = false) => ({ index, user, warmup })
const textOf = ({ messages }: PreparedPrompt): string => messages.map(({ content }) => content).join('\n')
const answered = (promptTokens: number | null = 70, outcome: RequestRecord['outcome'] = 'ok') => ({ outcome, promptTokens, outputTokens: 16 }) as RequestRecord
const item = (text: string, followUps: readonly string[] = [], outputTokens: number | null = null): PromptItem => ({ messages: [{ role: 'user', content: text }], followUps, outputTokens })

describe('made-up prompts', () => {
  it('are the same as ever for a plan of one length', () => {
    const prompt = new PromptMaker(base, 9, []).next(order(3))
    expect(prompt).toMatchObject({ messages: [{ role: 'user', content: syntheticPrompt(9, 3, 64) }], outputTokens: 16, words: 64, conversation: null })
  })

  it('take the middle length and half of it in the warm-up, and drawn ones after it', () => {
    const maker = new PromptMaker({ ...base, promptSpread: { kind: 'uniform', min: 4, max: 124 }, outputSpread: { kind: 'uniform', min: 1, max: 31 } }, 9, [])
    expect(maker.next(order(0, 0, true))).toMatchObject({ words: 64, outputTokens: 16 })
    expect(maker.next(order(1, 0, true))).toMatchObject({ words: 32, outputTokens: 16 })
    const prompts = Array.from({ length: 30 }, (_, i) => maker.next(order(i + 1)))
    expect(new Set(prompts.map(({ words }) => words)).size).toBeGreaterThan(10)
    expect(new Set(prompts.map(({ outputTokens }) => outputTokens)).size).toBeGreaterThan(10)
  })

  it('learn from the warm-up how many words a length takes', () => {
    const maker = new PromptMaker(base, 9, [])
    const first = maker.next(order(0, 0, true))
    maker.finished(first, order(0, 0, true), answered(84), '')
    maker.freeze()
    expect(maker.next(order(1)).words).toBe(44)
  })
})

describe('lengths that differ from the load\'s', () => {
  /** Eight tokens of template, and words that are one token more or less often than not. */
  const counted = (words: number, index: number): number => words + 8 + (index % 2 === 0 ? -2 : 2)
  const warmedUp = (maker: PromptMaker, requests: number): PromptMaker => {
    for (let i = 0; i < requests; i += 1) {
      const prompt = maker.next(order(i, 0, true))
      maker.finished(prompt, order(i, 0, true), answered(counted(prompt.words ?? 0, i)), '')
    }
    maker.freeze()
    return maker
  }
  const trace: readonly PromptItem[] = [64, 1500, 6000].map((promptTokens) => ({ ...item(''), trace: { atMs: 0, promptTokens, blocks: [] } }))
  const recorded: Workload = { ...base, promptTokens: 1500, source: { kind: 'dataset', name: 'a.jsonl', format: 'mooncake', sha256: '0'.repeat(64), count: 3 } }

  it.each([1, 2, 3, 8])('are kept by the probe user after %i warm-ups', (requests) => {
    const maker = warmedUp(new PromptMaker({ ...base, promptTokens: 1500 }, 9, [], { promptTokens: 32, outputTokens: 4, pauseMs: 0 }), requests)
    const words = textOf(maker.next({ ...order(9), role: 'probe' })).split(' ').length
    expect(Math.abs(words + 8 - 32)).toBeLessThanOrEqual(14)
    expect(Math.abs((maker.next(order(10)).words ?? 0) + 8 - 1500)).toBeLessThanOrEqual(14)
  })

  it.each([1, 2, 3, 8])('are those of the trace after %i warm-ups', (requests) => {
    const maker = warmedUp(new PromptMaker(recorded, 9, trace), requests)
    for (const [entry, tokens] of [64, 1500, 6000].entries()) {
      expect(Math.abs((maker.next({ ...order(20 + entry), entry }).words ?? 0) + 8 - tokens)).toBeLessThanOrEqual(12 + tokens / 100)
    }
  })
})

describe('shared beginnings', () => {
  const maker = new PromptMaker({ ...base, source: { kind: 'shared-prefix', groups: 2, prefixTokens: 200 } }, 9, [])
  const [a, b, c] = [maker.next(order(0)), maker.next(order(1)), maker.next(order(2))].map(textOf) as [string, string, string]
  const words = (text: string, count: number): string => text.split(' ').slice(0, count).join(' ')

  it('are the same within a group and differ between groups', () => {
    expect(words(a, 200)).toBe(words(c, 200))
    expect(words(a, 3)).not.toBe(words(b, 3))
  })

  it('are followed by an end of each prompt\'s own', () => {
    expect(words(a, 203)).not.toBe(words(c, 203))
    expect(a.split(' ').length).toBe(264)
  })

  it('are continued, not changed, when the warm-up makes them longer', () => {
    const learning = new PromptMaker({ ...base, source: { kind: 'shared-prefix', groups: 1, prefixTokens: 200 } }, 9, [])
    const before = learning.next(order(0, 0, true))
    learning.finished(before, order(0, 0, true), answered(528), '')
    expect(words(textOf(learning.next(order(1))), 90)).toBe(words(textOf(before), 90))
  })
})

describe('conversations', () => {
  const talk: Workload = { ...base, conversation: { turns: 3, contextTokens: 1000 } }

  it('carry the answers on until the last turn, each user its own', () => {
    const maker = new PromptMaker(talk, 9, [])
    const one = maker.next(order(0, 0))
    maker.finished(one, order(0, 0), answered(), 'first answer')
    expect(maker.next(order(1, 1)).messages).toHaveLength(1)
    const two = maker.next(order(2, 0))
    expect(two.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'user'])
    expect(two.messages[1]?.content).toBe('first answer')
    maker.finished(two, order(2, 0), answered(150), 'second answer')
    const three = maker.next(order(3, 0))
    expect(three.messages).toHaveLength(5)
    maker.finished(three, order(3, 0), answered(230), 'third answer')
    expect(maker.next(order(4, 0)).messages).toHaveLength(1)
  })

  it('start anew before the context would overflow', () => {
    const maker = new PromptMaker({ ...talk, conversation: { turns: 9, contextTokens: 300 } }, 9, [])
    const one = maker.next(order(0))
    maker.finished(one, order(0), answered(200), 'an answer')
    expect(maker.next(order(1)).messages).toHaveLength(1)
  })

  it.each([['a failure', answered(70, 'http-5xx'), 'text'], ['an answer without text', answered(), '']])('start anew after %s', (_, record, answer) => {
    const maker = new PromptMaker(talk, 9, [])
    maker.finished(maker.next(order(0)), order(0), record, answer)
    expect(maker.next(order(1)).messages).toHaveLength(1)
  })

  it('start anew with each stage and are never part of a warm-up', () => {
    const maker = new PromptMaker(talk, 9, [])
    maker.finished(maker.next(order(0)), order(0), answered(), 'text')
    expect(maker.next(order(1, 0, true)).messages).toHaveLength(1)
    maker.freeze()
    expect(maker.next(order(2)).messages).toHaveLength(1)
  })

  it('say what the file says next, and end with it', () => {
    const maker = new PromptMaker({ ...talk, source: { kind: 'prompt-set', set: 'chat-en' } }, 9, [item('a', ['b'])])
    const one = maker.next(order(0))
    maker.finished(one, order(0), answered(), 'A')
    const two = maker.next(order(1))
    expect(two.messages.at(-1)?.content).toBe('b')
    maker.finished(two, order(1), answered(), 'B')
    expect(maker.next(order(2)).messages).toHaveLength(1)
  })
})

describe('prompts of a set or file', () => {
  const items = Array.from({ length: 20 }, (_, i) => item(`prompt ${i}`))
  const all = (workload: Workload, seed: number, count: number): string[] => {
    const maker = new PromptMaker(workload, seed, items)
    return Array.from({ length: count }, (_, i) => textOf(maker.next(order(i))))
  }
  const verbatim: Workload = { ...base, source: { kind: 'prompt-set', set: 'chat-en' }, verbatim: true }

  it('are all used once before any is used again, in an order of the seed', () => {
    expect(new Set(all(verbatim, 9, 20)).size).toBe(20)
    expect(all(verbatim, 9, 40).slice(20)).toEqual(all(verbatim, 9, 20))
    expect(all(verbatim, 9, 20)).not.toEqual(all(verbatim, 10, 20))
  })

  it('start with a mark that no other request has, unless they are to be sent word for word', () => {
    const marked = all({ ...verbatim, verbatim: false }, 9, 40)
    expect(new Set(marked.map((text) => text.slice(0, 10))).size).toBe(40)
    expect(marked[0]?.startsWith(promptMark(9, 0))).toBe(true)
  })

  it('keep the shorter of the two limits of an answer', () => {
    const maker = new PromptMaker(verbatim, 9, [item('a', [], 5)])
    expect(maker.next(order(0)).outputTokens).toBe(5)
    expect(new PromptMaker(verbatim, 9, [item('a', [], 500)]).next(order(0)).outputTokens).toBe(16)
  })

  it('can\'t be missing', () => {
    expect(() => new PromptMaker(verbatim, 9, [])).toThrow(RangeError)
  })
})

describe.each(promptSetNames)('the built-in set %s', (name) => {
  it('has a dozen different prompts with text', () => {
    const items = promptSet(name)
    expect(items.length).toBeGreaterThanOrEqual(12)
    const texts = items.map(({ messages }) => messages.map(({ content }) => content).join())
    expect(new Set(texts).size).toBe(items.length)
    for (const text of texts) expect(/\p{Script=Han}/u.test(text)).toBe(name.endsWith('-zh'))
  })
})
