/** The results of analysing a session, a stage or a brushed range. Null always means "no figure", with n beside it. */
import type { ClientCost, ClientHealth } from './client-health.ts'
import type { ErrorChain } from './error-chain.ts'
import type { StageLoad, StageStop } from './load.ts'
import type { Outcome } from './outcome.ts'
import type { SearchEnd, Slo, SloMiss } from './plan.ts'
import type { SloPreset } from './presets.ts'
import type { ServerNotes } from './request-labels.ts'
import type { TokenSource } from './request.ts'

/** Exact sample statistics; percentiles by linear interpolation (Hyndman-Fan type 7), `std` is the sample deviation. */
export interface Distribution {
  readonly n: number
  readonly min: number | null
  readonly p50: number | null
  readonly p90: number | null
  readonly p95: number | null
  readonly p99: number | null
  readonly max: number | null
  readonly mean: number | null
  readonly std: number | null
  /** Worked out for metrics only; null below n = 2995. */
  readonly p999?: number | null
  readonly intervals?: MeanAndPercentiles
}

/** 95 % intervals, worked out from ranks and moments instead of resampling; null where n is too small to have one (see docs/metrics.md). */
export interface MeanAndPercentiles {
  readonly mean: readonly [low: number, high: number] | null
  readonly p50: readonly [low: number, high: number] | null
  readonly p90: readonly [low: number, high: number] | null
  readonly p95: readonly [low: number, high: number] | null
  readonly p99: readonly [low: number, high: number] | null
}

export const metricNames = [
  'ttftMs', 'ttfvMs', 'ttftFromDueMs', 'tpotMs', 'iclMs', 'e2eMs', 'decodeTokensPerS', 'requestTokensPerS', 'outputTokens', 'promptTokens',
] as const
export type MetricName = (typeof metricNames)[number]

/** Per-request figures; null = not defined for this request (see docs/metrics.md). */
export interface RequestMetrics {
  readonly ttftMs: number | null
  readonly ttfvMs: number | null
  readonly ttftFromDueMs: number | null
  readonly tpotMs: number | null
  readonly e2eMs: number | null
  readonly decodeTokensPerS: number | null
  readonly requestTokensPerS: number | null
  /** The longest gap between two token events. */
  readonly maxGapMs: number | null
}

export interface Peak {
  readonly perS: number
  readonly overMs: number
}

/** How evenly tokens came, against the usual gap of the same moment of the same answer (median of the 31 gaps around it). */
export interface PaceFigures {
  /** Answers looked at, and their gaps; gaps of 0 (one read) are none. */
  readonly answers: number
  readonly n: number
  /** Share 0..1 of decode time in gaps longer than 2.5 usual ones, and how many those are. */
  readonly stallShare: number
  readonly stalls: number
  /** Root of the mean squared deviation from the usual gap, ms. */
  readonly jitterMs: number
}

/** Time per token between two positions, over the answers that reach so far. */
export interface PositionBin {
  readonly fromToken: number
  readonly toToken: number
  readonly medianMs: number
  /** Null below 10 answers. */
  readonly p95Ms: number | null
  readonly n: number
}

/** Time per token by position in the answer. */
export interface PositionProfile {
  readonly bins: readonly PositionBin[]
  /** Median ratio of the last third of an answer to its first: above 1 decoding slows down as answers grow. */
  readonly lateToEarly: number
  /** 95 %. */
  readonly interval: readonly [low: number, high: number] | null
  readonly n: number
}

/** TTFT against prompt length (Theil–Sen); `gap` says why there is none. */
export interface PrefillSlope {
  readonly n: number
  readonly msPerToken: number | null
  /** 95 %. */
  readonly interval: readonly [low: number, high: number] | null
  /** What a request costs before its first prompt token. */
  readonly fixedMs: number | null
  /** Prefill speed; null where the slope is not surely above 0. */
  readonly tokensPerS: number | null
  /** Spearman's, where it may be stated. */
  readonly rho: number | null
  readonly gap: 'too-few' | 'no-counts' | 'same-length' | 'mixed-load' | null
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

/** A stage held against the plan's SLO, over the requests due in its window. */
export interface SloResult {
  /** What was missed first; null when all was met. */
  readonly miss: SloMiss | null
  /** Share 0..1 of requests within every limit. */
  readonly attainment: number | null
  /** Such requests per second. */
  readonly goodputPerS: number | null
}

/** How many of the requests due in a window lie within the limits of a preset. */
export interface PresetAttainment {
  readonly preset: SloPreset
  /** Share 0..1. */
  readonly attainment: number
  readonly goodputPerS: number
}

/** What a search for the stable rate found. Rates in requests/s. */
export interface StableResult {
  readonly slo: Slo
  /** In order; `miss` null = held. */
  readonly trials: readonly { readonly stage: number; readonly ratePerS: number; readonly miss: SloMiss | null }[]
  /** Highest rate that held and never failed; less where the schedule of its trials offered less in their windows. */
  readonly stablePerS: number | null
  /** What the trials of the lowest rate that failed offered in their windows (that rate where none had a window), at least `stablePerS`; and what they missed. */
  readonly kneePerS: number | null
  readonly kneeMiss: SloMiss | null
  /** Highest completed rate of any trial, stable or not. */
  readonly bestCompletedPerS: number | null
  /** `cut-off`: the run ended before the search did. */
  readonly end: SearchEnd | 'cut-off'
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

export type ErrorClass =
  | 'http-4xx' | 'http-5xx' | 'timeout' | 'connection' | 'inference' | 'oom' | 'input-too-long' | 'rejected'

export interface ErrorStrike {
  readonly atMs: number
  readonly stage: number
  readonly warmup: boolean
  readonly request: number
  readonly outcome: Outcome
  readonly errorClass: ErrorClass
  readonly httpStatus: number | null
  readonly message: string | null
}

export interface ErrorReport {
  readonly total: number
  readonly firstStrike: ErrorStrike | null
  readonly byOutcome: Readonly<Partial<Record<Outcome, number>>>
  readonly byClass: Readonly<Partial<Record<ErrorClass, number>>>
  /** The first occurrence of each outcome, in order of time, with how many followed. */
  readonly order: readonly (ErrorStrike & { readonly count: number; readonly lastAtMs: number })[]
}

export type Band = 'good' | 'acceptable' | 'poor' | 'bad'

/** One sentence per layer: a key plus its numbers, put into words by the i18n catalogue. */
export interface Verdict {
  readonly layer: 'experience' | 'capacity' | 'stability'
  readonly band: Band | null
  readonly key: string
  readonly params: Readonly<Record<string, number | string>>
}

/** Stage with the highest throughput, and the first stage from which more load brings < 10 % more. */
export interface CapacitySummary {
  readonly bestStage: number | null
  readonly bestOutputTokensPerS: number | null
  readonly kneeStage: number | null
  /** Highest offered rate that held for a whole stage, no lower one having failed; by the plan's SLO, or else by failures, completion and trend alone. Null without constant rates. */
  readonly stableQps: { readonly perS: number; readonly stage: number; readonly by: 'slo' | 'trend' } | null
}

/** Why there is no figure of energy. */
export type EnergyGap = 'no-power' | 'idle' | 'too-short' | 'coverage' | 'no-tokens'

/** Energy of the graphics boards alone, over the time from the first request sent to the last token. */
export interface EnergyFigures {
  /** Cards in use. */
  readonly gpus: number
  readonly windowMs: number
  /** Output tokens of successful requests. */
  readonly tokens: number
  /** Share 0..1 of the time with power samples. */
  readonly coverage: number | null
  readonly grossJ: number | null
  /** Less the power at rest before the run; null where that is not known. */
  readonly netJ: number | null
  readonly grossJPerToken: number | null
  readonly netJPerToken: number | null
  readonly reason: EnergyGap | null
}

/** Means over a time without requests, session ms. */
export interface RestFigures {
  readonly fromMs: number
  readonly toMs: number
  readonly cpuPercent: number | null
  readonly gpuPowerW: number | null
  readonly memoryBytes: number | null
  /** Memory of the server's processes that is theirs alone. */
  readonly serverOwnBytes: number | null
}

export interface EnergyReport {
  readonly overall: EnergyFigures
  /** In order of the stages. */
  readonly stages: readonly EnergyFigures[]
  readonly before: RestFigures | null
  readonly after: RestFigures | null
}

/** What the probe user felt. */
export interface ProbeFigures {
  /** That ended; cancelled ones did not. */
  readonly requests: number
  readonly failures: number
  readonly ttftMs: Distribution
  readonly tpotMs: Distribution
  readonly e2eMs: Distribution
}

export interface ProbeAnalysis {
  readonly overall: ProbeFigures
  /** In order of the stages. */
  readonly stages: readonly (ProbeFigures & { readonly stage: number })[]
}

/** One slice of a soak. Latencies are of requests sent in it, counts and tokens of what happened in it; memory is a mean. */
export interface SoakSlice {
  readonly fromMs: number
  readonly toMs: number
  /** Successes with a first token. */
  readonly n: number
  readonly failures: number
  readonly completedQps: number
  readonly outputTokensPerS: number
  readonly measuredConcurrency: number
  readonly ttftP50Ms: number | null
  readonly ttftP95Ms: number | null
  readonly tpotP50Ms: number | null
  readonly tpotP95Ms: number | null
  /** Memory of the server's processes. */
  readonly serverBytes: number | null
}

/** Theil–Sen slope of a figure over the slices but the first. */
export interface Drift {
  readonly figure: 'completedQps' | 'outputTokensPerS' | 'ttftP50Ms' | 'ttftP95Ms' | 'tpotP50Ms' | 'serverBytes'
  readonly n: number
  readonly perHour: number
  /** Kendall's rank agreement with time, −1 … 1. */
  readonly tau: number
  readonly median: number
}

export interface SoakAnalysis {
  readonly sliceMs: number
  readonly slices: readonly SoakSlice[]
  readonly drifts: readonly Drift[]
}

/** Where the server last said that the model lies. */
export interface Residency {
  readonly modelBytes: number
  /** Null where it does not tell. */
  readonly vramBytes: number | null
  /** Share 0..1 of the model in VRAM. */
  readonly vramShare: number | null
  /** Session ms. */
  readonly atMs: number
}

/** The first request after the model was unloaded. */
export interface ColdStart {
  readonly request: number
  readonly ttftMs: number
  /** By the server's own word; null where it gives none. */
  readonly loadMs: number | null
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
