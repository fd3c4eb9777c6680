/** Plausible answer text, one word per token, fixed by a seed. */
import { createRandom } from '../random.ts'

const openers = ['The', 'A', 'In', 'When', 'Most', 'Each', 'Under', 'Because'] as const

const vocabulary = [
  'model',
  'server',
  'token',
  'latency',
  'memory',
  'cache',
  'batch',
  'queue',
  'prompt',
  'answer',
  'first',
  'second',
  'steady',
  'small',
  'large',
  'quick',
  'slow',
  'reads',
  'writes',
  'keeps',
  'holds',
  'moves',
  'shares',
  'waits',
  'grows',
  'and',
  'or',
  'but',
  'with',
  'for',
  'of',
  'to',
  'in',
  'on',
  'at',
  'the',
  'a',
  'its',
  'each',
  'every',
  'some',
  'naïve',
  'weights',
  'layers',
  'attention',
  'context',
  'window',
  'throughput',
  'café',
  'clock',
  'power',
  'engine',
  'torque',
  'usually',
  'often',
  'rarely',
  'then',
  'so',
  'while',
  'after',
  'before',
  'bandwidth',
  'compute',
  'step',
  'slot',
] as const

/** Longest and shortest sentence, words. */
const sentenceWords = { min: 6, max: 16 } as const

/** Yields the tokens of an answer in order: `next()` is a word with its leading space or ending stop. */
export class AnswerText {
  private readonly uniform: () => number
  private leftInSentence = 0
  private started = false

  constructor(seed: number) {
    this.uniform = createRandom(seed).uniform
  }

  next(): string {
    const space = this.started ? ' ' : ''
    this.started = true
    if (this.leftInSentence === 0) {
      this.leftInSentence = sentenceWords.min + this.below(sentenceWords.max - sentenceWords.min)
      return space + (openers[this.below(openers.length)] ?? 'The')
    }
    this.leftInSentence -= 1
    const word = vocabulary[this.below(vocabulary.length)] ?? 'token'
    return this.leftInSentence === 0 ? `${space}${word}.` : space + word
  }

  private below(limit: number): number {
    return Math.floor(this.uniform() * limit)
  }
}

const known = new Set<string>([...openers, ...vocabulary])

/** Tokens of a text that the simulator wrote itself, one a word; null for any other text. */
export function answerTokens(text: string): number | null {
  const words = text.split(' ').filter((word) => word !== '')
  return words.every((word) => known.has(word.replace(/\.$/u, ''))) ? words.length : null
}
