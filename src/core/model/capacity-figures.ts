/** What a load held: limits met, the stable rate that a search found, the knee. */
import type { SearchEnd, Slo, SloMiss } from './plan.ts'
import type { SloPreset } from './presets.ts'

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

/** Stage with the highest throughput, and the first stage from which more load brings < 10 % more. */
export interface CapacitySummary {
  readonly bestStage: number | null
  readonly bestOutputTokensPerS: number | null
  readonly kneeStage: number | null
  /** Highest offered rate that held for a whole stage, no lower one having failed; by the plan's SLO, or else by failures, completion and trend alone. Null without constant rates. */
  readonly stableQps: { readonly perS: number; readonly stage: number; readonly by: 'slo' | 'trend' } | null
}
