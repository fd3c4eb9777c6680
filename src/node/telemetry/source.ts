/** What every telemetry source looks like to the sampler: GPUs, the host, the model server itself. */
import type { Target } from '../../core/model/plan.ts'
import type { SessionEvent } from '../../core/model/session.ts'
import type { MissingReason, SignalDef, SignalSource } from '../../core/model/telemetry.ts'

/** Session time, ms. The same clock stamps requests. */
export interface Clock {
  nowMs(): number
}

/** `fast`: signals that move within a request. `slow`: all others. */
export type Ring = 'fast' | 'slow'

export const ringPeriodMs: Readonly<Record<Ring, number>> = { fast: 250, slow: 1_000 }

/** Where a source puts its samples. */
export interface SampleSink {
  /** One value at one instant; null = no value, for a reason. A missing value is never 0. */
  push(def: SignalDef, atMs: number, value: number | null, reason?: MissingReason): void
  /** Announces that a signal can't be had, without a sample. */
  missing(def: SignalDef, reason: MissingReason): void
  event(kind: Extract<SessionEvent['kind'], 'sensor-gap' | 'sensor-lost' | 'clock-jump' | 'oom-kill' | 'server-restarted'>, atMs: number, detail: string): void
}

/** What is measured while the samples are taken; sources of a server need it. */
export interface Subject {
  readonly target: Target
}

export interface SourceStatus {
  readonly running: boolean
  readonly periodMs: number | null
  readonly reason: MissingReason | null
  readonly detail: string | null
}

/** Starts and stops with each recording; `start` after `stop` begins afresh. Never throws, never blocks for long. */
export interface TelemetrySource {
  readonly id: Exclude<SignalSource, 'requests'>
  /** `subject` is null while only the machine is watched. */
  start(sink: SampleSink, clock: Clock, subject?: Subject | null): void
  /** Called by the sampler in each ring while the source runs; sources that push on their own leave it out. */
  sample?(ring: Ring, atMs: number): void
  stop(): void
  status(): SourceStatus
}
