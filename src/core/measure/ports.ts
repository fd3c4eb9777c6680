/** What the run state machine needs from the world; the engine has the real ones, tests have a fake clock. */
import type { RequestRecord, RequestRole } from '../model/request.ts'
import type { SessionEvent, SessionFailure } from '../model/session.ts'

/** Session time, ms. */
export interface Clock {
  nowMs(): number
}

export interface Timers {
  /** Calls once at or after `atMs`; returns what cancels it. */
  at(atMs: number, call: () => void): () => void
}

/** A request that is to be sent now. */
export interface SendOrder {
  readonly index: number
  readonly stage: number
  readonly warmup: boolean
  readonly user: number
  readonly dueAtMs: number
  /** Which entry of a replayed trace it is; absent = whatever the workload says next. */
  readonly entry?: number | undefined
  /** Absent = part of the load. */
  readonly role?: RequestRole | undefined
}

export type CancelReason = 'stopped' | 'end-of-run'

/** How a request ended. `freeAtMs`: the stamp at which its user could go on. */
export interface Finished {
  readonly record: RequestRecord
  readonly freeAtMs: number
}

export interface Sender {
  /** How long before its time a request of a schedule is to be handed over, ms, where the sender keeps the time itself. */
  readonly leadMs?: number | undefined
  /** Sends at once and calls `done` exactly once, never before it returned. Returns what cancels the request (also through `done`, at once or later). */
  send(order: SendOrder, done: (finished: Finished) => void): (reason: CancelReason) => void
  /** A warm-up request failed with a 4xx: true when requests are now worded differently, so that another try makes sense. */
  adapt(record: RequestRecord): boolean
  /** Gets ready for a stage of this many users; calls `done` once, at once or later, whether it worked or not. */
  prepare(concurrency: number, done: () => void): void
  /** The warm-up is over: prompts keep their length from now on. */
  freezeWorkload(): void
}

export interface RunEnd {
  readonly status: 'completed' | 'stopped' | 'failed'
  readonly failure: SessionFailure | null
  readonly atMs: number
}

export interface RunSink {
  onRequest(record: RequestRecord): void
  onEvent(event: SessionEvent): void
  /** Called exactly once, last but for records of requests that were cancelled by the end itself. */
  onEnd(end: RunEnd): void
}

export interface RunPorts {
  readonly clock: Clock
  readonly timers: Timers
  readonly sender: Sender
  readonly sink: RunSink
  /** When the requests of the plan's trace were made, ms since its first, ascending. Absent where none is replayed. */
  readonly traceAtMs?: ArrayLike<number>
}
