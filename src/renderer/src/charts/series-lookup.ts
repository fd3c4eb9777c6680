/** Reads arrays of time stamps and values: the index at an instant, the value that holds then, the point nearest to the cursor. */
import { periodAround } from '../../../core/series/index.ts'

/** How many stamps are <= `atMs`. */
export function upperBound(tMs: Float64Array, atMs: number): number {
  let low = 0
  let high = tMs.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((tMs[middle] ?? 0) <= atMs) low = middle + 1
    else high = middle
  }
  return low
}

/** Longer than this between a sample and the next is a hole: four times the period around, which may change in mid-series. Infinity where that can't be told. */
function holeAfterMs(tMs: Float64Array, index: number): number {
  const periodMs = periodAround(tMs, index + 1)
  return periodMs > 0 ? Math.max(4 * periodMs, 1500) : Number.POSITIVE_INFINITY
}

/** Whether a line may not run from this sample to the next. */
export function endsBeforeNext(tMs: Float64Array, index: number): boolean {
  return index + 1 < tMs.length && (tMs[index + 1] ?? 0) - (tMs[index] ?? 0) > holeAfterMs(tMs, index)
}

/**
 * The last value at or before an instant; null where there is none or it is older than `gapMs`. Empty seconds between values are
 * passed over as they are in the drawing; of sensors and steps an empty value is the end of the one before.
 */
export function valueAt(tMs: Float64Array, value: Float64Array, atMs: number, gapMs: number | 'sensor'): number | null {
  let index = upperBound(tMs, atMs) - 1
  if (index < 0) return null
  const mostMs = gapMs === 'sensor' ? holeAfterMs(tMs, index) : gapMs
  while (gapMs !== 'sensor' && Number.isFinite(gapMs) && index >= 0 && Number.isNaN(value[index] ?? Number.NaN) && atMs - (tMs[index] ?? 0) <= gapMs) index -= 1
  if (index < 0) return null
  const age = atMs - (tMs[index] ?? 0)
  const found = value[index] ?? Number.NaN
  return age > mostMs || Number.isNaN(found) ? null : found
}

/** Four times the usual distance of two samples: anything longer is a hole. Infinity where that can't be told. */
export function usualGapMs(tMs: Float64Array): number {
  const count = Math.min(tMs.length - 1, 63)
  if (count < 2) return Number.POSITIVE_INFINITY
  const distances = Array.from({ length: count }, (_, i) => (tMs[tMs.length - 1 - i] ?? 0) - (tMs[tMs.length - 2 - i] ?? 0)).sort((a, b) => a - b)
  const median = distances[count >> 1] ?? 0
  return median > 0 ? Math.max(4 * median, 1500) : Number.POSITIVE_INFINITY
}

/** Smallest and largest finite value in a range of time, with one sample on either side; null when there is none. */
export function extentIn(tMs: Float64Array, value: Float64Array, fromMs: number, toMs: number): readonly [number, number] | null {
  const first = Math.max(0, upperBound(tMs, fromMs) - 1)
  const last = Math.min(tMs.length, upperBound(tMs, toMs) + 1)
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (let i = first; i < last; i += 1) {
    const each = value[i] ?? Number.NaN
    if (!Number.isFinite(each)) continue
    if (each < low) low = each
    if (each > high) high = each
  }
  return low > high ? null : [low, high]
}

export interface PixelPoint {
  readonly index: number
  readonly distancePx: number
}

/** The point nearest to a place on screen, at most `maxPx` away. */
export function nearestPoint(
  points: { readonly tMs: Float64Array; readonly value: Float64Array },
  at: { readonly xPx: number; readonly yPx: number; readonly maxPx: number },
  toPx: { readonly x: (ms: number) => number; readonly y: (value: number) => number; readonly msAt: (xPx: number) => number },
): PixelPoint | null {
  const first = upperBound(points.tMs, toPx.msAt(at.xPx - at.maxPx) - 1e-6)
  const last = upperBound(points.tMs, toPx.msAt(at.xPx + at.maxPx))
  let best: PixelPoint | null = null
  for (let i = first; i < last; i += 1) {
    const value = points.value[i] ?? Number.NaN
    if (Number.isNaN(value)) continue
    const distancePx = Math.hypot(toPx.x(points.tMs[i] ?? 0) - at.xPx, toPx.y(value) - at.yPx)
    if (distancePx <= at.maxPx && (best === null || distancePx < best.distancePx)) best = { index: i, distancePx }
  }
  return best
}
