import { describe, expect, test } from 'vitest'
import { AnswerEncoder } from '../../../src/sim/http/encoder.ts'
import type { AnswerStyle } from '../../../src/sim/http/encoder.ts'
import { countTokens } from '../../../src/sim/text/tokens.ts'
import { answerTokens, AnswerText } from '../../../src/sim/text/words.ts'

const words = (seed: number, count: number): string => {
  const text = new AnswerText(seed)
  return Array.from({ length: count }, () => text.next()).join('')
}

const style: AnswerStyle = {
  id: 'r1',
  created: 1,
  model: 'm',
  endpoint: 'chat',
  usage: { promptTokens: 7, cachedTokens: 0, outputTokens: 6, reasoningTokens: 0 },
  continuousUsage: false,
  tokensPerChunk: 1,
  chunksPerWrite: 1,
  breakAfterChunks: Number.POSITIVE_INFINITY,
  crlf: false,
  noSpace: false,
}

const writes = (change: Partial<AnswerStyle>): readonly string[] => {
  const encoder = new AnswerEncoder({ ...style, ...change }, new AnswerText(1))
  const all: string[] = []
  for (let write = encoder.next(); write !== null; write = encoder.next()) all.push(write.data)
  return all
}

const deltas = (data: readonly string[]): readonly Readonly<Record<string, string>>[] =>
  data
    .join('')
    .split(/\r?\n\r?\n/u)
    .filter((event) => event !== '')
    .map((event) => JSON.parse(event.replace(/^data: ?/u, '')).choices[0].delta)

test('the answer is the same for the same seed and reads as words', () => {
  expect(words(3, 40)).toBe(words(3, 40))
  expect(words(3, 40)).not.toBe(words(4, 40))
  expect(words(3, 40).split(' ')).toHaveLength(40)
})

test.each([
  ['', 0],
  ['hello there', 2],
  ['  spaces   do not count ', 5],
  ['internationalization', 5],
  ['你好，世界', 4],
])('counts %j as %i tokens', (text, tokens) => {
  expect(countTokens(text)).toBe(tokens)
})

test('counts its own answers as it made them, and leaves other texts to the tokenizer', () => {
  for (const count of [1, 7, 40]) expect(answerTokens(words(3, count))).toBe(count)
  expect(answerTokens('a reader of Hamlet')).toBeNull()
})

describe('the encoder', () => {
  test('sends one token a chunk and one chunk a write by default', () => {
    const text = deltas(writes({})).map((delta) => delta['content'])
    expect(text).toHaveLength(6)
    expect(text.join('')).toBe(words(1, 6))
  })

  test('joins tokens in chunks and chunks in writes', () => {
    const joined = writes({ tokensPerChunk: 2, chunksPerWrite: 2 })
    expect(joined).toHaveLength(2)
    expect(deltas(joined)).toHaveLength(3)
    expect(
      deltas(joined)
        .map((delta) => delta['content'])
        .join(''),
    ).toBe(words(1, 6))
  })

  test('never lets a write reach past the chunk the stream breaks after', () => {
    expect(deltas(writes({ chunksPerWrite: 4, breakAfterChunks: 3 }).slice(0, 1))).toHaveLength(3)
  })

  test('puts reasoning first and never mixes it with content in one chunk', () => {
    const all = deltas(writes({ usage: { ...style.usage, reasoningTokens: 3 }, tokensPerChunk: 2 }))
    expect(all.map((delta) => Object.keys(delta)[0])).toEqual(['reasoning_content', 'reasoning_content', 'content', 'content'])
  })

  test('can use CRLF and leave out the space', () => {
    const [first] = writes({ crlf: true, noSpace: true })
    expect(first).toMatch(/^data:\{.*\}\r\n\r\n$/u)
  })

  test('can carry the usage so far in every chunk', () => {
    const usages = writes({ continuousUsage: true }).map((data) => JSON.parse(data.slice(6)).usage.completion_tokens)
    expect(usages).toEqual([1, 2, 3, 4, 5, 6])
  })
})
