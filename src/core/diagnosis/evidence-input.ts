/** What a diagnosis reads and nothing else: the facts of a session, cut to steady windows, each figure with a reason where it is missing. */
import type { RangeAnalysis, SessionAnalysis } from '../model/analysis.ts'
import type { ClientHealth } from '../model/client-health.ts'
import type { ErrorChain } from '../model/error-chain.ts'
import type { StageLoad } from '../model/load.ts'
import type { ApiKind, ServerEngine } from '../model/plan.ts'
import type { RequestRecord } from '../model/request.ts'
import type { StoredSession } from '../model/stored-session.ts'
import type { MissingReason, SignalDef } from '../model/telemetry.ts'
import type { GridRequests, GridSignal, TimeGrid } from '../series/grid.ts'

/** Why a fact is missing: a sensor's own reason, or too little of what it is made of, or nobody said it. */
export type FactGap = MissingReason | 'no-sensor' | 'too-few' | 'not-told'

/** A value, or why there is none. */
export type Fact<T> = { readonly value: T; readonly gap: null } | { readonly value: null; readonly gap: FactGap }

/** One sensor over one window, from its own samples (time-weighted; averaged readings set to the middle of their window). */
export interface SignalFacts extends SignalDef {
  /** Samples with a value. */
  readonly n: number
  readonly mean: number | null
  readonly min: number | null
  readonly p50: number | null
  readonly max: number | null
  /** Share 0..1 of the window between samples that are near enough to each other. */
  readonly coverage: number
  /** Why it has no values, or gaps. */
  readonly reason: MissingReason | null
}

/** Requests and sensors on one common grid of equal bins, so that they can be compared bin by bin. */
export interface GridFacts {
  readonly grid: TimeGrid
  readonly requests: GridRequests
  readonly signals: readonly GridSignal[]
}

/** A part of the session with one load: what rules look at one by one. */
export interface WindowFacts {
  /** `stage`: its steady window; `rest`: no request open, before or after the run; `range`: what was brushed; `session`: all of it. */
  readonly kind: 'stage' | 'range' | 'session' | 'rest'
  /** Index of the stage; null for other kinds. */
  readonly stage: number | null
  /** All null for other kinds. */
  readonly load: StageLoad
  readonly fromMs: number
  readonly toMs: number
  /** Figures over the window; of a rest all are empty. */
  readonly figures: RangeAnalysis
  /** Whether the client was the bottleneck; null where it is only judged for the session. */
  readonly client: ClientHealth | null
  /** Sent in the window, warm-ups of stages left out, whatever became of them. */
  readonly requests: readonly RequestRecord[]
  readonly signals: readonly SignalFacts[]
  /** Bins of max(1 s, twice the widest sensor window): rates, concurrency, sensors. Latency medians only where a bin has enough requests. */
  readonly fine: GridFacts
  /** Bins widened until most have enough requests for a median; the same as `fine` where those do. Too few: fewer than 8 such bins. */
  readonly coarse: Fact<GridFacts>
}

export interface MachineFacts {
  readonly os: Fact<string>
  readonly cpuModel: Fact<string>
  readonly cpuCores: Fact<number>
  readonly memoryBytes: Fact<number>
  /** Null = nobody looked (an imported or remote session); empty = there is none. */
  readonly gpus: Fact<readonly GpuFacts[]>
}

export interface GpuFacts {
  readonly id: string
  readonly name: string
  readonly memoryBytes: Fact<number>
  readonly driver: Fact<string>
}

export interface ServerFacts {
  readonly engine: ServerEngine
  readonly version: Fact<string>
  readonly api: ApiKind
  readonly model: string
  readonly simulated: boolean
  /** Its address is this machine. */
  readonly isLocal: boolean
  /** The sensors are those of the machine that runs it, here or read from afar. False: they explain nothing about the server. */
  readonly isWatched: boolean
  /** Requests it works on at once. */
  readonly slots: Fact<number>
  /** Size of the loaded model, and the part of it in VRAM, B. */
  readonly modelBytes: Fact<number>
  readonly modelVramBytes: Fact<number>
}

export interface EvidenceInput {
  /** What is diagnosed: the whole session, or a brushed part. */
  readonly scope: 'session' | 'range'
  /** The run still goes on: there is no tail yet. */
  readonly isRunning: boolean
  /** Everything raw, for rules that need the order of things across windows: requests, whole series (of the model's machine and of this tool), events, plan. */
  readonly stored: StoredSession
  readonly analysis: SessionAnalysis
  readonly server: ServerFacts
  readonly machine: MachineFacts
  readonly client: ClientHealth
  readonly errors: ErrorChain
  /** Steady windows in order of time; of a range: one. */
  readonly windows: readonly WindowFacts[]
  /** All of it, with its rests, for onsets and drift across stages. */
  readonly whole: WindowFacts
  /** Before the first and after the last request; too few where that is shorter than a second. */
  readonly rest: { readonly before: Fact<WindowFacts>; readonly after: Fact<WindowFacts> }
}
