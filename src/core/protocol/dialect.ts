/** How requests are worded for a server: what it is asked for, and what is left out once it refuses a field. */
import type { ServerEngine } from '../model/plan.ts'
import type { Capabilities } from './adapters/adapter.ts'

/** What is sent differs by server, and is reduced when a server refuses a field. */
export interface Dialect {
  readonly includeUsage: boolean
  /** Running usage in every chunk, so that the tokens of each chunk are known. */
  readonly continuousUsage: boolean
  readonly maxTokensField: 'max_tokens' | 'max_completion_tokens'
  /** The answer's length can be forced, so that a shorter one is told apart. */
  readonly forceLength: boolean
  readonly disablePromptCache: boolean
  readonly sendSeed: boolean
}

/** The dialect to start with. */
export function dialectOf(engine: ServerEngine, { forcedLength }: Pick<Capabilities, 'forcedLength'>): Dialect {
  return {
    includeUsage: true,
    continuousUsage: engine === 'vllm',
    maxTokensField: 'max_tokens',
    forceLength: forcedLength,
    disablePromptCache: engine === 'llama.cpp',
    sendSeed: true,
  }
}

/** The dialect without what a 400 complains about; null when the complaint is about something else. */
export function adaptDialect(dialect: Dialect, complaint: string): Dialect | null {
  if (dialect.continuousUsage && complaint.includes('continuous_usage_stats')) return { ...dialect, continuousUsage: false }
  if (dialect.includeUsage && /stream_options|include_usage/u.test(complaint)) return { ...dialect, includeUsage: false, continuousUsage: false }
  if (dialect.maxTokensField === 'max_tokens' && complaint.includes('max_completion_tokens')) return { ...dialect, maxTokensField: 'max_completion_tokens' }
  if (dialect.forceLength && complaint.includes('ignore_eos')) return { ...dialect, forceLength: false }
  if (dialect.disablePromptCache && complaint.includes('cache_prompt')) return { ...dialect, disablePromptCache: false }
  if (dialect.sendSeed && /\bseed\b/u.test(complaint)) return { ...dialect, sendSeed: false }
  return null
}
