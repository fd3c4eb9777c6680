/** Lengths that spread: typed, drawn, bounded, and the words that make them. */
import { describe, expect, it } from 'vitest'
import type { LengthSpread } from '../../../../src/core/model/workload.ts'
import { drawTokens, formatLengths, middleOf, parseLengths } from '../../../../src/core/workload/length-spread.ts'
import { PromptLength } from '../../../../src/core/workload/prompt-length.ts'

describe('typed lengths', () => {
  it.each(['512', 'uniform:100-300', 'normal:512:64', 'lognormal:512:0.5'])('%s is written as it is read', (text) => {
    const lengths = parseLengths(text, 1000)
    expect(lengths).not.toBeNull()
    if (lengths !== null) expect(formatLengths(lengths)).toBe(text)
  })

  it('takes the middle of a spread as the length', () => {
    expect(parseLengths('uniform:100-300', 1000)?.tokens).toBe(200)
    expect(parseLengths('fixed:7', 1000)).toEqual({ tokens: 7, spread: null })
  })

  it.each(['', '0', '1001', '-5', '1.5', 'uniform:300-100', 'uniform:0-9', 'normal:0:1', 'normal:5', 'lognormal:5:3.1', 'zipf:3', '5 6', 'normal:5:1:1'])('refuses %j', (text) => {
    expect(parseLengths(text, 1000)).toBeNull()
  })
})

describe('drawn lengths', () => {
  const draw = (spread: LengthSpread, max = 100_000): number[] => Array.from({ length: 4000 }, (_, i) => drawTokens(spread, 42, i, max)).sort((a, b) => a - b)
  const quantile = (sorted: readonly number[], p: number): number => sorted[Math.floor(p * sorted.length)] ?? 0

  it('has the quantiles of the spread that was asked for', () => {
    const uniform = draw({ kind: 'uniform', min: 100, max: 300 })
    expect([uniform[0], uniform.at(-1)]).toEqual([100, 300])
    expect(Math.abs(quantile(uniform, 0.25) - 150)).toBeLessThan(8)
    const normal = draw({ kind: 'normal', mean: 500, deviation: 50 })
    expect(Math.abs(quantile(normal, 0.5) - 500)).toBeLessThan(5)
    expect(Math.abs(quantile(normal, 0.8413) - 550)).toBeLessThan(8)
    const lognormal = draw({ kind: 'lognormal', median: 400, sigma: 0.5 })
    expect(Math.abs(quantile(lognormal, 0.5) - 400)).toBeLessThan(15)
    expect(Math.abs(quantile(lognormal, 0.8413) - 400 * Math.exp(0.5))).toBeLessThan(30)
  })

  it('stays within 1 and the maximum', () => {
    const wild = draw({ kind: 'normal', mean: 10, deviation: 1000 }, 50)
    expect([wild[0], wild.at(-1)]).toEqual([1, 50])
  })

  it('depends on seed and request alone', () => {
    const spread: LengthSpread = { kind: 'uniform', min: 1, max: 1_000_000 }
    expect(drawTokens(spread, 1, 5, 1e9)).toBe(drawTokens(spread, 1, 5, 1e9))
    expect(drawTokens(spread, 1, 5, 1e9)).not.toBe(drawTokens(spread, 2, 5, 1e9))
  })
})

describe('words for other lengths', () => {
  it('counts the template once and each word as the server did', () => {
    const length = new PromptLength(100)
    const server = (words: number): number => 10 + Math.round(1.3 * words)
    for (let i = 0; i < 4; i += 1) length.observe(length.words, server(length.words))
    length.freeze()
    expect(length.wordsFor(100)).toBe(length.words)
    for (const tokens of [50, 100, 400]) expect(Math.abs(server(length.wordsFor(tokens)) - tokens)).toBeLessThanOrEqual(2 + tokens / 100)
    expect(middleOf({ kind: 'normal', mean: 3, deviation: 1 })).toBe(3)
  })
})
