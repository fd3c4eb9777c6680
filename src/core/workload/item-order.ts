/** The order in which the prompts of a set or file are used: shuffled by the seed, over and over. */
import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import type { PromptItem } from './message.ts'

export class ItemOrder {
  private readonly items: readonly PromptItem[]
  private readonly order: Uint32Array

  /** Throws RangeError when there is nothing to say. */
  constructor(items: readonly PromptItem[], seed: number) {
    if (items.length === 0) throw new RangeError('the plan names prompts, but none came with it')
    this.items = items
    this.order = Uint32Array.from(items, (_, i) => i)
    const random = xoroshiro128plus(seed | 0)
    for (let i = items.length - 1; i > 0; i -= 1) {
      const j = uniformInt(random, 0, i)
      const held = this.order[i] ?? 0
      this.order[i] = this.order[j] ?? 0
      this.order[j] = held
    }
  }

  at(number: number): PromptItem {
    const item = this.items[this.order[number % this.items.length] ?? 0]
    if (item === undefined) throw new RangeError('no such prompt')
    return item
  }
}
