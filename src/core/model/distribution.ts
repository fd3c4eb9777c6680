/** Statistics of a sample with their intervals, the metrics that have them, and what one request is worth in them. */

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
