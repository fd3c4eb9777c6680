/** Where things are in a small chart of one figure against another, in CSS pixels. Pure, so that it can be tested without a window. */
import { linearScale, logScale, roundTicks, type AxisScale } from './axis-scale.ts'
import type { Ink } from './chart-theme.ts'
import type { Range } from './timeline-store.ts'

export type Point = readonly [x: number, y: number]

export interface XySeries {
  readonly id: string
  readonly label: string
  readonly ink: Ink
  /** `dots`: a line with a dot at each point. */
  readonly mark: 'line' | 'dots' | 'point'
  readonly dash: readonly number[]
  /** Ascending in x. Holes are left out. */
  readonly points: readonly Point[]
}

/** What can be pointed at, and the lines its tip has. */
export interface XyStop {
  readonly at: Point
  readonly lines: readonly string[]
}

const LEFT_PX = 44
const RIGHT_PX = 12
const TOP_PX = 8
const BOTTOM_PX = 22
/** So much room does a tick's label take. */
const TICK_PX = 64
/** Where values reach that far apart, a straight scale would show the highest alone. */
const LOG_FROM = 30

export interface XyLayout {
  readonly x: (value: number) => number
  readonly y: (value: number) => number
  readonly xTicks: readonly number[]
  readonly yScale: AxisScale
  readonly isLog: boolean
  /** Edges of the plot. */
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

/** The value axis of all series: from 0, or logarithmic where they are far apart. */
function valueScale(series: readonly XySeries[]): { readonly scale: AxisScale; readonly isLog: boolean } {
  let [low, high] = [Number.POSITIVE_INFINITY, 0]
  for (const { points } of series) {
    for (const [, y] of points) {
      if (y < low) low = y
      if (y > high) high = y
    }
  }
  const isLog = low > 0 && high > low * LOG_FROM
  return { scale: isLog ? logScale(low, high) : linearScale(high), isLog }
}

export function xyLayout(series: readonly XySeries[], domain: Range, widthPx: number, heightPx: number): XyLayout {
  const [left, right, top, bottom] = [LEFT_PX, Math.max(LEFT_PX + 1, widthPx - RIGHT_PX), TOP_PX, heightPx - BOTTOM_PX]
  const { scale, isLog } = valueScale(series)
  const way = isLog ? Math.log : (value: number) => value
  const [from, to] = domain
  const span = to > from ? to - from : 1
  return {
    left, right, top, bottom, isLog, yScale: scale,
    xTicks: roundTicks(from, to, (right - left) / TICK_PX),
    x: (value) => left + ((value - from) / span) * (right - left),
    y: (value) => bottom - ((way(value) - way(scale.min)) / (way(scale.max) - way(scale.min))) * (bottom - top),
  }
}

const px = (value: number): string => value.toFixed(1)

const places = (points: readonly Point[], { x, y }: XyLayout): readonly string[] => points.map((point) => `${px(x(point[0]))} ${px(y(point[1]))}`)

/** Through all points; '' without any. */
export function linePath(points: readonly Point[], layout: XyLayout): string {
  return points.length === 0 ? '' : `M${places(points, layout).join('L')}`
}

/** A dot for each: a stroke without length and with round ends. */
export function dotsPath(points: readonly Point[], layout: XyLayout): string {
  return places(points, layout).map((place) => `M${place}h0`).join('')
}

/** The stop next to a place; `byX`: only its column counts. Null without stops. */
export function nearestStop(stops: readonly XyStop[], layout: XyLayout, xPx: number, yPx: number, byX: boolean): number | null {
  let [best, found]: [number, number | null] = [Number.POSITIVE_INFINITY, null]
  stops.forEach(({ at }, i) => {
    const away = Math.abs(layout.x(at[0]) - xPx) + (byX ? 0 : Math.abs(layout.y(at[1]) - yPx))
    if (away < best) [best, found] = [away, i]
  })
  return found
}
