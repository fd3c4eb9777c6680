/** A prefix cache as inference servers keep it: fixed-size blocks, each named by everything before it, oldest out. */
import { hashText } from '../random.ts'

/** Bytes of prompt text (UTF-16 units here) in one block; about `blockTokens` tokens. */
const blockLength = 64
/** Tokens that a cached block saves. */
const blockTokens = 16

/** Remembers prompts and says how many leading tokens of a new one are known. */
export class PrefixCache {
  /** Block name → nothing; insertion order is age. */
  private readonly blocks = new Map<string, true>()
  private readonly maxBlocks: number

  /** Holds up to `kvTokens` tokens. */
  constructor(kvTokens: number) {
    this.maxBlocks = Math.max(1, Math.floor(kvTokens / blockTokens))
  }

  /** Cached leading tokens of `prompt`, never the whole prompt of `promptTokens`; the prompt is remembered. */
  lookUp(prompt: string, promptTokens: number): number {
    const names = blockNames(prompt, this.maxBlocks)
    const firstMiss = names.findIndex((name) => !this.blocks.has(name))
    const hits = firstMiss === -1 ? names.length : firstMiss
    for (const name of names) {
      this.blocks.delete(name)
      this.blocks.set(name, true)
    }
    this.evict()
    return Math.min(hits * blockTokens, Math.max(0, promptTokens - 1))
  }

  private evict(): void {
    for (const name of this.blocks.keys()) {
      if (this.blocks.size <= this.maxBlocks) return
      this.blocks.delete(name)
    }
  }
}

function blockNames(prompt: string, limit: number): string[] {
  const count = Math.min(Math.floor(prompt.length / blockLength), limit)
  const names: string[] = []
  let hash = hashText('')
  for (let block = 0; block < count; block += 1) {
    hash = hashText(prompt.slice(block * blockLength, (block + 1) * blockLength), hash)
    names.push(`${block}:${hash}`)
  }
  return names
}
