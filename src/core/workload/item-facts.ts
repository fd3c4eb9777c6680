/** What a list of prompts looks like before it runs: how many, how long, how many turns. All token figures are estimates. */
import { distribution } from '../stats/distribution.ts'
import { estimateTokens } from './estimate-tokens.ts'
import type { PromptItem } from './message.ts'

export interface ItemFacts {
  readonly prompts: number
  /** Entries with more than one turn. */
  readonly conversations: number
  readonly maxTurns: number
  readonly estimatedTokens: { readonly min: number; readonly p50: number; readonly p95: number; readonly max: number } | null
}

/** Estimated tokens of a first request; of a trace the recorded ones. */
export function itemTokens({ messages, trace }: PromptItem): number {
  return trace !== undefined ? trace.promptTokens : messages.reduce((total, { content }) => total + estimateTokens(content), 0)
}

export function itemFacts(items: readonly PromptItem[]): ItemFacts {
  const { min, p50, p95, max } = distribution(items.map(itemTokens))
  const whole = (value: number | null): number => Math.max(1, Math.round(value ?? 0))
  return {
    prompts: items.length,
    conversations: items.filter(({ followUps }) => followUps.length > 0).length,
    maxTurns: items.reduce((most, { followUps }) => Math.max(most, 1 + followUps.length), 0),
    estimatedTokens: items.length === 0 ? null : { min: whole(min), p50: whole(p50), p95: whole(p95), max: whole(max) },
  }
}

/** The plan's middle prompt length; 1 where there is none. */
export function middlePromptTokens(items: readonly PromptItem[]): number {
  return itemFacts(items).estimatedTokens?.p50 ?? 1
}
