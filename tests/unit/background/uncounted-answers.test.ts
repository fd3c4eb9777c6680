/** Which answers wait for the tokenizer, and what becomes of them. */
import { describe, expect, it } from 'vitest'
import { clientTokenizer } from '../../../src/background/client-tokenizer.ts'
import { UncountedAnswers, type TokenCounter } from '../../../src/background/uncounted-answers.ts'
import type { RequestRecord } from '../../../src/core/model/request.ts'
import { readTranscript, replay } from '../../support/transcript.ts'

const counted = replay(readTranscript('llamacpp-chat-stream'))
const estimated: RequestRecord = { ...counted, tokenSource: 'chunks', outputTokens: 3 }
const words = (text: string): Promise<number> => Promise.resolve(text.split(' ').length)
const server = (count: TokenCounter['count']): TokenCounter => ({ source: 'server-tokenizer', count })
const still = (): number => 0

describe('answers without a count', () => {
  it('get the tokenizer\'s, and say so', async () => {
    const answers = new UncountedAnswers()
    answers.add({ ...estimated, index: 4 }, 'one two three four')
    expect(await answers.recount([server(words)], still)).toEqual([{ ...estimated, index: 4, outputTokens: 4, tokenSource: 'server-tokenizer' }])
  })

  it('are not wanted any more once the server was seen to count, nor kept when they failed', async () => {
    const answers = new UncountedAnswers()
    expect(answers.wanted).toBe(true)
    answers.add({ ...estimated, outcome: 'truncated' }, 'half')
    answers.add(estimated, null)
    expect(answers.wanted).toBe(true)
    answers.add(counted, 'a')
    expect(answers.wanted).toBe(false)
    expect(await answers.recount([server(words)], still)).toEqual([])
  })

  it.each([
    ['by their number', 20_000, 'a b'], ['by their length', 64, 'a '.repeat(256 * 1024)],
  ])('are bounded %s, however long a run lasts', async (_, limit, text) => {
    const answers = new UncountedAnswers()
    let kept = 0
    for (let index = 0; index < 30_000; index += 1) {
      if (answers.wanted) kept += 1
      answers.add({ ...estimated, index }, answers.wanted ? text : null)
    }
    expect(kept).toBe(limit)
    const recounted = await answers.recount([server(() => Promise.resolve(2))], still)
    expect([recounted.length, recounted.at(-1)?.index]).toEqual([limit, limit - 1])
  })

  it('stay estimates after the first that the tokenizer refuses, and when the time is up', async () => {
    const answers = new UncountedAnswers()
    for (const text of ['a', 'b c', 'd e f']) answers.add(estimated, text)
    expect(await answers.recount([server((text) => (text === 'b c' ? Promise.resolve(null) : words(text)))], still)).toHaveLength(1)
    let nowMs = 0
    expect(await answers.recount([server(words)], () => (nowMs += 6000))).toHaveLength(1)
  })

  it('go to the next tokenizer when one fails', async () => {
    const answers = new UncountedAnswers()
    for (const [index, text] of ['a', 'b c', 'd e f'].entries()) answers.add({ ...estimated, index }, text)
    const failing = server((text) => (text === 'a' ? words(text) : Promise.resolve(null)))
    const own: TokenCounter = { source: 'client-tokenizer', count: (text) => Promise.resolve(text.length) }
    const both = await answers.recount([failing, own], still)
    expect(both.map(({ outputTokens, tokenSource }) => [outputTokens, tokenSource])).toEqual([[1, 'server-tokenizer'], [3, 'client-tokenizer'], [5, 'client-tokenizer']])
  })
})

describe('the client\'s own tokenizer', () => {
  it('counts English and Chinese, and takes control tokens for text', async () => {
    const count = clientTokenizer()
    expect(await count('The quick brown fox jumps over the lazy dog.')).toBe(10)
    expect(await count('今天天气很好，我们去公园散步吧。')).toBeGreaterThan(5)
    expect(await count('<|endoftext|>')).toBeGreaterThan(1)
    expect(await count('')).toBe(0)
  })
})
