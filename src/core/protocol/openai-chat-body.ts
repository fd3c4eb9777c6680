/** Builds the body of a chat completion request, in the dialect that the server understands. */
import type { Plan, ServerEngine } from '../model/plan.ts'
import type { Message } from '../workload/message.ts'

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

const forcesLength: readonly ServerEngine[] = ['vllm', 'sglang', 'llama.cpp', 'llm-dyno-simulator']

/** Whether answers of this server can be forced to a length. */
export function canForceLength(engine: ServerEngine): boolean {
  return forcesLength.includes(engine)
}

/** The dialect to start with. */
export function dialectOf(engine: ServerEngine): Dialect {
  return {
    includeUsage: true,
    continuousUsage: engine === 'vllm',
    maxTokensField: 'max_tokens',
    forceLength: canForceLength(engine),
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

/** What differs from request to request. */
export interface ChatCall {
  readonly messages: readonly Message[]
  readonly maxTokens: number
  readonly seed: number
}

/** The JSON text of a request; `extras` are added last (tests and the accuracy bench speak to the simulator with them). */
export function chatBody(plan: Plan, dialect: Dialect, call: ChatCall, extras: Readonly<Record<string, unknown>> = {}): string {
  const streamOptions = { include_usage: true, ...(dialect.continuousUsage ? { continuous_usage_stats: true } : {}) }
  return JSON.stringify({
    model: plan.target.model,
    messages: call.messages,
    stream: true,
    ...(dialect.includeUsage ? { stream_options: streamOptions } : {}),
    [dialect.maxTokensField]: call.maxTokens,
    temperature: plan.temperature,
    ...(dialect.sendSeed ? { seed: call.seed } : {}),
    ...(dialect.forceLength ? { ignore_eos: true } : {}),
    ...(dialect.disablePromptCache ? { cache_prompt: false } : {}),
    ...extras,
  })
}
