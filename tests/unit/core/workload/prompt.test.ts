/** Prompts are reproducible, never alike at their start, and as long as wanted. */
import { describe, expect, it } from 'vitest'
import { PromptLength } from '../../../../src/core/workload/prompt-length.ts'
import { samplingSeed, syntheticPrompt } from '../../../../src/core/workload/prompt.ts'
import { commonWords } from '../../../../src/core/workload/words.ts'

const wordsOf = (prompt: string): string[] => prompt.split(' ')

describe('syntheticPrompt', () => {
  it('is the same for the same seed and request, and another for any other', () => {
    expect(syntheticPrompt(1, 5, 64)).toBe(syntheticPrompt(1, 5, 64))
    expect(syntheticPrompt(1, 5, 64)).not.toBe(syntheticPrompt(2, 5, 64))
    expect(samplingSeed(1, 5)).toBe(samplingSeed(1, 5))
  })

  it('starts with a nonce of three words that no other request of the run has', () => {
    const starts = Array.from({ length: 20_000 }, (_, i) => wordsOf(syntheticPrompt(42, i, 4)).slice(0, 3).join(' '))
    expect(new Set(starts).size).toBe(starts.length)
  })

  it.each([1, 2, 16, 31, 32, 33, 128, 4096])('has %i words', (words) => {
    expect(wordsOf(syntheticPrompt(3, 9, words))).toHaveLength(words)
  })

  it('asks for a long answer where there is room', () => {
    expect(syntheticPrompt(3, 9, 128)).toMatch(/\. Use all of these words in one long story .*stop early\.$/u)
  })

  it('is made of 256 different short words', () => {
    expect(new Set(commonWords).size).toBe(256)
    expect(commonWords.every((word) => /^[a-z]{2,5}$/u.test(word))).toBe(true)
  })
})

describe('PromptLength', () => {
  it.each([
    ['a template of 30 tokens around it', (words: number) => words + 30, 128],
    ['1.3 tokens a word', (words: number) => Math.round(words * 1.3), 512],
    ['2 tokens a word and a template', (words: number) => 2 * words + 12, 1024],
    ['exact counts', (words: number) => words, 64],
  ])('comes within 2 %% after three answers with %s', (_, count, target) => {
    const length = new PromptLength(target)
    for (let i = 0; i < 3; i += 1) length.observe(length.words, count(length.words))
    expect(Math.abs(count(length.words) - target)).toBeLessThanOrEqual(target * 0.02)
  })

  it('ignores counts that can not be of this prompt, and everything after the warm-up', () => {
    const length = new PromptLength(100)
    length.observe(100, 5)
    length.observe(100, 900)
    length.freeze()
    length.observe(100, 130)
    expect(length.words).toBe(100)
  })
})
