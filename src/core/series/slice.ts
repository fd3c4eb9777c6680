/** Finding places on a time axis by binary search. */
import { bisectLeft, bisectRight } from 'd3-array'
import type { SignalSeries } from '../model/telemetry.ts'

/** Positions [from, to) of ascending times `t` within [fromMs, toMs]. */
export function indexRange(t: Float64Array, fromMs: number, toMs: number): readonly [from: number, to: number] {
  const from = bisectLeft(t, fromMs)
  return [from, Math.max(from, bisectRight(t, toMs))]
}

/** The part of a series within [fromMs, toMs]; views on the same memory, nothing is copied. */
export function sliceSeries(series: SignalSeries, fromMs: number, toMs: number): SignalSeries {
  const [from, to] = indexRange(series.tMs, fromMs, toMs)
  return { ...series, tMs: series.tMs.subarray(from, to), value: series.value.subarray(from, to) }
}

/**
 * The value nearest to `tMs`, for a crosshair; null where the series has none or its nearest point is further away than
 * `toleranceMs` (default: the greater of twice its window and one second).
 */
export function valueAt(series: SignalSeries, tMs: number, toleranceMs: number = Math.max(2 * series.windowMs, 1000)): number | null {
  const right = bisectLeft(series.tMs, tMs)
  const left = right - 1
  const [leftGap, rightGap] = [tMs - (series.tMs[left] ?? -Infinity), (series.tMs[right] ?? Infinity) - tMs]
  if (Math.min(leftGap, rightGap) > toleranceMs) return null
  const value = series.value[leftGap < rightGap ? left : right]
  return value === undefined || Number.isNaN(value) ? null : value
}
