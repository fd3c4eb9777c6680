/** What a plan asks of each request, for the adapter that words it. */
import { assertNever } from '../assert-never.ts'
import { planBounds, type Plan } from '../model/plan.ts'
import { isSynthetic, isTrace, sourceOf, wantsPromptCache, type LengthSpread, type Workload } from '../model/workload.ts'
import { itemTokens } from '../workload/item-facts.ts'
import type { Message, PromptItem } from '../workload/message.ts'
import type { Wish } from './adapters/adapter.ts'

const contextStepTokens = 1024
const minContextTokens = 2048
/** A prompt may turn out longer than planned, by its template and by words that make more tokens than expected. */
const promptReserve = 1.5
const templateTokens = 256
/** Of a length without an end so many deviations are made room for: all but about one in a thousand. */
const spreadDeviations = 3

/** The longest length that is to be reckoned with, tokens. */
function longest(middle: number, spread: LengthSpread | undefined, max: number): number {
  if (spread === undefined) return middle
  switch (spread.kind) {
    case 'uniform': return spread.max
    case 'normal': return Math.min(max, spread.mean + spreadDeviations * spread.deviation)
    case 'lognormal': return Math.min(max, spread.median * Math.exp(spreadDeviations * spread.sigma))
    default: return assertNever(spread)
  }
}

function longestPrompt(workload: Workload, items: readonly PromptItem[]): number {
  const source = sourceOf(workload)
  if (isSynthetic(workload)) {
    const own = longest(workload.promptTokens, workload.promptSpread, planBounds.maxPromptTokens)
    return source.kind === 'shared-prefix' ? own + source.prefixTokens : own
  }
  return items.reduce((most, item) => Math.max(most, itemTokens(item)), workload.promptTokens)
}

/**
 * Room for the plan's prompts and answers: the same for all of its requests, since a server reloads its model to change it.
 * `items`: the prompts of the set or file; empty for made-up ones.
 */
export function contextTokensOf(workload: Workload, items: readonly PromptItem[]): number {
  const planned = longest(workload.outputTokens, workload.outputSpread, planBounds.maxOutputTokens)
  // The answers of a trace are as long as it says; entries of other files only lower the plan's limit.
  const answer = isTrace(workload) ? items.reduce((most, { outputTokens }) => Math.max(most, outputTokens ?? 0), planned) : planned
  const needed = Math.max(longestPrompt(workload, items) * promptReserve + answer, workload.conversation?.contextTokens ?? 0) + templateTokens
  return Math.max(minContextTokens, Math.ceil(needed / contextStepTokens) * contextStepTokens)
}

/** What one request says and how long its answer may get. */
interface Asked {
  readonly messages: readonly Message[]
  readonly outputTokens: number
}

/** `contextTokens`: see `contextTokensOf`, the same for the whole run. */
export function wishOf({ target, workload, temperature }: Plan, { messages, outputTokens }: Asked, contextTokens: number, seed: number): Wish {
  return { model: target.model, messages, outputTokens, contextTokens, usesPromptCache: wantsPromptCache(workload), temperature, seed }
}
