/** Makes the prompt of each request from the plan's workload: its text, its length, the conversation it continues. */
import type { SendOrder } from '../measure/ports.ts'
import { isSuccess } from '../model/outcome.ts'
import { defaultProbe, planBounds, type ProbePlan } from '../model/plan.ts'
import type { RequestRecord } from '../model/request.ts'
import { isSynthetic, isTrace, sourceOf, type LengthSpread, type Workload } from '../model/workload.ts'
import { Conversations, type OpenConversation } from './conversations.ts'
import { estimateTokens } from './estimate-tokens.ts'
import { ItemOrder } from './item-order.ts'
import { drawTokens } from './length-spread.ts'
import type { Message, PromptItem } from './message.ts'
import { PromptLength } from './prompt-length.ts'
import { blockTokens, TraceText } from './trace.ts'
import { promptMark, sharedPrefix, syntheticPrompt } from './prompt.ts'

/** Keep the dice of answers apart from those of prompts. */
const outputSalt = 0x5bd1_e995

/** What one request says, and what is needed to go on after its answer. */
export interface PreparedPrompt {
  readonly messages: readonly Message[]
  /** The answer's length: forced or the limit, tokens. */
  readonly outputTokens: number
  /** Words that were to give the planned length; null where the text is not made up or has a history. */
  readonly words: number | null
  readonly conversation: OpenConversation | null
}

/** Keeps what the probe says apart from all that the load does. */
const probeSalt = 0x1b87_3593

/** Which request a prompt is for. */
export type PromptOrder = Pick<SendOrder, 'index' | 'user' | 'warmup' | 'entry' | 'role'>

export class PromptMaker {
  private readonly workload: Workload
  private readonly seed: number
  private readonly length: PromptLength
  private readonly items: ItemOrder | null
  private readonly conversations: Conversations | null
  private readonly prefixes = new Map<string, string>()
  private readonly probe: ProbePlan
  private readonly hasOtherLengths: boolean
  private readonly all: readonly PromptItem[]
  private readonly blocks: TraceText

  /** `items`: the prompts of the set or file; empty for made-up ones. Throws RangeError where the plan needs some and there are none. */
  constructor(workload: Workload, seed: number, items: readonly PromptItem[], probe?: ProbePlan) {
    this.workload = workload
    this.seed = seed
    this.probe = probe ?? defaultProbe
    this.hasOtherLengths = workload.promptSpread !== undefined || isTrace(workload) || probe !== undefined
    this.all = items
    this.blocks = new TraceText(seed)
    this.length = new PromptLength(this.firstTokens(workload.promptTokens))
    this.items = isSynthetic(workload) ? null : new ItemOrder(items, seed)
    this.conversations = workload.conversation === undefined ? null : new Conversations(workload.conversation)
  }

  next(order: PromptOrder): PreparedPrompt {
    if (order.role === 'probe') return this.probing(order)
    const open = order.warmup ? null : (this.conversations?.take(order.user) ?? null)
    if (open === null) return this.opening(order)
    const said = this.nextTurn(order, open)
    if (said === null || !(this.conversations?.hasRoom(open, estimateTokens(said) + this.outputTokens(order)) ?? false)) return this.opening(order)
    return { messages: [...open.messages, { role: 'user', content: said }], outputTokens: this.outputTokens(order), words: null, conversation: open }
  }

  /** To be called once for each prepared prompt, with its record and the visible text of its answer. */
  finished(prompt: PreparedPrompt, order: PromptOrder, record: RequestRecord, answer: string): void {
    if (order.warmup && prompt.words !== null && record.promptTokens !== null) this.length.observe(prompt.words, record.promptTokens)
    if (prompt.conversation !== null && isSuccess(record.outcome) && answer !== '') {
      this.conversations?.giveBack(order.user, prompt.conversation, prompt.messages, answer, record)
    }
  }

  /** The warm-up or a stage is over: lengths stay as they are, users start new conversations. */
  freeze(): void {
    this.length.freeze()
    this.conversations?.clear()
  }

  private probing({ index }: PromptOrder): PreparedPrompt {
    const { promptTokens, outputTokens } = this.probe
    const content = syntheticPrompt(this.seed ^ probeSalt, index, this.length.wordsFor(promptTokens))
    return { messages: [{ role: 'user', content }], outputTokens, words: null, conversation: null }
  }

  private opening(order: PromptOrder): PreparedPrompt {
    if (isTrace(this.workload)) return this.recorded(order)
    const conversation = order.warmup ? null : (this.conversations?.start() ?? null)
    const item = this.items?.at(this.itemNumber(order, conversation)) ?? null
    if (item !== null) {
      const outputTokens = Math.min(this.outputTokens(order), item.outputTokens ?? Number.POSITIVE_INFINITY)
      return { messages: this.marked(item.messages, order.index), outputTokens, words: null, conversation }
    }
    const { text, words } = this.syntheticOpening(order)
    return { messages: [{ role: 'user', content: text }], outputTokens: this.outputTokens(order), words, conversation }
  }

  /** A request of a trace: its blocks, then words of its own up to its length. A warm-up takes the plan's middle and no block, so that it warms no cache. */
  private recorded(order: PromptOrder): PreparedPrompt {
    const item = order.warmup ? null : (order.entry === undefined ? this.items?.at(order.index) : this.all[order.entry])
    if (item?.trace === undefined) {
      const words = this.length.wordsFor(this.promptTokens(order))
      return { messages: [{ role: 'user', content: syntheticPrompt(this.seed, order.index, words) }], outputTokens: this.workload.outputTokens, words, conversation: null }
    }
    const words = this.length.wordsFor(item.trace.promptTokens)
    const shared = this.blocks.beginning(item.trace.blocks, words, this.length.bareWordsFor(blockTokens))
    const own = words - shared.words
    const parts = [...(shared.words > 0 ? [shared.text] : []), ...(own > 0 ? [syntheticPrompt(this.seed, order.index, own)] : [])]
    return { messages: [{ role: 'user', content: parts.join(' ') }], outputTokens: item.outputTokens ?? this.workload.outputTokens, words, conversation: null }
  }

  private syntheticOpening(order: PromptOrder): { readonly text: string; readonly words: number } {
    const source = sourceOf(this.workload)
    const words = this.length.wordsFor(this.firstTokens(this.promptTokens(order)))
    if (source.kind !== 'shared-prefix') return { text: syntheticPrompt(this.seed, order.index, words), words }
    const prefixWords = this.length.bareWordsFor(source.prefixTokens)
    const own = Math.max(1, words - prefixWords)
    return { text: `${this.prefix(order.index % source.groups, prefixWords)} ${syntheticPrompt(this.seed, order.index, own)}`, words: prefixWords + own }
  }

  /** What the user says next; null = nothing more. */
  private nextTurn(order: PromptOrder, open: OpenConversation): string | null {
    if (this.items === null) return syntheticPrompt(this.seed, order.index, this.length.bareWordsFor(this.promptTokens(order)))
    const first = this.items.at(open.number * open.turns)
    if (first.followUps.length > 0) return first.followUps[open.done - 1] ?? null
    return this.items.at(open.number * open.turns + open.done).messages.at(-1)?.content ?? null
  }

  /** Conversations get as many entries in a row as they have turns, so that no two share one before the list starts over. */
  private itemNumber(order: PromptOrder, conversation: OpenConversation | null): number {
    return conversation === null ? order.index : conversation.number * conversation.turns
  }

  private marked(messages: readonly Message[], index: number): readonly Message[] {
    if (this.workload.verbatim === true) return messages
    return messages.map((message, i) => (i === 0 ? { ...message, content: `${promptMark(this.seed, index)}\n${message.content}` } : message))
  }

  private prefix(group: number, words: number): string {
    const key = `${group}/${words}`
    const known = this.prefixes.get(key)
    if (known !== undefined) return known
    const made = sharedPrefix(this.seed, group, words)
    this.prefixes.set(key, made)
    return made
  }

  /** Tokens of a whole first prompt whose own part has `tokens`. */
  private firstTokens(tokens: number): number {
    const source = sourceOf(this.workload)
    return source.kind === 'shared-prefix' ? tokens + source.prefixTokens : tokens
  }

  private promptTokens(order: PromptOrder): number {
    const { promptSpread, promptTokens } = this.workload
    // Two lengths in the warm-up tell the template's share from the words'.
    if (this.hasOtherLengths && order.warmup && order.index % 2 === 1) return Math.ceil(promptTokens / 2)
    return this.drawn(promptSpread, promptTokens, this.seed, order, planBounds.maxPromptTokens)
  }

  private outputTokens(order: PromptOrder): number {
    return this.drawn(this.workload.outputSpread, this.workload.outputTokens, this.seed ^ outputSalt, order, planBounds.maxOutputTokens)
  }

  /** A warm-up takes the middle: it is there to learn how words and tokens relate. */
  private drawn(spread: LengthSpread | undefined, middle: number, seed: number, { index, warmup }: PromptOrder, max: number): number {
    return spread === undefined || warmup ? middle : drawTokens(spread, seed, index, max)
  }
}
