/** What a run is to do: target, workload, load, limits. Stored with the session; holds no secret. */
import type { Workload } from './workload.ts'

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

export interface StagePlan {
  /** Users that each keep exactly one request open (closed loop). */
  readonly concurrency: number
}

export interface Timeouts {
  readonly connectMs: number
  readonly firstTokenMs: number
  readonly idleMs: number
  readonly totalMs: number
}

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
  readonly pauseBetweenStagesMs: number
  /** Time for open requests to finish after the last stage; then they are recorded as cut off by the end of the run. */
  readonly drainMs: number
  readonly timeouts: Timeouts
  readonly temperature: number
  readonly seed: number
  /** Sampling of hardware before the first and after the last request. */
  readonly telemetry: { readonly enabled: boolean; readonly baselineMs: number; readonly tailMs: number }
}

/** Hard bounds of a plan; a plan outside of them is refused before anything is sent. */
export const planBounds = {
  maxStages: 16,
  maxConcurrency: 1024,
  maxStageDurationMs: 4 * 3_600_000,
  maxStageRequests: 1_000_000,
  maxPromptTokens: 262_144,
  maxOutputTokens: 65_536,
  maxGroups: 1024,
  maxTurns: 100,
  maxContextTokens: 1_048_576,
  maxDatasetPrompts: 200_000,
} as const
