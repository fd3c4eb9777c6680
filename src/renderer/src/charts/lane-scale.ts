/** Chooses the value axis of a lane for the data in view. */
import { cappedScale, countScale, linearScale, logScale, type AxisScale } from './axis-scale.ts'
import type { Lane } from './lane-types.ts'
import { extentIn } from './series-lookup.ts'
import type { Range } from './timeline-store.ts'

/** Round ticks up to the lane's fixed top, or to the largest value in view. */
export function laneScale(lane: Lane, view: Range, isLog: boolean): AxisScale {
  if (lane.top !== null) return cappedScale(lane.top)
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (const series of lane.series) {
    const extent = extentIn(series.tMs, series.value, view[0], view[1])
    if (extent === null) continue
    low = Math.min(low, extent[0])
    high = Math.max(high, extent[1])
  }
  if (low > high) return linearScale(1)
  if (isLog) return logScale(low, high)
  // A flag hangs from the top: what it points at stays below it.
  const room = lane.flags.length > 0 ? 1.5 : 1
  return lane.isCount ? countScale(high * room) : linearScale(high * room)
}

/** Short text for an axis tick: never more than five characters. */
export function tickText(value: number): string {
  const size = Math.abs(value)
  if (size >= 1e6) return `${Number((value / 1e6).toPrecision(3))}M`
  if (size >= 1e4) return `${Number((value / 1e3).toPrecision(3))}k`
  return String(Number(value.toPrecision(3)))
}
