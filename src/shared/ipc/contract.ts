/** THE contract between window and main process: every call, event and stream, validated on arrival. */
import { z } from 'zod'
import type { Explanation } from '../../core/model/explanation.ts'
import type { Diagnosis } from '../../core/model/diagnosis.ts'
import type { RangeAnalysis } from '../../core/model/analysis.ts'
import { calibrationBounds, calibrationWishes, type Calibration } from '../../core/model/calibration.ts'
import { maxCompared, type Comparison } from '../../core/model/comparison.ts'
import type { ServerId, SessionId } from '../../core/model/ids.ts'
import { maxRepeats } from '../../core/model/repeats.ts'
import type { HostInfo } from '../../core/model/session.ts'
import { apiKinds } from '../../core/model/plan.ts'
import type { RemoteCheck } from '../../core/model/remote.ts'
import type { ServerInfo } from '../../core/model/server.ts'
import type { JobState, RequestDetail, RunProgress, SeriesView, SensorStatus, SessionListItem, SessionOpening, SessionView } from '../../core/model/view.ts'
import { datasetBounds } from '../../core/workload/import/dataset.ts'
import type { DatasetAnswer } from '../../core/workload/dataset-preview.ts'
import type { PlanDraft } from '../schema/plan/file.ts'
import { remoteAddressSchema } from '../schema/remote.ts'
import { planSchema } from '../schema/plan/v1.ts'
import type { IpcError } from './envelope.ts'
import { settingsPatchSchema, type Settings } from '../schema/settings/v1.ts'

const sessionId = z.string().min(1).max(64).transform((s) => s as SessionId)
const serverId = z.string().min(1).max(64).transform((s) => s as ServerId)
const finite = z.number().finite()
const language = z.enum(['en', 'zh-CN'])

const noInput = z.undefined()
const planDraftSchema = planSchema.omit({ target: true, version: true })
/** A call from the window: its input is parsed, its output is typed (it comes from our own processes). Curried so that the input is inferred. */
function returns<Output>() {
  return <Input extends z.ZodType>(input: Input) => ({ kind: 'call', input, output: undefined as unknown as Output }) as const
}
function event<Payload>() {
  return { kind: 'event', payload: undefined as unknown as Payload } as const
}

export interface AppInfo {
  readonly version: string
  readonly electron: string
  readonly platform: string
  readonly databaseName: string
  readonly secretStorage: 'os' | 'basic' | 'none'
  readonly systemLanguage: 'en' | 'zh-CN'
}

export interface MachineInfo {
  readonly host: HostInfo | null
  readonly sensors: readonly SensorStatus[]
}

/** A plan read from a file that the user chose. */
export interface OpenedPlan {
  readonly fileName: string
  readonly plan: PlanDraft
}

/** An exported session that was opened from a file; `sessionId` holds for comparisons alone. */
export interface ImportedFile {
  readonly sessionId: SessionId
  readonly name: string
}

/** A saved file, by name only: the window never sees a path. `token` opens its folder through `export:reveal`. */
export interface SavedFile {
  readonly fileName: string
  readonly token: string
}

export const calls = {
  'app:info': returns<AppInfo>()(noInput),
  'settings:get': returns<Settings>()(noInput),
  'settings:update': returns<Settings>()(settingsPatchSchema),
  'machine:info': returns<MachineInfo>()(noInput),

  'servers:list': returns<readonly ServerInfo[]>()(noInput),
  /** Probes the well-known loopback ports and all added servers again. */
  'servers:discover': returns<readonly ServerInfo[]>()(noInput),
  'servers:add': returns<ServerInfo>()(
    z.strictObject({ url: z.string().min(1).max(2048), name: z.string().max(120).nullable(), apiKey: z.string().min(1).max(4096).nullable() }),
  ),
  'servers:remove': returns<null>()(z.strictObject({ serverId })),
  'servers:probe': returns<ServerInfo>()(z.strictObject({ serverId })),
  'secrets:set': returns<ServerInfo>()(z.strictObject({ serverId, apiKey: z.string().min(1).max(4096) })),
  'secrets:clear': returns<ServerInfo>()(z.strictObject({ serverId })),
  /** Null = the server runs on this machine. A token is stored for the address; null keeps the one that is there. */
  'telemetry:set': returns<ServerInfo>()(z.strictObject({ serverId, address: remoteAddressSchema.nullable(), token: z.string().min(1).max(4096).nullable() })),
  /** Tries the link that is set; what is wrong is the link's issue. */
  'telemetry:check': returns<RemoteCheck>()(z.strictObject({ serverId })),
  /** Starts the bundled simulator if it is not running; it then shows among the servers. */
  'simulator:start': returns<ServerInfo>()(noInput),
  'simulator:stop': returns<null>()(noInput),

  /** The file that the person chose or dropped, as bytes: no path is ever known to the window. Main keeps the prompts under their digest. */
  'datasets:read': returns<DatasetAnswer>()(
    z.strictObject({ fileName: z.string().min(1).max(1024), bytes: z.instanceof(Uint8Array).refine((bytes) => bytes.byteLength <= datasetBounds.maxBytes) }),
  ),

  /** `plan.target` is filled in by main from the server; the window only names server and model. */
  /** The session's id is null when a calibration comes first. */
  'runs:start': returns<{ readonly sessionId: SessionId | null }>()(
    z.strictObject({
      serverId, model: z.string().min(1).max(512), plan: planDraftSchema, name: z.string().max(200).nullable(),
      /** Null = the best that the server offers. */
      api: z.enum(apiKinds).nullable(),
      /** Run it so many times; left out = once. */
      repeats: z.int().min(1).max(maxRepeats).optional(),
      /** What it takes turns with; a null plan = the same. */
      versus: z.strictObject({ serverId, model: z.string().min(1).max(512), api: z.enum(apiKinds).nullable(), plan: planDraftSchema.nullable() }).optional(),
      /** `auto`, as when left out: before runs that measure for long. */
      calibrate: z.enum(calibrationWishes).optional(),
    }),
  ),
  /** First `drain` (no new requests, open ones finish), then `abort` (cut open ones). */
  'runs:stop': returns<null>()(z.strictObject({ mode: z.enum(['drain', 'abort']) })),
  'runs:current': returns<RunProgress | null>()(noInput),
  /** What a start set going: also on between the runs of a series, and while it calibrates. */
  'runs:job': returns<JobState | null>()(noInput),

  /** Measures this machine's own error; refused while a run is on. Answers when it is over. */
  'calibration:run': returns<Calibration>()(
    z.strictObject({
      streams: z.int().min(1).max(calibrationBounds.maxStreams),
      tokensPerS: finite.min(1).max(calibrationBounds.maxTokensPerS),
      durationMs: finite.min(calibrationBounds.minDurationMs).max(calibrationBounds.maxDurationMs),
    }),
  ),
  /** The newest of this machine, version and runtime. */
  'calibration:latest': returns<Calibration | null>()(noInput),

  /** Opens the save dialog; null = the user cancelled. */
  'plans:save': returns<SavedFile | null>()(z.strictObject({ plan: planDraftSchema, name: z.string().min(1).max(200) })),
  /** Opens the file dialog; null = the user cancelled. Fails with `plan/invalid` for a file that is no plan. */
  'plans:open': returns<OpenedPlan | null>()(noInput),
  /** A plan file that was dropped onto the window: its text, never its path. */
  'plans:read': returns<OpenedPlan>()(z.strictObject({ fileName: z.string().min(1).max(255), text: z.string().max(1_048_576) })),

  'series:get': returns<SeriesView>()(z.strictObject({ seriesId: z.string().min(1).max(64) })),
  'sessions:list': returns<readonly SessionListItem[]>()(noInput),
  'sessions:get': returns<SessionView>()(z.strictObject({ sessionId })),
  'sessions:range': returns<RangeAnalysis>()(z.strictObject({ sessionId, fromMs: finite, toMs: finite })),
  /** Of the whole session, or of a brushed part of it. */
  'sessions:diagnose': returns<Diagnosis>()(z.strictObject({ sessionId, range: z.tuple([finite, finite]).nullable() })),
  /** In this order; the window draws what it is told, all figures are worked out where the data lies. */
  /** Opens the file dialog for an exported session; null = the user cancelled. It is kept for comparisons, not stored. */
  'sessions:open-file': returns<ImportedFile | null>()(noInput),
  /** An exported session that was dropped onto the window: its text, never its path. */
  'sessions:read-file': returns<ImportedFile>()(z.strictObject({ text: z.string().max(268_435_456) })),
  'sessions:compare': returns<Comparison>()(z.strictObject({ sessionIds: z.array(sessionId).min(2).max(maxCompared) })),
  /** What was different at one request, or in one stretch of time. */
  'sessions:explain': returns<Explanation>()(z.strictObject({
    sessionId,
    moment: z.discriminatedUnion('kind', [z.strictObject({ kind: z.literal('request'), index: z.number().int().min(0) }), z.strictObject({ kind: z.literal('interval'), fromMs: finite, toMs: finite })]),
  })),
  'sessions:request': returns<RequestDetail>()(z.strictObject({ sessionId, index: z.number().int().min(0) })),
  'sessions:update': returns<SessionListItem>()(
    z.strictObject({ sessionId, name: z.string().min(1).max(200).optional(), tags: z.array(z.string().min(1).max(40)).max(20).optional() }),
  ),
  'sessions:delete': returns<null>()(z.strictObject({ sessionId })),
  'sessions:restore': returns<null>()(z.strictObject({ sessionId })),

  /** Opens the save dialog; null = the user cancelled. */
  'export:html': returns<SavedFile | null>()(z.strictObject({ sessionId, language, theme: z.enum(['light', 'dark']) })),
  'export:comparison': returns<SavedFile | null>()(z.strictObject({
    sessionIds: z.array(sessionId).min(2).max(maxCompared), kind: z.enum(['html', 'json']), base: z.number().int().min(0).max(maxCompared - 1), name: z.string().min(1).max(200),
    language, theme: z.enum(['light', 'dark']),
  })),
  'export:json': returns<SavedFile | null>()(z.strictObject({ sessionId })),
  'export:reveal': returns<null>()(z.strictObject({ token: z.string().min(1).max(64) })),
} as const

/** A command chosen in the native menu. */
export type MenuCommand =
  | 'new-run' | 'show-servers' | 'show-sessions' | 'show-compare' | 'show-settings' | 'stop-run' | 'export' | 'find' | 'toggle-theme' | 'show-shortcuts'

export const events = {
  'run:progress': event<RunProgress>(),
  /** A run of its own, or the last of a series, is over. */
  'run:ended': event<{ readonly sessionId: SessionId; readonly status: SessionListItem['status']; readonly seriesId: string | null }>(),
  'run:job': event<JobState | null>(),
  /** Went wrong after the start was answered: a calibration, or a later run of a series that could not begin. */
  'run:problem': event<IpcError>(),
  'servers:changed': event<readonly ServerInfo[]>(),
  'sessions:changed': event<null>(),
  /** A large session is being read for a call that waits. */
  'sessions:opening': event<SessionOpening>(),
  'settings:changed': event<{ readonly settings: Settings; readonly dark: boolean }>(),
  'process:restarted': event<{ readonly process: 'engine' | 'recorder' }>(),
  'menu:command': event<MenuCommand>(),
} as const

export type CallName = keyof typeof calls
export type EventName = keyof typeof events
export type CallInput<K extends CallName> = z.input<(typeof calls)[K]['input']>
export type CallParsed<K extends CallName> = z.output<(typeof calls)[K]['input']>
export type CallOutput<K extends CallName> = (typeof calls)[K]['output']
export type EventPayload<K extends EventName> = (typeof events)[K]['payload']
export type { PlanDraft } from '../schema/plan/file.ts'
