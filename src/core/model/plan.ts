/** What a run is to do: target, workload, load, limits. Stored with the session; holds no secret. */
import { isOpenLoad, type StagePlan } from './load.ts'
import type { Workload } from './workload.ts'

export type { StagePlan } from './load.ts'

/** The wire dialect the engine speaks to the server. */
export const apiKinds = [
  'openai-chat', 'openai-completions', 'ollama-chat', 'ollama-generate', 'llama-cpp', 'openai-responses', 'anthropic-messages',
] as const

export type ApiKind = (typeof apiKinds)[number]

export type ServerEngine =
  | 'ollama' | 'llama.cpp' | 'lm-studio' | 'vllm' | 'sglang' | 'tgi' | 'localai' | 'koboldcpp' | 'jan'
  | 'llm-dyno-simulator' | 'unknown'

export interface Target {
  readonly name: string
  readonly engine: ServerEngine
  readonly engineVersion: string | null
  readonly api: ApiKind
  /** Base of the OpenAI routes, without a trailing slash, e.g. `http://127.0.0.1:8080/v1`. */
  readonly apiBaseUrl: string
  readonly model: string
  /** True when the bundled simulator answers: every figure is then labelled "simulated". */
  readonly simulated: boolean
}

export interface Timeouts {
  readonly connectMs: number
  readonly firstTokenMs: number
  readonly idleMs: number
  readonly totalMs: number
}

/** What ends a stage before its limits; later stages that ask for as much or more are then left out. */
export interface StopConditions {
  /** Failed requests of a stage. */
  readonly maxErrors?: number | undefined
  /** Share 0..1 of failures of those that ended, from 20 on. */
  readonly maxErrorShare?: number | undefined
  /** Ends a stage with a rate whose open requests and TTFT both keep climbing. */
  readonly overSaturation?: boolean | undefined
}

/** What service is good enough. Latencies in ms, null = any; the share of failures is 0..1. */
export interface Slo {
  readonly ttftP95Ms: number | null
  readonly tpotP95Ms: number | null
  readonly maxErrorShare: number
}

export const sloMisses = ['errors', 'ttft', 'tpot', 'throughput', 'climbing', 'nothing'] as const
/** What was missed first: too many failures; a latency; fewer completed than offered; open requests and TTFT climbing; no answer at all. */
export type SloMiss = (typeof sloMisses)[number]

/** A light user beside the load, to show what an ordinary one feels. Tokens of each prompt and answer; the pause follows each answer. */
export interface ProbePlan {
  readonly promptTokens: number
  readonly outputTokens: number
  readonly pauseMs: number
}

export const defaultProbe: ProbePlan = { promptTokens: 32, outputTokens: 32, pauseMs: 1_500 }

export const searchEnds = ['found', 'no-limit', 'never-stable', 'trials'] as const
/** Why a search was over: `found`; no rate failed up to the bound; none held down to a 64th of the start; or the number of trials ran out first. */
export type SearchEnd = (typeof searchEnds)[number]

/** Search for the highest rate that meets the plan's SLO, starting at the rate of its only stage. */
export interface StableSearch {
  readonly maxRatePerS: number
  /** Share by which the answer may be off. */
  readonly tolerance: number
  readonly maxTrials: number
}

/** The search as its decision function takes it. */
export interface SearchBounds {
  readonly startPerS: number
  readonly maxPerS: number
  /** The search ends when the lowest rate that failed is at most this share above the highest that held. */
  readonly tolerance: number
  readonly maxTrials: number
}

export const defaultSearch: StableSearch = { maxRatePerS: 1000, tolerance: 0.04, maxTrials: 24 }

export interface Plan {
  readonly version: 1
  readonly target: Target
  readonly workload: Workload
  readonly stages: readonly StagePlan[]
  /** Whichever of the two limits is reached first ends a stage; at least one is set. */
  readonly stageDurationMs: number | null
  readonly stageRequests: number | null
  /** Sent one after another before the first stage, not counted in the figures. */
  readonly warmupRequests: number
  /** Warm up further until the speed of answers has settled, for at most a minute. */
  readonly warmupUntilSteady?: boolean | undefined
  /** Have the server drop its model first, so that the first warm-up request pays for loading it. Only where `canUnload`. */
  readonly coldStart?: boolean | undefined
  readonly stop?: StopConditions | undefined
  readonly slo?: Slo | undefined
  readonly search?: StableSearch | undefined
  readonly probe?: ProbePlan | undefined
  /** Threads that share the requests, each with sockets and an event loop of its own. Absent = as many as the load needs (see `lanesFor`). */
  readonly engines?: number | undefined
  /** One long stage whose figures are also given slice by slice, so that a drift shows. */
  readonly soak?: { readonly sliceMs: number } | undefined
  readonly pauseBetweenStagesMs: number
  /** Time for open requests to finish after the last stage; then they are recorded as cut off by the end of the run. */
  readonly drainMs: number
  readonly timeouts: Timeouts
  readonly temperature: number
  readonly seed: number
  /** Sampling of hardware before the first and after the last request. */
  readonly telemetry: { readonly enabled: boolean; readonly baselineMs: number; readonly tailMs: number }
}

/** Slices of a soak this long: about two dozen, of at least a few seconds. */
export function soakSliceMs(durationMs: number): number {
  return Math.max(planBounds.minSliceMs, Math.round(durationMs / 24 / 1000) * 1000)
}

/** The search of a plan in the terms of its decision function. */
export function searchBounds({ stages: [first], search }: Pick<Plan, 'stages' | 'search'>): SearchBounds {
  const { maxRatePerS, tolerance, maxTrials } = search ?? defaultSearch
  return { startPerS: first !== undefined && isOpenLoad(first) ? first.ratePerS : 1, maxPerS: maxRatePerS, tolerance, maxTrials }
}

/** The load of a stage that ran; a search says in the start event's detail which rate it tried. */
export function stageThatRan({ stages, search }: Pick<Plan, 'stages' | 'search'>, index: number, startDetail: string | null): StagePlan | null {
  const planned = stages[search === undefined ? index : 0]
  if (planned === undefined || search === undefined || !isOpenLoad(planned)) return planned ?? null
  return { ...planned, ratePerS: Number(startDetail ?? planned.ratePerS) }
}

/** Hard bounds of a plan; a plan outside of them is refused before anything is sent. */
export const planBounds = {
  maxStages: 16,
  maxEngines: 16,
  maxConcurrency: 1024,
  minRatePerS: 0.001,
  maxRatePerS: 10_000,
  maxThinkTimeMs: 600_000,
  minTraceScale: 0.001,
  maxTraceScale: 1000,
  maxOpenRequests: 4096,
  minSearchTolerance: 0.005,
  minSearchTrials: 2,
  maxSearchTrials: 100,
  maxStageDurationMs: 24 * 3_600_000,
  maxStageRequests: 10_000_000,
  maxPromptTokens: 262_144,
  maxOutputTokens: 65_536,
  maxGroups: 1024,
  maxTurns: 100,
  maxContextTokens: 1_048_576,
  maxDatasetPrompts: 200_000,
  /** A probe is to be no load of its own. */
  maxProbeTokens: 512,
  minSliceMs: 5_000,
  maxSliceMs: 3_600_000,
  minProbePauseMs: 100,
  maxProbePauseMs: 600_000,
} as const
