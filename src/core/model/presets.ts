/** Named starting points for a plan, so that one click runs a sensible check. */
import type { Plan, Slo, Target, Timeouts } from './plan.ts'
import type { Workload } from './workload.ts'

export const shapePresets = {
  'short-chat': { promptTokens: 128, outputTokens: 128 },
  chat: { promptTokens: 512, outputTokens: 256 },
  rag: { promptTokens: 4096, outputTokens: 512 },
  code: { promptTokens: 2048, outputTokens: 768 },
  reasoning: { promptTokens: 1280, outputTokens: 3072 },
  'llama-bench': { promptTokens: 512, outputTokens: 128 },
} as const satisfies Record<string, Omit<Workload, 'shape'>>

export type ShapePreset = keyof typeof shapePresets

export const defaultTimeouts: Timeouts = {
  connectMs: 5_000,
  firstTokenMs: 300_000,
  idleMs: 60_000,
  totalMs: 900_000,
}

/** What a search asks of the service unless told otherwise: MLPerf's limits for an 8B model behind a server. */
export const defaultSlo: Slo = { ttftP95Ms: 2000, tpotP95Ms: 100, maxErrorShare: 0.01 }

/** Limits by which services are commonly judged, ms: MLPerf's for its models, and two for everyday use. */
export const sloPresets = {
  chat: { ttftMs: 200, tpotMs: 50 },
  rag: { ttftMs: 300, tpotMs: 100 },
  'llama-3.1-8b-server': { ttftMs: 2000, tpotMs: 100 },
  'llama-3.1-8b-interactive': { ttftMs: 500, tpotMs: 30 },
  'llama-2-70b-server': { ttftMs: 2000, tpotMs: 200 },
  'llama-2-70b-interactive': { ttftMs: 450, tpotMs: 40 },
  'mixtral-server': { ttftMs: 2000, tpotMs: 200 },
  'llama-3.1-405b-server': { ttftMs: 6000, tpotMs: 175 },
  'llama-3.1-405b-interactive': { ttftMs: 4500, tpotMs: 80 },
  'deepseek-r1-server': { ttftMs: 2000, tpotMs: 80 },
  'deepseek-r1-interactive': { ttftMs: 1500, tpotMs: 15 },
} as const satisfies Record<string, { readonly ttftMs: number; readonly tpotMs: number }>

export type SloPreset = keyof typeof sloPresets
export const sloPresetNames = Object.keys(sloPresets) as readonly SloPreset[]

/** Measuring time from which a run is a thorough one, ms. */
export const thoroughMs = 600_000

/** Whether so much time goes into these runs together that this machine's own error should be known. A search goes on until it knows, so it counts. */
export function isThorough(plans: readonly Pick<Plan, 'stages' | 'stageDurationMs' | 'search'>[]): boolean {
  const measuringMs = plans.reduce((sum, { stages, stageDurationMs }) => sum + stages.length * (stageDurationMs ?? 0), 0)
  return measuringMs >= thoroughMs || plans.some(({ search }) => search !== undefined)
}

/** Sampling of the machine at rest: long enough for a mean of power and memory, and for sensors that lag. */
export const fullRest = { baselineMs: 10_000, tailMs: 5_000 } as const
/** For checks that shall not take long; what rests on it says how short it was. */
export const shortRest = { baselineMs: 2_000, tailMs: 2_000 } as const
/** Between two stages, ms: what the one left behind on the machine is not to reach into the next. */
export const fullPauseMs = 5_000
/** For checks that shall not take long. */
export const shortPauseMs = 1_000
/** Measuring time below which a run is a quick check, ms. */
export const quickMs = 60_000

function isQuick({ stages, stageDurationMs, search }: Pick<Plan, 'stages' | 'stageDurationMs' | 'search'>): boolean {
  return search === undefined && stages.length * (stageDurationMs ?? 0) < quickMs
}

/** How long the machine is watched at rest before and after such a run, unless the user says otherwise. */
export function restFor(plan: Pick<Plan, 'stages' | 'stageDurationMs' | 'search'>): { readonly baselineMs: number; readonly tailMs: number } {
  return isQuick(plan) ? shortRest : fullRest
}

/** The pause between the stages of such a run, ms, unless the user says otherwise. */
export function pauseFor(plan: Pick<Plan, 'stages' | 'stageDurationMs' | 'search'>): number {
  return isQuick(plan) ? shortPauseMs : fullPauseMs
}

/** The plan behind "Run a 60-second check": four stages of short chats, about a minute in all. */
export function sixtySecondCheck(target: Target, seed: number): Plan {
  return {
    version: 1,
    target,
    workload: { shape: 'short-chat', ...shapePresets['short-chat'] },
    stages: [1, 2, 4, 8].map((concurrency) => ({ concurrency })),
    stageDurationMs: 12_000,
    stageRequests: null,
    warmupRequests: 2,
    pauseBetweenStagesMs: shortPauseMs,
    drainMs: 30_000,
    timeouts: defaultTimeouts,
    temperature: 0,
    seed,
    telemetry: { enabled: true, ...shortRest },
  }
}
