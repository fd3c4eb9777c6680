/** A recorded trace as load: its times, how dense it is, how much of it a prefix cache could know, and the text of its blocks. */
import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import type { PromptItem } from './message.ts'
import { mix } from './mix.ts'
import { commonWords } from './words.ts'

/** Prompt tokens that one block of a Mooncake trace stands for. */
export const blockTokens = 512
/** Keeps the text of blocks apart from that of shared beginnings. */
const blockSalt = 0x2545_f491
/** Blocks whose text is kept: some MB, whatever the trace. */
const maxKeptBlocks = 2048
/** Parts of the trace's length that its picture distinguishes. */
const pictureBins = 120

/** What a trace looks like before it runs. */
export interface TraceFacts {
  /** From the first request to the last, ms. */
  readonly durationMs: number
  /** Requests in equal parts of that time, in order. */
  readonly perBin: readonly number[]
  /** Share 0..1 of prompt tokens in blocks that an earlier request began with too: the most that a cache which forgets nothing could know. */
  readonly reusedShare: number
  /** The middle answer, tokens. */
  readonly outputTokens: number
}

/** When the requests of a trace were made, ms since its first, ascending; empty for other prompts. */
export function traceTimes(items: readonly PromptItem[]): Float64Array {
  return Float64Array.from(items.flatMap(({ trace }) => (trace === undefined ? [] : [trace.atMs])))
}

/** Mean rate of `requests` within `durationMs`, requests/s, replayed `scale` times as fast. A burst counts as a second. */
export function traceRate(requests: number, durationMs: number, scale: number): number {
  return requests / Math.max(1, durationMs / scale / 1000)
}

/** Only a block whose forerunners were all seen in the same order can come from a cache. */
function reusedShareOf(items: readonly PromptItem[]): number {
  const seen = new Set<string>()
  let [reused, all] = [0, 0]
  for (const { trace } of items) {
    if (trace === undefined) continue
    all += trace.promptTokens
    let chain = 0
    let known = true
    for (const [i, block] of trace.blocks.entries()) {
      chain = mix(chain, block)
      const key = `${i}/${chain}/${block}`
      known &&= seen.has(key)
      if (known) reused += Math.min(blockTokens, Math.max(0, trace.promptTokens - i * blockTokens))
      seen.add(key)
    }
  }
  return all === 0 ? 0 : reused / all
}

/** Null where the prompts are not those of a trace. */
export function traceFacts(items: readonly PromptItem[]): TraceFacts | null {
  const times = traceTimes(items)
  if (times.length === 0) return null
  const durationMs = times.at(-1) ?? 0
  const perBin = Array.from({ length: pictureBins }, () => 0)
  for (const atMs of times) {
    const bin = durationMs === 0 ? 0 : Math.min(pictureBins - 1, Math.floor((atMs / durationMs) * pictureBins))
    perBin[bin] = (perBin[bin] ?? 0) + 1
  }
  const outputs = Float64Array.from(items, ({ outputTokens }) => outputTokens ?? 1).sort()
  return { durationMs, perBin, reusedShare: reusedShareOf(items), outputTokens: outputs[outputs.length >> 1] ?? 1 }
}

/** Makes the text of blocks: the same number gives the same words in every request of the run. */
export class TraceText {
  private readonly seed: number
  private readonly kept = new Map<number, string>()
  private keptWords = 0

  constructor(seed: number) {
    this.seed = seed
  }

  /** The beginning that a prompt of `words` words has by its blocks, each of `blockWords` words; shorter where the blocks run out first. */
  beginning(blocks: readonly number[], words: number, blockWords: number): { readonly text: string; readonly words: number } {
    const parts: string[] = []
    let left = words
    for (const block of blocks) {
      if (left <= 0) break
      parts.push(left >= blockWords ? this.block(block, blockWords) : this.block(block, blockWords).split(' ').slice(0, left).join(' '))
      left -= Math.min(left, blockWords)
    }
    return { text: parts.join(' '), words: words - left }
  }

  private block(id: number, words: number): string {
    if (words !== this.keptWords) this.kept.clear()
    this.keptWords = words
    const known = this.kept.get(id)
    if (known !== undefined) return known
    const random = xoroshiro128plus(mix(this.seed ^ blockSalt, id))
    const made = Array.from({ length: Math.max(1, words) }, () => commonWords[uniformInt(random, 0, commonWords.length - 1)] ?? 'word').join(' ')
    const [oldest] = this.kept.keys()
    if (this.kept.size >= maxKeptBlocks && oldest !== undefined) this.kept.delete(oldest)
    this.kept.set(id, made)
    return made
  }
}
