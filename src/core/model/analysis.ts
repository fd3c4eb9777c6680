/** The results of analysing a session, a stage or a brushed range. Null always means "no figure", with n beside it. */
import type { CapacitySummary, PresetAttainment, SloResult, StableResult } from './capacity-figures.ts'
import type { ClientCost, ClientHealth } from './client-health.ts'
import type { Distribution, MetricName } from './distribution.ts'
import type { EnergyReport } from './energy-figures.ts'
import type { ErrorChain } from './error-chain.ts'
import type { ErrorReport } from './error-report.ts'
import type { StageLoad, StageStop } from './load.ts'
import type { ColdStart, Residency } from './model-state.ts'
import type { Outcome } from './outcome.ts'
import type { PaceFigures, PositionProfile, PrefillSlope } from './pace-figures.ts'
import type { SloMiss } from './plan.ts'
import type { ProbeAnalysis } from './probe-figures.ts'
import type { ServerNotes } from './request-labels.ts'
import type { TokenSource } from './request.ts'
import type { SoakAnalysis } from './soak-figures.ts'

export type * from './capacity-figures.ts'
export * from './distribution.ts'
export type * from './energy-figures.ts'
export type * from './error-report.ts'
export type * from './model-state.ts'
export type * from './pace-figures.ts'
export type * from './probe-figures.ts'
export type * from './soak-figures.ts'

export interface Peak {
  readonly perS: number
  readonly overMs: number
}

/** One turn of conversations, over the requests of an interval. Latency and lengths are of successes. */
export interface TurnFigures {
  /** From 1. */
  readonly turn: number
  readonly requests: number
  readonly failures: number
  readonly ttftMs: Distribution
  readonly promptTokens: Distribution
  /** Share 0..1 of prompt tokens that came from a prefix cache; null where the server does not tell. */
  readonly cachedPromptShare: number | null
}

/** Figures of one interval of a session. Rates are per second of `windowMs`; over several stages, of their windows without the pauses. */
export interface RangeAnalysis {
  /** The steady window or the brushed range, session ms, null when there is none. Over several stages: from the first window to the last. */
  readonly windowMs: readonly [number, number] | null
  readonly metrics: Readonly<Record<MetricName, Distribution>>
  readonly requestsInWindow: number
  readonly offeredQps: number | null
  readonly achievedQps: number | null
  readonly completedQps: number | null
  readonly peakQps: Peak | null
  /** Service throughput: tokens stamped inside the window / window. */
  readonly outputTokensPerS: number | null
  /** Mean number of open requests: busy time inside the window / window (Little). */
  readonly measuredConcurrency: number | null
  /** Most requests open at one instant. */
  readonly maxConcurrency: number | null
  /** Null where no answer is long enough. */
  readonly pace: PaceFigures | null
  readonly positions: PositionProfile | null
  /** Within one load level only. */
  readonly prefill: PrefillSlope
  readonly errorRate: number | null
  readonly byOutcome: Readonly<Partial<Record<Outcome, number>>>
  /** Share 0..1 of prompt tokens that came from a prefix cache; null where the server does not tell. */
  readonly cachedPromptShare: number | null
  /** Where the token counts come from, most frequent first. */
  readonly tokenSources: readonly TokenSource[]
  /** True when ICL may be called inter-token latency: at most 1.05 tokens a chunk. */
  readonly oneTokenPerChunk: boolean | null
  /** Share 0..1 of answers of several tokens that came in a single read, and so have no TPOT; null without such answers. */
  readonly onePieceShare: number | null
  /** By turn, in order; empty where there are no conversations. */
  readonly turns: readonly TurnFigures[]
}

/** The figure other tools print: tokens and requests of successes / whole stage duration. */
export interface CompatibleFigures {
  readonly durationMs: number
  readonly successfulRequests: number
  readonly requestsPerS: number | null
  readonly outputTokensPerS: number | null
  readonly totalTokensPerS: number | null
}

export interface StageAnalysis extends RangeAnalysis, StageLoad {
  readonly index: number
  readonly startMs: number
  readonly endMs: number
  readonly compatible: CompatibleFigures
  /** Whether the client was the bottleneck in this stage. */
  readonly client: ClientHealth
  /** Set where the beginning of the stage was unlike its rest and was left out of the window. */
  readonly settling: { readonly atMs: number; readonly by: 'ttft' | 'tpot' } | null
  /** Whether a rate held for the whole stage, and what it missed; null where no constant rate drives the load. */
  readonly hold: { readonly holds: boolean; readonly miss: SloMiss | null } | null
  /** > 1 % failures: `flagged`; > 5 %: `greyed`. */
  readonly failureMark: 'none' | 'flagged' | 'greyed'
  /** Why it ended before its limits; null when it did not. */
  readonly stopped: StageStop | null
  /** Null where the plan has no SLO or the stage no window. */
  readonly slo: SloResult | null
  /** By every preset, whatever the plan asks for; empty without requests due in the window. */
  readonly attainments: readonly PresetAttainment[]
}

export type Band = 'good' | 'acceptable' | 'poor' | 'bad'

/** One sentence per layer: a key plus its numbers, put into words by the i18n catalogue. */
export interface Verdict {
  readonly layer: 'experience' | 'capacity' | 'stability'
  readonly band: Band | null
  readonly key: string
  readonly params: Readonly<Record<string, number | string>>
}

export interface SessionAnalysis {
  readonly stages: readonly StageAnalysis[]
  /** Over the windows of all stages together. */
  readonly overall: RangeAnalysis
  readonly capacity: CapacitySummary
  /** Null when the plan is no search for the stable rate. */
  readonly stable: StableResult | null
  readonly errors: ErrorReport
  readonly errorChain: ErrorChain
  readonly client: ClientHealth
  readonly clientCost: ClientCost
  readonly serverNotes: ServerNotes
  readonly residency: Residency | null
  /** Null where the plan measures none, or it failed. */
  readonly coldStart: ColdStart | null
  readonly energy: EnergyReport
  /** Null where no probe user ran beside the load. */
  readonly probe: ProbeAnalysis | null
  /** Null where the plan is no soak. */
  readonly soak: SoakAnalysis | null
  readonly verdicts: readonly Verdict[]
}
