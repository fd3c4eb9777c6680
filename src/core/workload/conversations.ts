/** The conversation that each user is in: what was said so far, with the server's own answers, and when it ends. */
import type { RequestRecord } from '../model/request.ts'
import type { ConversationPlan } from '../model/workload.ts'
import { estimateTokens } from './estimate-tokens.ts'
import type { Message } from './message.ts'

export interface OpenConversation {
  /** Counts the conversations of the run from 0. */
  readonly number: number
  /** Turns it is planned to have. */
  readonly turns: number
  /** Turns that were answered. */
  readonly done: number
  readonly messages: readonly Message[]
  /** Tokens of `messages`, by the server's count where it gives one. */
  readonly tokens: number
}

export class Conversations {
  private readonly plan: ConversationPlan
  private readonly open = new Map<number, OpenConversation>()
  private started = 0

  constructor(plan: ConversationPlan) {
    this.plan = plan
  }

  start(): OpenConversation {
    this.started += 1
    return { number: this.started - 1, turns: this.plan.turns, done: 0, messages: [], tokens: 0 }
  }

  /** The user's conversation, which is then the caller's: a user with a second request open at once starts another. */
  take(user: number): OpenConversation | null {
    const conversation = this.open.get(user) ?? null
    this.open.delete(user)
    return conversation
  }

  /** Whether `tokens` more, prompt and answer, still fit. */
  hasRoom({ tokens }: OpenConversation, more: number): boolean {
    return tokens + more <= this.plan.contextTokens
  }

  /** A turn was answered. After the last one nothing is kept. */
  giveBack(user: number, before: OpenConversation, said: readonly Message[], answer: string, record: RequestRecord): void {
    const done = before.done + 1
    if (done >= before.turns) return
    const messages: readonly Message[] = [...said, { role: 'assistant', content: answer }]
    const estimated = (): number => messages.reduce((total, { content }) => total + estimateTokens(content), 0)
    const counted = record.promptTokens === null || record.outputTokens === null ? null : record.promptTokens + record.outputTokens
    this.open.set(user, { ...before, done, messages, tokens: counted ?? estimated() })
  }

  clear(): void {
    this.open.clear()
  }
}
