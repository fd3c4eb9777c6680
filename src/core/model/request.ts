/** What the engine records of one request: raw stamps and counts, nothing derived. */
import type { Outcome } from './outcome.ts'

export const tokenSources = ['server-usage', 'server-timings', 'server-tokenizer', 'client-tokenizer', 'chunks'] as const
/** Where a token count comes from, the most exact first; the last two are estimates and are marked as such wherever they show. */
export type TokenSource = (typeof tokenSources)[number]

/** Whether nobody who knows the model's tokens counted them. */
export function isEstimate(source: TokenSource | null): boolean {
  return source === 'chunks' || source === 'client-tokenizer'
}

/** The server's own timing of a request, where it sends one (llama.cpp `timings`, Ollama's durations). Times in ms. */
export interface ServerTimings {
  /** Prompt tokens that were computed, not taken from a cache. */
  readonly promptTokens: number | null
  readonly promptMs: number | null
  readonly outputTokens: number | null
  readonly outputMs: number | null
  readonly cachedTokens: number | null
  /** Time that went into loading the model. */
  readonly loadMs: number | null
}

/** `probe`: of the light user beside the load, kept out of its figures. */
export type RequestRole = 'probe'

/** A failure in the server's or the transport's own words. `code` is a stable short key such as `ECONNREFUSED` or `http-500`. */
export interface RequestError {
  readonly code: string
  readonly message: string
}

/**
 * All `…AtMs` are monotonic ms since the session's start; null = it never happened.
 * See docs/metrics.md for what each stamp means.
 */
export interface RequestRecord {
  /** Unique in the session, in order of sending. */
  readonly index: number
  readonly stage: number
  readonly warmup: boolean
  /** Absent = part of the load. */
  readonly role?: RequestRole | undefined
  /** In a conversation: which turn it is, from 1. Absent outside of conversations. */
  readonly turn?: number | undefined
  /** The server left the thinking inside the answer, between `<think>` tags. Absent where no tag was seen, and in sessions of versions that did not tell. */
  readonly thinkingInline?: true | undefined
  /** Closed loop: which simulated user sent it. */
  readonly user: number
  readonly dueAtMs: number
  readonly sentAtMs: number | null
  readonly headersAtMs: number | null
  readonly firstEventAtMs: number | null
  readonly firstTokenAtMs: number | null
  readonly firstVisibleAtMs: number | null
  readonly lastTokenAtMs: number | null
  readonly endAtMs: number
  readonly connection: 'new' | 'reused' | null
  readonly outcome: Outcome
  readonly httpStatus: number | null
  readonly error: RequestError | null
  /** `Retry-After` of a rejected request, in ms. */
  readonly retryAfterMs: number | null
  readonly promptTokens: number | null
  readonly cachedTokens: number | null
  readonly outputTokens: number | null
  readonly reasoningTokens: number | null
  readonly tokenSource: TokenSource | null
  readonly finishReason: string | null
  /** One stamp per token event (chunk with content, reasoning or tool-call arguments). */
  readonly chunkAtMs: Float64Array
  /** Tokens in each chunk where the server tells (running usage); null = not known per chunk. */
  readonly chunkTokens: Uint32Array | null
  readonly serverTimings: ServerTimings | null
}

/** Indices of the probe user's requests begin here, so that the load's stay those that the seed alone gives; above any number of requests a plan may hold. */
export const firstProbeIndex = 2 ** 30

export const isProbeIndex = (index: number): boolean => index >= firstProbeIndex

/** `12`, or `P3` for the fourth request of the probe user. */
export function requestNumber(index: number): string {
  return isProbeIndex(index) ? `P${index - firstProbeIndex}` : String(index)
}

/** The index behind `12`, `P3` or the probe user's whole index; null when it is none. */
export function requestIndexOf(text: string): number | null {
  const [, mark, digits] = /^(P?)(\d{1,10})$/i.exec(text.trim()) ?? []
  return digits === undefined ? null : Number(digits) + (mark === '' ? 0 : firstProbeIndex)
}
