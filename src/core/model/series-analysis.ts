/** What a series of repeats shows: each arm's runs, and how far apart the arms are. Null always means "no figure". */
import type { Distribution } from './analysis.ts'
import type { SessionId } from './ids.ts'
import type { StageLoad } from './load.ts'
import type { Target } from './plan.ts'
import type { Arm } from './repeats.ts'
import type { SessionStatus } from './session.ts'

export const seriesMetrics = ['ttftP50Ms', 'ttftP95Ms', 'tpotP50Ms', 'tpotP95Ms', 'e2eP50Ms', 'outputTokensPerS', 'completedQps'] as const
export type SeriesMetric = (typeof seriesMetrics)[number]

/** Raw figures of the successful requests of one stage of one run, ascending, ms. */
export interface StageSample {
  readonly load: StageLoad
  readonly ttftMs: Float64Array
  readonly tpotMs: Float64Array
  readonly e2eMs: Float64Array
  readonly values: Readonly<Record<SeriesMetric, number | null>>
  readonly errorRate: number | null
}

/** One run of a series, as far as the comparison needs it. */
export interface SeriesRun {
  readonly sessionId: SessionId
  readonly name: string
  readonly status: SessionStatus
  readonly createdAtMs: number
  readonly arm: Arm
  /** From 1. */
  readonly repeat: number
  readonly target: Target
  /** False when the client was the bottleneck, null when that is not known. */
  readonly clientValid: boolean | null
  readonly stages: readonly StageSample[]
}

/** A figure of one arm: the runs' own, their median, and which of them stand apart. */
export interface ArmFigure {
  /** In the order of the runs. */
  readonly runs: readonly (number | null)[]
  /** Median of the runs' figures. */
  readonly median: number | null
  /** Positions in `runs` that deviate from the median by more than the limit; empty below three runs. */
  readonly deviating: readonly number[]
}

/**
 * `none-shown`: the interval holds zero, which does not prove that there is no difference. `too-few-runs`: below three runs in an arm,
 * how much runs differ by themselves is not known.
 */
export type DifferenceVerdict = 'b-higher' | 'b-lower' | 'none-shown' | 'too-few-runs'

export interface Difference {
  /** (B − A) / A of the medians; null where one has no figure. */
  readonly share: number | null
  /** 95 % interval of `share`; null below three runs in an arm. */
  readonly interval: readonly [number, number] | null
  readonly verdict: DifferenceVerdict
}

export interface ArmStage {
  readonly figures: Readonly<Record<SeriesMetric, ArmFigure>>
  /** Of the requests of all runs together, ms. */
  readonly pooled: { readonly ttftMs: Distribution; readonly tpotMs: Distribution; readonly e2eMs: Distribution }
  /** Median share of failures of the runs, 0..1. */
  readonly errorRate: number | null
}

export interface SeriesStage {
  readonly index: number
  readonly load: StageLoad
  readonly a: ArmStage
  /** Null in a series of plain repeats. */
  readonly b: ArmStage | null
  readonly differences: Readonly<Record<SeriesMetric, Difference>> | null
}

export interface ArmSummary {
  readonly arm: Arm
  readonly target: Target | null
  /** Of the runs that count, in order: positions in `ArmFigure.runs`. */
  readonly runs: readonly Omit<SeriesRun, 'stages'>[]
}

export interface SeriesAnalysis {
  readonly seriesId: string
  readonly repeats: number
  readonly armCount: 1 | 2
  /** Runs that ended with figures; those that failed or were cut off are stored and listed, but are not compared. */
  readonly a: ArmSummary
  readonly b: ArmSummary | null
  readonly leftOut: readonly Omit<SeriesRun, 'stages'>[]
  readonly deviationShare: number
  /** Stages that all compared runs have with the same load. */
  readonly stages: readonly SeriesStage[]
}
