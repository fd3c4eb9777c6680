/** Turns the series of a lane into chart.js datasets for the range in view, thinned to what the screen can show. */
import type { ChartDataset } from 'chart.js'
import { decimate } from '../../../core/series/index.ts'
import type { AxisScale } from './axis-scale.ts'
import { withAlpha, type ChartTheme } from './chart-theme.ts'
import type { Lane, LaneSeries, Mark } from './lane-types.ts'
import { endsBeforeNext, upperBound } from './series-lookup.ts'
import type { Range } from './timeline-store.ts'

interface Point {
  readonly x: number
  readonly y: number
}

const isPoint = (mark: Mark): boolean => mark === 'point' || mark === 'cross' || mark === 'ring'

/** The samples in view with one neighbour on either side, thinned where they outnumber the screen. Values off the scale sit on its edge. */
export function visiblePoints(series: LaneSeries, view: Range, widthPx: number, scale: AxisScale): Point[] {
  const { t, v } = decimate(series.tMs, series.value, view[0], view[1], widthPx)
  const points = Array.from(t, (x, i) => {
    const y = v[i] ?? Number.NaN
    return { x, y: Number.isNaN(y) ? y : Math.min(Math.max(y, scale.min), scale.max) }
  })
  if (series.gapMs === 'sensor') return withHoles(series.tMs, points)
  // chart.js breaks a line at every NaN, whatever `spanGaps` says; without them it breaks where the hole is too long.
  return Number.isFinite(series.gapMs) ? points.filter(({ y }) => !Number.isNaN(y)) : points
}

/** An empty point where the samples themselves have a hole: chart.js knows one limit for a whole line, and a sensor's period may change. */
function withHoles(tMs: Float64Array, points: readonly Point[]): Point[] {
  return points.flatMap((point, i) => {
    const next = points[i + 1]
    const isNear = next === undefined || next.x - point.x < 1_000
    return isNear || !endsBeforeNext(tMs, upperBound(tMs, point.x) - 1) ? [point] : [point, { x: point.x, y: Number.NaN }]
  })
}

function lineStyle(series: LaneSeries, theme: ChartTheme): Partial<ChartDataset<'line'>> {
  const colour = theme.ink[series.ink]
  const fill = series.mark === 'area' ? { fill: 'origin' } : series.mark === 'band' ? { fill: '-1' } : { fill: false }
  return {
    showLine: true, borderColor: colour, borderWidth: series.mark === 'band' ? 1 : 1.5, borderDash: [...series.dash], pointRadius: 0,
    backgroundColor: withAlpha(colour, series.mark === 'area' ? theme.bandAlpha * 0.6 : theme.bandAlpha),
    stepped: series.mark === 'step' ? 'before' : false, spanGaps: series.gapMs !== 'sensor' && Number.isFinite(series.gapMs) ? series.gapMs : false, ...fill,
  }
}

function pointStyle(series: LaneSeries, theme: ChartTheme, count: number): Partial<ChartDataset<'line'>> {
  const colour = theme.ink[series.ink]
  // Many points overlap: smaller and more transparent ones still show where they are dense.
  const radius = count > 2000 ? 1.5 : count > 400 ? 2 : 2.5
  if (series.mark === 'cross') return { showLine: false, pointStyle: 'crossRot', pointRadius: 4, pointBorderColor: colour, pointBorderWidth: 1.75, pointBackgroundColor: colour }
  if (series.mark === 'ring') return { showLine: false, pointStyle: 'circle', pointRadius: radius, pointBorderColor: colour, pointBorderWidth: 1.25, pointBackgroundColor: 'transparent' }
  return { showLine: false, pointStyle: 'circle', pointRadius: radius, pointBorderWidth: 0, pointBackgroundColor: withAlpha(colour, count > 2000 ? 0.5 : 0.75) }
}

export function laneDatasets(lane: Lane, view: Range, widthPx: number, scale: AxisScale, theme: ChartTheme): ChartDataset<'line', Point[]>[] {
  return lane.series.map((series, i) => {
    const data = visiblePoints(series, view, widthPx, scale)
    const style = isPoint(series.mark) ? pointStyle(series, theme, data.length) : lineStyle(series, theme)
    return { ...style, type: 'line', data, tension: 0, clip: isPoint(series.mark) ? 6 : 1, order: lane.series.length - i }
  })
}
