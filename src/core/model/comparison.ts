/** What the comparison of two or more sessions shows: how they differ in what was run, and how far their figures are apart. */
import type { EnergyFigures } from './analysis.ts'
import type { StageLoad } from './load.ts'
import type { SessionMeta } from './session.ts'
import { seriesMetrics, type DifferenceVerdict } from './series-analysis.ts'
import type { SignalName, SignalUnit } from './telemetry.ts'

export const maxCompared = 8
/** Ids of sessions that were opened from a file: they have no page of their own. */
export const importedPrefix = 'file-'

/** Figures of a stage that are compared: those of a series, and what a single run has besides. */
export const comparedMetrics = [...seriesMetrics, 'goodputPerS', 'errorRate', 'grossJPerToken'] as const
export type ComparedMetric = (typeof comparedMetrics)[number]

export type Range = readonly [low: number, high: number]

/** One session's figure of one stage. `interval`: 95 %, of this run's requests; null where n is too small or none is worked out. */
export interface ComparedFigure {
  readonly value: number | null
  /** Requests it rests on; for throughput, the slices of time. */
  readonly n: number
  readonly interval: Range | null
  /** How many independent requests they are worth, as neighbours share the server's state; absent where that was not worked out. */
  readonly independentN?: number
}

/**
 * `unsettled`: requests failed, and with them when the others get their first token; what is left of it tells nothing of the setting.
 * `too-few`: n is too small for an interval. `no-ratio`: a figure is 0, so that no share can be given. `no-interval`: known only as a single number.
 */
export type DeltaVerdict = Exclude<DifferenceVerdict, 'too-few-runs'> | 'unsettled' | 'too-few' | 'no-ratio' | 'no-interval'

/** A session against the baseline. */
export interface Delta {
  /** (B − A) / A; for a share of failures, B − A. Null where one has no figure. */
  readonly change: number | null
  /** Interval of `change`; all those of a comparison together hold with 95 %. */
  readonly interval: Range | null
  readonly verdict: DeltaVerdict
}

/** Values at `shares` of the sorted sample, 0..1 ascending. */
export interface QuantileCurve {
  readonly n: number
  readonly shares: Float64Array
  readonly valuesMs: Float64Array
}

export const curveMetrics = ['ttftMs', 'tpotMs', 'iclMs'] as const
export type CurveMetric = (typeof curveMetrics)[number]

/** Time 0 = the stage's start; NaN = no value. */
export interface OverlaySeries {
  readonly signal: SignalName
  readonly unit: SignalUnit
  readonly windowMs: number
  readonly tMs: Float64Array
  readonly value: Float64Array
}

/** What one session brings to a stage. */
export interface ComparedRun {
  readonly stage: number
  readonly figures: Readonly<Record<ComparedMetric, ComparedFigure>>
  readonly curves: Readonly<Record<CurveMetric, QuantileCurve | null>>
  readonly overlays: readonly OverlaySeries[]
  readonly energy: EnergyFigures | null
}

/** A load that at least two of the sessions ran. */
export interface ComparedStage {
  readonly load: StageLoad
  /** In the order of the sessions; null = this one did not run it. */
  readonly runs: readonly (ComparedRun | null)[]
  /** `deltas[metric][base][other]`; null on the diagonal and where one lacks the stage. */
  readonly deltas: Readonly<Record<ComparedMetric, readonly (readonly (Delta | null)[])[]>>
}

/**
 * What may differ between runs. `subject`: what one compares on purpose. `condition`: what should be the same, or the comparison is unfair.
 * `note`: worth knowing, without consequence for the figures.
 */
export const factKinds = {
  model: 'subject', quantisation: 'subject', modelBytes: 'subject', server: 'note', engine: 'subject', engineVersion: 'subject', api: 'subject', slots: 'subject',
  simulated: 'condition', workload: 'condition', promptTokens: 'condition', outputTokens: 'condition', context: 'condition', load: 'note', temperature: 'condition', slo: 'note',
  warmup: 'note', stageLength: 'note', tokenSource: 'condition', cachedShare: 'condition', vramShare: 'subject',
  hostname: 'condition', os: 'subject', cpu: 'condition', memory: 'condition', gpus: 'condition', driver: 'subject', powerLimit: 'condition',
  appVersion: 'note', runtime: 'note', calibration: 'note', client: 'condition', status: 'condition',
} as const
export type FactName = keyof typeof factKinds

/** One line of the differences; `values` in the order of the sessions, null = not known. What has no short form (`workload`) is a text made of the plan. */
export interface ComparedFact {
  readonly name: FactName
  readonly kind: (typeof factKinds)[FactName]
  readonly values: readonly (string | number | null)[]
  readonly differs: boolean
}

export const comparisonWarnings = [
  'simulated', 'workload', 'lengths', 'token-source', 'cache', 'machine', 'power-limit', 'client-limited', 'disturbed', 'not-completed', 'failures', 'temperature',
  'context', 'no-common-stage', 'many-subjects', 'same-session', 'running',
] as const
export type ComparisonWarningName = (typeof comparisonWarnings)[number]

export interface ComparisonWarning {
  readonly name: ComparisonWarningName
  /** Positions of the sessions it is about; empty = all of them. */
  readonly sessions: readonly number[]
  readonly facts: readonly FactName[]
  /** `unfair`: the figures must not be read as better or worse. `careful`: they can, with this in mind. */
  readonly weight: 'unfair' | 'careful'
}

export interface ComparedSession {
  /** `A` … `H`. */
  readonly label: string
  readonly meta: SessionMeta
}

/** How differences are told from chance. */
export interface ComparisonClaims {
  /** Differences with an interval against one baseline; all of them hold at once with 95 %. */
  readonly together: number
  /** With one run a setting nothing smaller is claimed: a share of the figure. */
  readonly floors: Readonly<Record<ComparedMetric, number>>
  /** Some sessions repeat a setting, so that how much runs differ is partly known. */
  readonly isRepeated: boolean
}

export interface Comparison {
  readonly sessions: readonly ComparedSession[]
  readonly facts: readonly ComparedFact[]
  readonly warnings: readonly ComparisonWarning[]
  readonly stages: readonly ComparedStage[]
  readonly claims: ComparisonClaims
  /** Loads that only one of them ran. */
  readonly unmatched: readonly { readonly session: number; readonly load: StageLoad }[]
}
