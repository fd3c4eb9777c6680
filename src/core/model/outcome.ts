/** The one classification of how a request ended; every request has exactly one outcome. */
export const outcomes = [
  'ok',
  'ok-short',
  'truncated',
  'in-stream-error',
  'http-4xx',
  'context-overflow',
  'rejected',
  'http-5xx',
  'oom',
  'refused',
  'reset-before-first-token',
  'reset-mid-stream',
  'timeout-connect',
  'timeout-first-token',
  'timeout-idle',
  'timeout-total',
  'malformed',
  'empty',
  'cancelled',
] as const

export type Outcome = (typeof outcomes)[number]

/** Successes whose latency counts in the statistics. */
export function isSuccess(outcome: Outcome): boolean {
  return outcome === 'ok' || outcome === 'ok-short'
}

/** Failures that speak about the server; a request cancelled by the user does not. */
export function isFailure(outcome: Outcome): boolean {
  return !isSuccess(outcome) && outcome !== 'cancelled'
}
