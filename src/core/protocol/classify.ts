/** Decides the one outcome of a request from how its transport ended and what its stream said. */
import type { Outcome } from '../model/outcome.ts'
import type { RequestError } from '../model/request.ts'
import { saysContextOverflow, saysOutOfMemory, type ServerError } from './error-text.ts'

/** How a transport can fail. `code` is the system's (`ECONNREFUSED`) or a short key of ours. */
export type TransportFailureKind =
  | 'refused' | 'reset' | 'bad-http' | 'timeout-connect' | 'timeout-first-token' | 'timeout-idle' | 'timeout-total' | 'cancelled'

export interface TransportFailure {
  readonly kind: TransportFailureKind
  readonly code: string
  readonly message: string
}

export interface Verdict {
  readonly outcome: Outcome
  readonly error: RequestError | null
}

/** What is known at the end of a 200 stream. */
export interface StreamFacts {
  readonly hasTokens: boolean
  readonly isDone: boolean
  readonly finishReason: string | null
  readonly error: ServerError | null
  readonly malformed: string | null
  readonly hasValidEvents: boolean
  /** Tokens by the server's own count; null when it didn't count. */
  readonly countedTokens: number | null
  /** The length that was forced, else null. */
  readonly forcedTokens: number | null
}

/** The code of a malformed stream that was one of the right kind: only a part of it could not be read. */
export const brokenEventCode = 'malformed-event'

/** An answer with another status than 200. `location` is where a redirect points. */
export function classifyStatus(status: number, error: ServerError, location: string | null): Verdict {
  if (status >= 300 && status < 400) {
    const message = `The server redirects to ${location ?? 'another address'}; redirects are not followed. Enter that address instead.`
    return { outcome: 'malformed', error: { code: `http-${status}`, message } }
  }
  const stated: RequestError = { code: `http-${status}`, message: error.message === '' ? `HTTP status ${status}` : error.message }
  return { outcome: statusOutcome(status, `${error.code ?? ''} ${error.message}`), error: stated }
}

function statusOutcome(status: number, words: string): Outcome {
  if (status < 400) return 'malformed'
  if (saysOutOfMemory(words)) return 'oom'
  if (status === 429 || status === 503) return 'rejected'
  if (saysContextOverflow(words)) return 'context-overflow'
  return status >= 500 ? 'http-5xx' : 'http-4xx'
}

/** A stream whose body came to its proper end, or to `[DONE]`. */
export function classifyStream(facts: StreamFacts): Verdict {
  if (facts.error !== null) return classifyStreamError(facts.error)
  if (facts.malformed !== null) return { outcome: 'malformed', error: { code: facts.hasValidEvents ? brokenEventCode : 'malformed', message: facts.malformed } }
  if (!facts.hasTokens) return { outcome: 'empty', error: { code: 'empty', message: 'The answer ended without a single token.' } }
  if (facts.finishReason === null && !facts.isDone) {
    return { outcome: 'truncated', error: { code: 'truncated', message: 'The stream ended without a finish reason.' } }
  }
  const { countedTokens, forcedTokens } = facts
  const isShort = countedTokens !== null && forcedTokens !== null && countedTokens < forcedTokens
  return { outcome: isShort ? 'ok-short' : 'ok', error: null }
}

function classifyStreamError(error: ServerError): Verdict {
  const words = `${error.code ?? ''} ${error.message}`
  const stated: RequestError = { code: error.code ?? 'in-stream-error', message: error.message }
  if (saysOutOfMemory(words)) return { outcome: 'oom', error: stated }
  return { outcome: saysContextOverflow(words) ? 'context-overflow' : 'in-stream-error', error: stated }
}

/** A transport that failed before the body's proper end. */
export function classifyFailure(failure: TransportFailure, facts: StreamFacts): Verdict {
  // The answer was complete; how the server then left the connection doesn't matter.
  if (failure.kind === 'reset' && (facts.isDone || facts.finishReason !== null)) return classifyStream(facts)
  if (facts.error !== null) return classifyStreamError(facts.error)
  const error: RequestError = { code: failure.code, message: failure.message }
  switch (failure.kind) {
    case 'reset':
      return { outcome: facts.hasTokens ? 'reset-mid-stream' : 'reset-before-first-token', error }
    case 'bad-http':
      return { outcome: 'malformed', error }
    case 'refused':
    case 'timeout-connect':
    case 'timeout-first-token':
    case 'timeout-idle':
    case 'timeout-total':
    case 'cancelled':
      return { outcome: failure.kind, error }
  }
}
