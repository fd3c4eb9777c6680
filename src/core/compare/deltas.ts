/** How far the figures of two runs are apart, and what may be said about it. */
import { probit } from 'simple-statistics'
import type { ComparedMetric, Delta, Range } from '../model/comparison.ts'
import { quantileOfSorted } from '../stats/distribution.ts'
import { z95 } from '../stats/quantile-interval.ts'
import { shareInterval, type DrawnFigure } from './figures.ts'

/** How wide a difference's interval has to be. */
export interface Allowance {
  /** Differences that are shown together: their intervals hold all at once. */
  readonly together: number
  /** Standard deviation of a run's level when the run is repeated: a share of it (Delta method for shares of failures). */
  readonly spread: number
}

/** Half of a 95 % interval in standard deviations, when `together` of them are to hold at once (Bonferroni). */
export function reach(together: number): number {
  return together <= 1 ? z95 : -probit(0.025 / together)
}

function verdictOf([low, high]: Range): Delta['verdict'] {
  if (low <= 0 && high >= 0) return 'none-shown'
  return low > 0 ? 'b-higher' : 'b-lower'
}

/** Newcombe's interval of the difference of two shares, from their own intervals. */
function pointsDelta(a: DrawnFigure, b: DrawnFigure, { together, spread }: Allowance): Delta {
  if (a.value === null || b.value === null) return { change: null, interval: null, verdict: 'none-shown' }
  const change = b.value - a.value
  if (a.shareOf === undefined || b.shareOf === undefined) return { change, interval: null, verdict: 'too-few' }
  const z = reach(together)
  const [inA, inB] = [shareInterval(a.value, a.shareOf, z), shareInterval(b.value, b.shareOf, z)]
  const ofRuns = z * spread * Math.SQRT2 * ((a.value + b.value) / 2)
  const interval: Range = [change - Math.hypot(b.value - inB[0], inA[1] - a.value, ofRuns), change + Math.hypot(inB[1] - b.value, a.value - inA[0], ofRuns)]
  return { change, interval, verdict: verdictOf(interval) }
}

function ratioDelta(a: DrawnFigure, b: DrawnFigure, { together, spread }: Allowance): Delta {
  if (a.value === null || b.value === null) return { change: null, interval: null, verdict: 'none-shown' }
  if (a.value <= 0 || b.value <= 0) return { change: null, interval: null, verdict: 'no-ratio' }
  const change = b.value / a.value - 1
  if (a.isSingle === true || b.isSingle === true) return { change, interval: null, verdict: 'no-interval' }
  if (a.logs === null || b.logs === null) return { change, interval: null, verdict: 'too-few' }
  const other = b.logs
  const apart = a.logs.map((log, i) => other[i]! - log).sort()
  const middle = Math.log(1 + change)
  const z = reach(together)
  const ofRuns = z * spread * Math.SQRT2
  // Too few draws lie in the far tails: what the middle 95 % shows is stretched, so that a lopsided interval stays one.
  const side = (p: number): number => Math.hypot((Math.abs(quantileOfSorted(apart, p)! - middle) * z) / z95, ofRuns)
  const interval: Range = [Math.exp(middle - side(0.025)) - 1, Math.exp(middle + side(0.975)) - 1]
  return { change, interval, verdict: verdictOf(interval) }
}

/** B against A. */
export function deltaOf(metric: ComparedMetric, a: DrawnFigure, b: DrawnFigure, allowance: Allowance): Delta {
  return metric === 'errorRate' ? pointsDelta(a, b, allowance) : ratioDelta(a, b, allowance)
}
