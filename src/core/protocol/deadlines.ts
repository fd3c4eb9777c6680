/** Which of a request's four time limits has passed; asked a few times a second instead of a timer for each token. */
import type { Timeouts } from '../model/plan.ts'
import type { TransportFailure } from './classify.ts'

/** The instants that the limits count from, session ms. */
export interface Waiting {
  readonly startedAtMs: number
  readonly sentAtMs: number | null
  readonly firstTokenAtMs: number | null
  /** The last byte of any kind: comments (pings) reset the idle limit too. */
  readonly lastActivityMs: number
}

/** The failure to record, or null while all limits hold. */
export function overdue(waiting: Waiting, limits: Timeouts, nowMs: number): TransportFailure | null {
  if (waiting.sentAtMs === null) {
    return nowMs - waiting.startedAtMs > limits.connectMs ? late('timeout-connect', 'no connection', limits.connectMs) : null
  }
  if (nowMs - waiting.sentAtMs > limits.totalMs) return late('timeout-total', 'not finished', limits.totalMs)
  if (waiting.firstTokenAtMs === null) {
    return nowMs - waiting.sentAtMs > limits.firstTokenMs ? late('timeout-first-token', 'no token', limits.firstTokenMs) : null
  }
  return nowMs - waiting.lastActivityMs > limits.idleMs ? late('timeout-idle', 'nothing more', limits.idleMs) : null
}

function late(kind: TransportFailure['kind'], what: string, limitMs: number): TransportFailure {
  return { kind, code: kind, message: `${what} after ${limitMs / 1000} s` }
}
