/** What sends the requests of a stage, and what it may ask of the run. */
import { isSuccess } from '../model/outcome.ts'
import type { StageStop } from '../model/load.ts'
import type { Finished } from './ports.ts'

/** A user whose requests fail at once sends at most one in this time, ms. */
export const failureBackoffMs = 100

export interface StageHost {
  /** See `Sender`; 0 = requests are to be sent at their time. */
  leadMs(): number
  nowMs(): number
  /** Requests that are open now. */
  openCount(): number
  /** False from when sending stopped. */
  isSending(): boolean
  /** `entry`: of the trace that is replayed, if one is. */
  send(dueAtMs: number, user: number, entry?: number): void
  /** Records a request that was due and never sent. */
  skip(dueAtMs: number): void
  /** Calls once at or after `atMs`, unless sending stops before. */
  at(atMs: number, call: () => void): void
  /** Nothing is left to send: open requests may finish. */
  finish(): void
  /** As `finish`, and says why. */
  stop(reason: StageStop): void
}

export interface StageDriver {
  start(): void
  /** A request of the stage ended while the stage still sends. */
  onFinished(finished: Finished): void
  /** The stage's time is up, but sending has not stopped yet. */
  timeUp(): void
  /** Sending stops now. */
  end(): void
}

/** Lets a user go on after its request: at once or after thinking, and after a failure not before the back-off. */
export function goOn(host: Pick<StageHost, 'nowMs' | 'at'>, { record, freeAtMs }: Finished, thinkTimeMs: number, next: (dueAtMs: number) => void): void {
  const readyAtMs = freeAtMs + thinkTimeMs
  const dueAtMs = isSuccess(record.outcome) ? readyAtMs : Math.max(readyAtMs, record.dueAtMs + failureBackoffMs)
  if (dueAtMs <= host.nowMs()) return next(dueAtMs)
  host.at(dueAtMs, () => next(dueAtMs))
}
