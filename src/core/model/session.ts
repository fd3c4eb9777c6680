/** A session: one run of a plan, with everything recorded about it, in whatever state it ended. */
import type { Calibration } from './calibration.ts'
import type { SessionId } from './ids.ts'
import type { StageLoad } from './load.ts'
import type { Plan } from './plan.ts'

export type SessionStatus = 'running' | 'completed' | 'stopped' | 'failed' | 'interrupted'

/** Why a session did not complete; `code` is translated, `detail` is shown as it came. */
export interface SessionFailure {
  readonly code:
    | 'server-unreachable' | 'server-auth' | 'server-not-openai' | 'server-died' | 'all-requests-failed'
    | 'engine-crashed' | 'recorder-crashed' | 'app-ended' | 'disk-full' | 'internal'
  readonly detail: string
}

/** The machine, read once at the start. Every field may be unknown. */
export interface HostInfo {
  readonly hostname: string | null
  readonly os: string | null
  readonly cpuModel: string | null
  readonly cpuCores: number | null
  readonly memoryBytes: number | null
  readonly gpus: readonly { readonly id: string; readonly name: string; readonly memoryBytes: number | null; readonly driver: string | null }[]
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
}

/** What happened on the time axis between requests: phases, stops, sensor gaps, a server that was started again. */
export interface SessionEvent {
  readonly atMs: number
  readonly kind:
    | 'warmup-start' | 'warmup-end' | 'stage-start' | 'stage-stopped' | 'stage-end' | 'drain-start' | 'drain-end' | 'stop-requested'
    | 'search-trial' | 'search-end' | 'abort-requested' | 'server-died' | 'sensor-gap' | 'sensor-lost' | 'clock-jump' | 'engine-crashed' | 'queue-overflow'
    | 'oom-kill' | 'server-restarted'
  readonly stage: number | null
  readonly detail: string | null
}

/** The interval a stage was measured in. `endMs` null = still running. */
export interface StageSpan extends StageLoad {
  readonly index: number
  readonly startMs: number
  readonly endMs: number | null
}
