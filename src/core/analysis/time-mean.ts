/** Means over time of irregular samples: each value weighs as long as it stood. */
import { bisectLeft } from 'd3-array'
import type { SignalSeries } from '../model/telemetry.ts'
import { isHole } from '../series/grid-signals.ts'
import type { Interval } from './window.ts'

export interface TimeMean {
  /** Null when no time is covered. */
  readonly mean: number | null
  /** Share 0..1 of the interval between samples that are near enough to each other. */
  readonly coverage: number
}

/** Trapezoid rule, the ends cut by linear interpolation; values that are means of the time before them are set to its middle. */
export function timeMean({ tMs, value, windowMs }: Pick<SignalSeries, 'tMs' | 'value' | 'windowMs'>, [fromMs, toMs]: Interval): TimeMean {
  let [area, coveredMs] = [0, 0]
  for (let i = Math.max(1, bisectLeft(tMs, fromMs + windowMs / 2)); i < tMs.length; i += 1) {
    if (tMs[i - 1]! - windowMs / 2 >= toMs) break
    const [t0, t1] = [(tMs[i - 1] ?? 0) - windowMs / 2, (tMs[i] ?? 0) - windowMs / 2]
    const [v0, v1] = [value[i - 1] ?? Number.NaN, value[i] ?? Number.NaN]
    const [a, b] = [Math.max(t0, fromMs), Math.min(t1, toMs)]
    if (b <= a || Number.isNaN(v0 + v1) || isHole(tMs, i)) continue
    const at = (t: number): number => v0 + ((v1 - v0) * (t - t0)) / (t1 - t0)
    area += ((at(a) + at(b)) / 2) * (b - a)
    coveredMs += b - a
  }
  return { mean: coveredMs > 0 ? area / coveredMs : null, coverage: toMs > fromMs ? coveredMs / (toMs - fromMs) : 0 }
}

/** The mean of the samples in an interval; for short rests in which no two samples may be near each other. Null when there is none. */
export function holdMean(series: Pick<SignalSeries, 'tMs' | 'value' | 'windowMs'>, interval: Interval): number | null {
  const exact = timeMean(series, interval)
  if (exact.mean !== null) return exact.mean
  const inside = [...series.value].filter((value, i) => !Number.isNaN(value) && (series.tMs[i] ?? 0) >= interval[0] && (series.tMs[i] ?? 0) <= interval[1])
  return inside.length === 0 ? null : inside.reduce((sum, value) => sum + value, 0) / inside.length
}
