/** What every telemetry source looks like to the sampler: GPUs, the host, the model server itself. */
import type { Target } from '../../core/model/plan.ts'
import type { RemoteConfig } from '../../core/model/remote.ts'
import type { ProcessSnapshot, SensedKind } from '../../core/model/session.ts'
import type { MissingReason, SignalDef, SignalSource } from '../../core/model/telemetry.ts'
import type { SensorState } from '../../core/model/view.ts'

/** Session time, ms. The same clock stamps requests. */
export interface Clock {
  nowMs(): number
}

/** `fast`: signals that move within a request. `slow`: all others. */
export type Ring = 'fast' | 'slow'

/** The usual periods, ms. */
export const ringPeriodMs: Readonly<Record<Ring, number>> = { fast: 250, slow: 1_000 }

/** Who noticed an event, and on which device. */
export interface EventAbout {
  readonly source?: SignalSource
  readonly device?: string
  readonly processes?: ProcessSnapshot
}

/** Where a source puts its samples. */
export interface SampleSink {
  /** One value at one instant; null = no value, for a reason. A missing value is never 0. */
  push(def: SignalDef, atMs: number, value: number | null, reason?: MissingReason): void
  /** Announces that a signal can't be had, without a sample. */
  missing(def: SignalDef, reason: MissingReason): void
  event(kind: SensedKind, atMs: number, detail: string, about?: EventAbout): void
}

/** What is measured while the samples are taken; sources of a server need it. */
export interface Subject {
  readonly target: Target
  /** Where the telemetry of the model's machine comes from, when that is another one. */
  readonly remote?: RemoteConfig | null
}

export type SourceStatus = SensorState

/** Starts and stops with each recording; `start` after `stop` begins afresh. Never throws, never blocks for long. */
export interface TelemetrySource {
  readonly id: Exclude<SignalSource, 'requests'>
  /** Before `start`, and whenever the user chooses another period; a source that can't be read so often takes what it can. */
  setPeriod?(periodMs: number): void
  /** `subject` is null while only the machine is watched. */
  start(sink: SampleSink, clock: Clock, subject?: Subject | null): void
  /**
   * Called by the sampler while the source runs: `fast` each period, `slow` each period of at least a second. Sources that push on
   * their own leave it out.
   */
  sample?(ring: Ring, atMs: number): void
  /** Fetches what has been measured by now but not told yet; for sources that lag. Resolves in any case, within seconds. */
  settle?(): Promise<void>
  stop(): void
  status(): SourceStatus
}
