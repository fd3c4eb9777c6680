/** What the window shows: history rows, one session, and live frames. Built by the recorder, drawn by the renderer. */
import type { SessionAnalysis } from './analysis.ts'
import type { SessionId } from './ids.ts'
import type { StageLoad } from './load.ts'
import type { RequestColumns } from './request-columns.ts'
import type { SeriesPlace } from './repeats.ts'
import type { RemoteLink } from './remote.ts'
import type { RequestRecord } from './request.ts'
import type { RequestTelemetry } from './request-telemetry.ts'
import type { SeriesAnalysis } from './series-analysis.ts'
import type { SessionEvent, SessionMeta, SessionStatus, StageSpan } from './session.ts'
import type { MissingReason, SignalName, SignalSeries, SignalSource } from './telemetry.ts'

/** One row of the history list, cheap to read for thousands of sessions. */
export interface SessionListItem {
  readonly id: SessionId
  readonly name: string
  readonly tags: readonly string[]
  readonly status: SessionStatus
  readonly createdAtMs: number
  readonly durationMs: number | null
  readonly targetName: string
  readonly engine: string
  readonly model: string
  readonly simulated: boolean
  /** Null for a run of its own. */
  readonly place: SeriesPlace | null
  /** Users of each closed-loop stage. */
  readonly concurrency: readonly number[]
  /** Requests/s of each rate-driven stage. */
  readonly ratesPerS: readonly number[]
  readonly requests: number
  readonly failures: number
  /** Headline figures of the stage with the most throughput; null when not computed or not defined. */
  readonly ttftP95Ms: number | null
  readonly tpotP50Ms: number | null
  readonly bestOutputTokensPerS: number | null
  readonly clientValid: boolean | null
}

/** The picture shared by Live and Session: everything on one time axis (session ms). */
export interface Timeline {
  readonly durationMs: number
  readonly stages: readonly StageSpan[]
  readonly requests: RequestColumns
  /** All there are, where `requests` is only a choice of them; absent = all are there. */
  readonly requestCount?: number | undefined
  /** Those of the probe user; absent = none. */
  readonly probes?: RequestColumns | undefined
  readonly series: readonly SignalSeries[]
  readonly events: readonly SessionEvent[]
}

export interface SessionView {
  readonly meta: SessionMeta
  readonly analysis: SessionAnalysis
  readonly timeline: Timeline
}

/** How far the opening of a large session has come; sent while whoever asked for it waits. */
export interface SessionOpening {
  readonly sessionId: SessionId
  readonly phase: 'reading' | 'analysing'
  /** Requests. */
  readonly done: number
  readonly total: number
}

/** A series of repeats: what it shows, and its sessions in the order they ran. */
export interface SeriesView {
  readonly analysis: SeriesAnalysis
  readonly sessions: readonly SessionListItem[]
}

/** One request with its token stamps, and what the machine did meanwhile. */
export interface RequestDetail {
  readonly record: RequestRecord
  readonly telemetry: RequestTelemetry
}

export type RunPhase = 'preparing' | 'baseline' | 'warmup' | 'stage' | 'pause' | 'draining' | 'finishing' | 'ended'

/** Its load is that of the current stage, all null outside of stages. */
export interface RunProgress extends StageLoad {
  readonly sessionId: SessionId
  /** Null for a run of its own. */
  readonly place: SeriesPlace | null
  readonly phase: RunPhase
  /** 0-based; null outside of stages. */
  readonly stage: number | null
  /** Null in a search, which goes on until it knows. */
  readonly stageCount: number | null
  readonly elapsedMs: number
  /** Estimated time to the end of the run; null when it can't be told (request limits before the first answers). */
  readonly etaMs: number | null
  /** 0..1 */
  readonly fraction: number | null
  readonly stopping: 'no' | 'drain' | 'abort'
}

/** What a start set going: a calibration beforehand, one run or a series of them. Null = nothing is on. */
export interface JobState {
  readonly step: 'calibrating' | 'running' | 'pause'
  /** The run that is on, or comes next, from 1. */
  readonly position: number
  readonly length: number
  /** No further run will be started. */
  readonly stopping: boolean
}

/** Figures of the current stage so far (of the last 30 s where it is longer); counts are of the whole run. */
export interface LiveFigures {
  readonly n: number
  readonly ttftP50Ms: number | null
  readonly ttftP95Ms: number | null
  readonly tpotP50Ms: number | null
  readonly tpotP95Ms: number | null
  readonly decodeTokensPerS: number | null
  readonly outputTokensPerS: number | null
  readonly completedQps: number | null
  readonly inFlight: number
  readonly requests: number
  readonly errors: number
  readonly estimatedTokens: boolean
  /** Of the probe user, over the same time; null where the plan has none. */
  readonly probe: { readonly n: number; readonly ttftP50Ms: number | null; readonly tpotP50Ms: number | null } | null
}

/**
 * One update of the live view, at most 10 a second. `snapshot` frames replace everything the viewer has;
 * others append: `requests` and the points of each series are new since the frame before.
 */
export interface LiveFrame {
  readonly seq: number
  readonly snapshot: boolean
  readonly meta: SessionMeta | null
  readonly progress: RunProgress
  readonly figures: LiveFigures
  readonly stages: readonly StageSpan[]
  readonly requests: RequestColumns
  readonly series: readonly SignalSeries[]
  readonly events: readonly SessionEvent[]
  readonly client: { readonly valid: boolean | null; readonly loopDelayP99Ms: number | null; readonly scheduleLagP99Ms: number | null }
}

/** A signal that a running source can't give. */
export interface SensorNote {
  readonly signal: SignalName
  readonly reason: MissingReason
}

/** A program that holds memory of a graphics card. */
export interface GpuProgram {
  /** The card's id. */
  readonly device: string
  readonly pid: number
  readonly name: string
  readonly memoryBytes: number | null
  /** Null while no server is known. */
  readonly isServer: boolean | null
}

/** How a source of signals does. */
export interface SensorState {
  readonly running: boolean
  readonly periodMs: number | null
  readonly reason: MissingReason | null
  readonly detail: string | null
  /** True for what nobody has tried on real hardware yet. */
  readonly unverified?: boolean | undefined
  readonly notes?: readonly SensorNote[] | undefined
  /** Of sources on other machines, while one is linked. */
  readonly link?: RemoteLink | undefined
  /** Of graphics cards: who holds their memory; absent where that can't be told. */
  readonly programs?: readonly GpuProgram[] | undefined
}

/** A source of signals and how it does. */
export interface SensorStatus extends SensorState {
  readonly id: Exclude<SignalSource, 'requests'>
}

/** One update of the Machine view: `snapshot` frames replace everything the viewer has, others append. Times are since the watch began. */
export interface MachineFrame {
  readonly kind: 'machine'
  readonly seq: number
  readonly snapshot: boolean
  readonly nowMs: number
  readonly series: readonly SignalSeries[]
  readonly events: readonly SessionEvent[]
  readonly sensors: readonly SensorStatus[]
}
