/** The experience bands: how a person feels a latency, and how a share of failures weighs. */
import type { Band } from '../model/analysis.ts'
import { quantileFloor } from '../stats/index.ts'

/** Upper limits in ms, inclusive: instant, acceptable, "is it stuck?"; beyond, users leave. */
export const ttftLimitsMs = { good: 1000, acceptable: 3000, poor: 5000 } as const
/** ≤ 30 ms reads smoothly, under 100 ms is readable, from there it stutters. */
export const tpotLimitsMs = { good: 30, stutter: 100 } as const
/** Failure shares: above 1 % a stage is flagged, above 5 % greyed. */
export const failureLimits = { flagged: 0.01, greyed: 0.05 } as const

export function ttftBand(ttftMs: number | null): Band | null {
  if (ttftMs === null) return null
  if (ttftMs <= ttftLimitsMs.good) return 'good'
  if (ttftMs <= ttftLimitsMs.acceptable) return 'acceptable'
  return ttftMs <= ttftLimitsMs.poor ? 'poor' : 'bad'
}

export function tpotBand(tpotMs: number | null): Band | null {
  if (tpotMs === null) return null
  if (tpotMs <= tpotLimitsMs.good) return 'good'
  return tpotMs < tpotLimitsMs.stutter ? 'acceptable' : 'poor'
}

/** `errorRate` as a share, 0..1. */
export function errorBand(errorRate: number | null): Band | null {
  if (errorRate === null) return null
  if (errorRate === 0) return 'good'
  if (errorRate <= failureLimits.flagged) return 'acceptable'
  return errorRate <= failureLimits.greyed ? 'poor' : 'bad'
}

const severity: readonly Band[] = ['good', 'acceptable', 'poor', 'bad']

/** The worse of two bands; null counts as no opinion. */
export function worseBand(a: Band | null, b: Band | null): Band | null {
  if (a === null || b === null) return a ?? b
  return severity.indexOf(a) >= severity.indexOf(b) ? a : b
}

/** From how many values on a percentile is worth showing, and showing at full strength: where a bound above it exists with 95 % confidence. */
export function percentileTrust(percentile: 'p50' | 'p90' | 'p95' | 'p99', n: number): 'shown' | 'dimmed' | 'hidden' {
  if (percentile === 'p99' && n < 100) return 'hidden'
  return percentile !== 'p50' && n < quantileFloor[percentile] ? 'dimmed' : 'shown'
}
