/** The messages between host (app or CLI), engine and recorder. Plain data only: all of it is structured-clonable. */
import type { LimitOverrides } from '../core/diagnosis/limits.ts'
import type { Explanation, Moment } from '../core/model/explanation.ts'
import type { Diagnosis } from '../core/model/diagnosis.ts'
import type { SessionDigest } from '../core/compare/compare.ts'
import type { Comparison } from '../core/model/comparison.ts'
import type { Calibration, CalibrationLoad } from '../core/model/calibration.ts'
import type { ClientSample } from '../core/model/client-health.ts'
import type { SessionId } from '../core/model/ids.ts'
import type { Plan } from '../core/model/plan.ts'
import type { SeriesPlace } from '../core/model/repeats.ts'
import type { PromptItem } from '../core/workload/message.ts'
import type { RemoteConfig } from '../core/model/remote.ts'
import type { RequestRecord } from '../core/model/request.ts'
import type { SessionEvent, SessionFailure, SessionStatus } from '../core/model/session.ts'
import type { RequestDetail, RunPhase, RunProgress, SeriesView, SessionListItem, SessionOpening, SessionView } from '../core/model/view.ts'
import type { SourceSettings } from '../core/model/telemetry.ts'
import type { RangeAnalysis } from '../core/model/analysis.ts'
import type { MachineInfo } from '../shared/ipc/contract.ts'
import type { IpcError, IpcResult } from '../shared/ipc/envelope.ts'
import type { Language } from '../shared/i18n/index.ts'
import type { ComparisonFile } from './recorder/exports.ts'
import type { ImportedSession } from './recorder/imported-sessions.ts'
import type { BodyExtras } from './chat-sender.ts'

/** host → engine. The key lives only in this message and in the engine's memory. */
export type EngineCommand =
  | {
      readonly type: 'run'
      readonly sessionId: SessionId
      readonly plan: Plan
      /** The prompts of the user's own file, where the plan names one. */
      readonly prompts?: readonly PromptItem[]
      readonly apiKey: string | null
      /** CLOCK_MONOTONIC ns (process.hrtime.bigint) of session time 0, as a decimal string. */
      readonly originNs: string
      /** Number the requests in their bodies, so that the simulator's truth log can be joined with the records. For calibration and tests. */
      readonly extras?: BodyExtras
    }
  | { readonly type: 'stop'; readonly mode: 'drain' | 'abort' }

/** Work in progress that the live view needs between finished requests; counts since the batch before. */
export interface LiveTick {
  readonly atMs: number
  readonly inFlight: number
  /** Token events stamped since the last tick (chunks; tokens where the server tells). */
  readonly tokens: number
  readonly phase: RunPhase
  readonly stage: number | null
}

/** engine → recorder (and, for `ended`, also engine → host), at least every 250 ms while a run is on. */
export type EngineEvent =
  | {
      readonly type: 'batch'
      readonly sessionId: SessionId
      readonly requests: readonly RequestRecord[]
      readonly events: readonly SessionEvent[]
      readonly tick: LiveTick
      readonly client: ClientSample | null
    }
  /** Records that were sent before, now with the counts of the server's tokenizer. After the last batch. */
  | { readonly type: 'recount'; readonly sessionId: SessionId; readonly requests: readonly RequestRecord[] }
  | {
      readonly type: 'ended'
      readonly sessionId: SessionId
      readonly status: Exclude<SessionStatus, 'running' | 'interrupted'>
      readonly failure: SessionFailure | null
      readonly atMs: number
    }

export interface BeginSession {
  readonly name: string
  readonly plan: Plan
  /** Left out for a run of its own. */
  readonly place?: SeriesPlace | null | undefined
  /** Where the telemetry of the model's machine comes from, with its token; absent or null = this machine. */
  readonly remote?: RemoteConfig | null
}
export interface SessionBegun {
  readonly sessionId: SessionId
  readonly originNs: string
}

interface ById {
  readonly sessionId: SessionId
}

/** host → recorder calls: name → [parameters, result]. */
export interface RecorderMethods {
  /** Creates the session row and starts telemetry (the idle baseline begins now). Fails with `run/already-active`. */
  'session:begin': [BeginSession, SessionBegun]
  /** After the engine ended: keeps sampling for the plan's tail, stops telemetry, stores analysis and status. */
  'session:finish': [ById & { readonly status: SessionStatus; readonly failure: SessionFailure | null }, null]
  'sessions:list': [null, readonly SessionListItem[]]
  'sessions:get': [ById, SessionView]
  /** A series of repeats with its sessions, in the order they ran. Fails with `session/unknown`. */
  'series:get': [{ readonly seriesId: string }, SeriesView]
  'sessions:range': [ById & { readonly fromMs: number; readonly toMs: number }, RangeAnalysis]
  'sessions:diagnose': [ById & { readonly range: readonly [number, number] | null }, Diagnosis]
  /** What a comparison keeps of one session; `place` in the comparison. */
  'sessions:digest': [ById & { readonly place: number }, SessionDigest]
  /** An exported session of another machine, by its text or its path; kept in memory for comparisons. Fails with `session/invalid`. */
  /** `language`: of what is said to be wrong. */
  'sessions:import': [({ readonly text: string } | { readonly path: string }) & { readonly language?: Language }, ImportedSession]
  'sessions:compare': [{ readonly sessionIds: readonly SessionId[] }, Comparison]
  'sessions:explain': [ById & { readonly moment: Moment }, Explanation]
  'sessions:request': [ById & { readonly index: number }, RequestDetail]
  'sessions:update': [ById & { readonly name?: string | undefined; readonly tags?: readonly string[] | undefined }, SessionListItem]
  'sessions:delete': [ById, null]
  'sessions:restore': [ById, null]
  /** Writes the file atomically (temp, fsync, rename). */
  'export:html': [ById & { readonly path: string; readonly language: Language; readonly theme: 'light' | 'dark' }, null]
  'export:json': [ById & { readonly path: string }, null]
  'export:comparison': [{ readonly sessionIds: readonly SessionId[] } & ComparisonFile, null]
  'machine:info': [null, MachineInfo]
  /** Gets ready to collect what the engine reports of a calibration. Fails with `run/already-active`. */
  'calibration:begin': [CalibrationLoad, SessionBegun]
  /** Compares with the simulator's truth log (NDJSON) and stores the result. A null log drops what was collected. */
  'calibration:end': [ById & { readonly truth: string | null }, Calibration | null]
  /** The newest that speaks for so many streams and is younger than `maxAgeMs`; null when there is none. */
  'calibration:fitting': [{ readonly streams: number; readonly maxAgeMs: number }, Calibration | null]
  /** The newest for this machine, version and runtime; null when there is none. */
  'calibration:latest': [null, Calibration | null]
  /** Where rules draw their lines, from the next diagnosis on. */
  'diagnosis:limits': [LimitOverrides, null]
  /** Which sources are read, and how often; at once, also in a run. */
  'machine:sources': [SourceSettings, null]
}
export type RecorderMethod = keyof RecorderMethods

/** host → recorder envelope; the answer carries the same `callId`. */
export interface RecorderCall {
  readonly type: 'call'
  readonly callId: number
  readonly method: RecorderMethod
  readonly params: unknown
}

/** recorder → host. */
export type RecorderMessage =
  | { readonly type: 'answer'; readonly callId: number; readonly result: IpcResult<unknown> }
  | { readonly type: 'ready' }
  /** The database could not be opened: the recorder answers every call with this error. */
  | { readonly type: 'unusable'; readonly error: IpcError }
  | { readonly type: 'progress'; readonly progress: RunProgress }
  | { readonly type: 'sessions-changed' }
  | { readonly type: 'opening'; readonly opening: SessionOpening }
  /** Recording can't go on (disk full): the host aborts the engine and finishes the session with this failure. What is stored stays. */
  | { readonly type: 'run-failed'; readonly sessionId: SessionId; readonly failure: SessionFailure }

/**
 * recorder → viewer (window), and viewer → recorder: credit-based, at most two frames on the way. `machine` asks for the machine's
 * frames instead of the run's; the sensors are then read for as long as the port is open.
 */
export type ViewerMessage =
  | { readonly type: 'ack'; readonly seq: number }
  | { readonly type: 'resync' }
  | { readonly type: 'machine' }
  | { readonly type: 'visible'; readonly visible: boolean }
