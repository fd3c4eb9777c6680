/** A soak in slices, and what drifts over them. */

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
