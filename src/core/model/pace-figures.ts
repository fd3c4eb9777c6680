/** How evenly tokens came, how the pace changes along an answer, and what a prompt token costs. */

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
