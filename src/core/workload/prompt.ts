/** Synthetic prompts of a wanted token length: reproducible from the plan's seed, never alike, so that no prefix cache helps. */
import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import { mix } from './mix.ts'
import { commonWords } from './words.ts'

const nonceWords = 3
const task = ' Use all of these words in one long story with many details, and never stop early.'
const taskWords = 16
/** Below this the task would be most of the prompt. */
const minWordsForTask = 2 * taskWords

/**
 * The prompt of one request: `words` words, about as many tokens. It starts with a nonce that encodes `index`,
 * so that no two prompts of a run share a first token sequence.
 */
export function syntheticPrompt(seed: number, index: number, words: number): string {
  const random = xoroshiro128plus(mix(seed, index))
  const pick = (): string => commonWords[uniformInt(random, 0, commonWords.length - 1)] ?? 'word'
  const withTask = words >= minWordsForTask
  const total = Math.max(1, withTask ? words - taskWords : words)
  const parts: string[] = []
  for (let i = 0; i < total; i += 1) parts.push(i < nonceWords ? nonceWord(seed, index, i) : pick())
  return parts.join(' ') + (withTask ? `.${task}` : '')
}

/** The long beginning that all prompts of `group` share; a longer one continues a shorter one, so that a warm-up warms it. */
export function sharedPrefix(seed: number, group: number, words: number): string {
  const random = xoroshiro128plus(mix(~seed, group))
  return Array.from({ length: Math.max(1, words) }, () => commonWords[uniformInt(random, 0, commonWords.length - 1)] ?? 'word').join(' ')
}

/** A mark for prompts that are not made up here: eight digits that no other request of the run has. */
export function promptMark(seed: number, index: number): string {
  return `[${mix(seed, index).toString(16).padStart(8, '0')}]`
}

/** The request's own sampling seed, for servers that take one; 31 bits because some read it as signed. */
export function samplingSeed(seed: number, index: number): number {
  return mix(seed, index) & 0x7fff_ffff
}

function nonceWord(seed: number, index: number, position: number): string {
  const digit = (index >>> (8 * position)) & 0xff
  return commonWords[(digit + (mix(seed, position) & 0xff)) & 0xff] ?? 'word'
}
