/** A session: one run of a plan, with everything recorded about it, in whatever state it ended. */
import type { Calibration } from './calibration.ts'
import type { SessionId } from './ids.ts'
import type { StageLoad } from './load.ts'
import type { Plan } from './plan.ts'
import type { RemoteLink } from './remote.ts'
import type { MissingReason, SignalSource } from './telemetry.ts'
import type { SeriesPlace } from './repeats.ts'

export type SessionStatus = 'running' | 'completed' | 'stopped' | 'failed' | 'interrupted'

/** Why a session did not complete; `code` is translated, `detail` is shown as it came. */
export interface SessionFailure {
  readonly code:
    | 'server-unreachable' | 'server-auth' | 'server-not-openai' | 'server-died' | 'all-requests-failed' | 'unload-failed'
    | 'engine-crashed' | 'recorder-crashed' | 'app-ended' | 'disk-full' | 'internal'
  readonly detail: string
}

export interface MemoryModule {
  readonly sizeBytes: number
  /** E.g. `DDR5`; null where it is not told. */
  readonly type: string | null
  readonly clockMhz: number | null
}

/** The machine, read once at the start. Every field may be unknown. */
export interface HostInfo {
  readonly hostname: string | null
  readonly os: string | null
  readonly cpuModel: string | null
  readonly cpuCores: number | null
  readonly memoryBytes: number | null
  readonly gpus: readonly { readonly id: string; readonly name: string; readonly memoryBytes: number | null; readonly driver: string | null }[]
  /** Where the system tells without administrator rights; absent in sessions of versions that did not ask. */
  readonly board?: string | null | undefined
  readonly memoryModules?: readonly MemoryModule[] | undefined
  /** Versions that make runs comparable: app, runtime. */
  readonly appVersion: string
  readonly runtime: string
}

export interface SessionMeta {
  readonly id: SessionId
  readonly name: string
  readonly tags: readonly string[]
  readonly status: SessionStatus
  readonly failure: SessionFailure | null
  /** Wall clock, ms since the epoch: the one anchor of the monotonic session clock. */
  readonly createdAtMs: number
  /** Monotonic ms since the session's start; null while it runs. */
  readonly durationMs: number | null
  readonly plan: Plan
  readonly host: HostInfo | null
  /** The newest calibration that speaks for this session, as of its start; null where there was none. */
  readonly calibration: Calibration | null
  /** Where it stands in a series of repeats; null for a run of its own. */
  readonly place: SeriesPlace | null
  /** How the machine of the model was read, as known at the end; absent or null when that is this machine. */
  readonly remote?: RemoteLink | null | undefined
}

/** A process as it was seen once; `cpuPercent` of one core over the snapshot's window. Names only: arguments may hold secrets. */
export interface ProcessUse {
  readonly pid: number
  readonly name: string
  readonly cpuPercent: number | null
  readonly rssBytes: number | null
}

/** The processes that took most, by CPU and by memory; `top` is null where the platform does not tell, with the reason. */
export interface ProcessSnapshot {
  readonly windowMs: number
  readonly top: readonly ProcessUse[] | null
  readonly reason: MissingReason | null
}

/** What happened on the time axis between requests: phases, stops, sensor gaps, a machine that ran short, a server that was started again. */
export interface SessionEvent {
  readonly atMs: number
  readonly kind:
    | 'warmup-start' | 'warmup-end' | 'stage-start' | 'stage-stopped' | 'stage-end' | 'drain-start' | 'drain-end' | 'stop-requested'
    | 'search-trial' | 'search-end' | 'abort-requested' | 'server-died' | 'engine-crashed' | 'queue-overflow'
    | SensedKind
  readonly stage: number | null
  /** A stable key, a number or words of the system; see `eventDetail`. */
  readonly detail: string | null
  /** The source of telemetry that noticed it; absent for what the engine and the recorder tell. */
  readonly source?: SignalSource
  /** Name of the device it is about, where there are several. */
  readonly device?: string
  /** Of `top-processes`, which follows the anomaly whose kind is its detail. */
  readonly processes?: ProcessSnapshot
}

/** What is found in samples or told by a source of telemetry. */
export const sensedKinds = [
  'sensor-gap', 'sensor-back', 'sensor-lost', 'clock-jump', 'oom-kill', 'server-restarted', 'throttle-begin', 'throttle-end', 'swap-begin', 'swap-end',
  'model-load', 'model-unload', 'on-battery', 'on-mains', 'gpu-taken', 'gpu-released', 'top-processes',
] as const
export type SensedKind = (typeof sensedKinds)[number]

/** The interval a stage was measured in. `endMs` null = still running. */
export interface StageSpan extends StageLoad {
  readonly index: number
  readonly startMs: number
  readonly endMs: number | null
}
