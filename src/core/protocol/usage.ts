/** Token counts and timings as servers state them, field by field: any of them may be missing, null or of the wrong type. */
import type { ServerTimings, TokenSource } from '../model/request.ts'
import { fieldsIn, isFields } from './error-text.ts'

/** Counts seen so far in one answer; null = never stated. */
export interface Usage {
  readonly promptTokens: number | null
  readonly cachedTokens: number | null
  readonly outputTokens: number | null
  readonly reasoningTokens: number | null
}

export const noUsage: Usage = { promptTokens: null, cachedTokens: null, outputTokens: null, reasoningTokens: null }

/** The last stated value of each field wins; a field that an event leaves out keeps its value. */
export function mergeUsage(before: Usage, stated: Usage): Usage {
  return {
    // No prompt is empty: 0 is a server that doesn't count.
    promptTokens: stated.promptTokens || before.promptTokens,
    cachedTokens: stated.cachedTokens ?? before.cachedTokens,
    outputTokens: stated.outputTokens ?? before.outputTokens,
    reasoningTokens: stated.reasoningTokens ?? before.reasoningTokens,
  }
}

/** `usage` of the OpenAI chat and completion routes. */
export function readUsage(stated: unknown): Usage | null {
  if (!isFields(stated)) return null
  return {
    promptTokens: count(stated['prompt_tokens']),
    cachedTokens: count(fieldsIn(stated['prompt_tokens_details'])['cached_tokens']),
    outputTokens: count(stated['completion_tokens']),
    reasoningTokens: count(fieldsIn(stated['completion_tokens_details'])['reasoning_tokens']) ?? count(stated['reasoning_tokens']),
  }
}

/** llama.cpp's `timings`; `prompt_n` counts only what was computed, not what came from the cache. */
export function readTimings(stated: unknown): ServerTimings | null {
  if (!isFields(stated)) return null
  return {
    promptTokens: count(stated['prompt_n']),
    promptMs: duration(stated['prompt_ms']),
    outputTokens: count(stated['predicted_n']),
    outputMs: duration(stated['predicted_ms']),
    cachedTokens: count(stated['cache_n']),
    loadMs: null,
  }
}

/** How far beyond the length asked for a count is still believed: template and end tokens, counted by some servers. */
const countTolerance = { share: 1.1, tokens: 16 } as const

/**
 * The counts that go into the record, by falling trust: usage, timings, number of chunks. `maxTokens`: the length that was asked for,
 * null where none was; a count far beyond it and beyond the chunks is a server that miscounts.
 */
export function countTokens(usage: Usage, timings: ServerTimings | null, chunks: number, maxTokens: number | null): Usage & { readonly tokenSource: TokenSource | null } {
  const computed = timings?.promptTokens ?? null
  const promptTokens = usage.promptTokens ?? (computed === null ? null : computed + (timings?.cachedTokens ?? 0))
  const cachedTokens = usage.cachedTokens ?? timings?.cachedTokens ?? null
  const { reasoningTokens } = usage
  // A count of 0 beside chunks with text is a server that doesn't count, not an answer without tokens.
  const most = maxTokens === null ? Infinity : Math.max(maxTokens, chunks) * countTolerance.share + countTolerance.tokens
  const trusted = (tokens: number | null): tokens is number => tokens !== null && (tokens > 0 || chunks === 0) && tokens <= most
  if (trusted(usage.outputTokens)) {
    return { promptTokens, cachedTokens, reasoningTokens, outputTokens: usage.outputTokens, tokenSource: 'server-usage' }
  }
  const timed = timings?.outputTokens ?? null
  if (trusted(timed)) return { promptTokens, cachedTokens, reasoningTokens, outputTokens: timed, tokenSource: 'server-timings' }
  return { promptTokens, cachedTokens, reasoningTokens, outputTokens: chunks > 0 ? chunks : null, tokenSource: chunks > 0 ? 'chunks' : null }
}

/** A non-negative whole number, else null. */
export function count(value: unknown): number | null {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : null
}

/** A non-negative finite number, else null. */
export function duration(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : null
}
