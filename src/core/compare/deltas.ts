/** How far the figures of two runs are apart, and what may be said about it. */
import type { ComparedMetric, Delta, Range } from '../model/comparison.ts'
import { quantileOfSorted } from '../stats/distribution.ts'
import type { DrawnFigure } from './figures.ts'

function verdictOf([low, high]: Range): Delta['verdict'] {
  if (low <= 0 && high >= 0) return 'none-shown'
  return low > 0 ? 'b-higher' : 'b-lower'
}

/** Newcombe's interval of the difference of two shares, from their own intervals. */
function pointsDelta(a: DrawnFigure, b: DrawnFigure): Delta {
  if (a.value === null || b.value === null) return { change: null, interval: null, verdict: 'none-shown' }
  const change = b.value - a.value
  if (a.interval === null || b.interval === null) return { change, interval: null, verdict: 'too-few' }
  const interval: Range = [change - Math.hypot(b.value - b.interval[0], a.interval[1] - a.value), change + Math.hypot(b.interval[1] - b.value, a.value - a.interval[0])]
  return { change, interval, verdict: verdictOf(interval) }
}

function ratioDelta(a: DrawnFigure, b: DrawnFigure): Delta {
  if (a.value === null || b.value === null) return { change: null, interval: null, verdict: 'none-shown' }
  if (a.value <= 0 || b.value <= 0) return { change: null, interval: null, verdict: 'no-ratio' }
  const change = b.value / a.value - 1
  if (a.isSingle === true || b.isSingle === true) return { change, interval: null, verdict: 'no-interval' }
  if (a.logs === null || b.logs === null) return { change, interval: null, verdict: 'too-few' }
  const other = b.logs
  const apart = a.logs.map((log, i) => other[i]! - log).sort()
  const interval: Range = [Math.exp(quantileOfSorted(apart, 0.025)!) - 1, Math.exp(quantileOfSorted(apart, 0.975)!) - 1]
  return { change, interval, verdict: verdictOf(interval) }
}

/** B against A. */
export function deltaOf(metric: ComparedMetric, a: DrawnFigure, b: DrawnFigure): Delta {
  return metric === 'errorRate' ? pointsDelta(a, b) : ratioDelta(a, b)
}
