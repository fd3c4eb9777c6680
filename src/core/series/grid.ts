/** One common grid of equal bins for requests and sensors: only then may two series be compared. */
import type { SignalDef, MissingReason } from '../model/telemetry.ts'

/** Bin i covers [fromMs + i·binMs, fromMs + (i+1)·binMs). A rest at the end that is shorter than a bin is left out. */
export interface TimeGrid {
  readonly fromMs: number
  readonly binMs: number
  readonly count: number
}

/** Series from requests, one value a bin; NaN = none. Counts of nothing are 0, which is what was measured. */
export interface GridRequests {
  /** Open requests, mean over the bin (exact). */
  readonly concurrency: Float64Array
  /** By due time. */
  readonly offeredPerS: Float64Array
  /** Successes by their end. */
  readonly completedPerS: Float64Array
  /** Failures by their end. */
  readonly failedPerS: Float64Array
  /** Tokens by their own stamps. */
  readonly outputTokensPerS: Float64Array
  /** Median of successes by send time: by answer time it would lag by itself. NaN below `minPerMedian`. */
  readonly ttftMs: Float64Array
  readonly ttftN: Uint32Array
  /** Median gap of successes by the time of its end. NaN below `minPerMedian`. */
  readonly itlMs: Float64Array
  readonly itlN: Uint32Array
  /** Mean prompt length of what was sent in the bin, failures too. */
  readonly promptTokens: Float64Array
}

/** A sensor on the grid; NaN = no samples near enough. */
export interface GridSignal extends SignalDef {
  readonly reason: MissingReason | null
  /** Time-weighted; NaN throughout for a bit mask. */
  readonly mean: Float64Array
  /** Of a bit mask (`gpu.throttle`): all bits that were set. */
  readonly max: Float64Array
}

/** Fewer values have no median worth comparing. */
export const minPerMedian = 5
/** With less, nothing can be compared. */
export const minGridBins = 8
/** More bins tell nothing more: the information of a series is in its length. */
const maxGridBins = 1200
const leastBinMs = 1000

/** At least 1 s and twice the widest sensor window; in whole seconds where it must be wider. */
export function fineGrid(fromMs: number, toMs: number, widestWindowMs: number): TimeGrid {
  const least = Math.max(leastBinMs, 2 * widestWindowMs)
  return gridOf(fromMs, toMs, Math.max(least, Math.ceil((toMs - fromMs) / maxGridBins / leastBinMs) * leastBinMs))
}

/** A window shorter than a bin is one bin of its own length. */
export function gridOf(fromMs: number, toMs: number, binMs: number): TimeGrid {
  const lengthMs = Math.max(0, toMs - fromMs)
  return lengthMs < binMs ? { fromMs, binMs: Math.max(lengthMs, 1), count: 1 } : { fromMs, binMs, count: Math.floor(lengthMs / binMs) }
}

/** The middle of each bin, session ms. */
export function binCentres({ fromMs, binMs, count }: TimeGrid): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => fromMs + (i + 0.5) * binMs)
}
