/** The correlated charts as one inline SVG: every lane on the same time axis. */
import type { SessionAnalysis } from '../../model/analysis.ts'
import type { StoredSession } from '../../model/stored-session.ts'
import type { Formatter } from '../../format/formatter.ts'
import { loadNumber } from '../../format/load-text.ts'
import { outcomeKey, type Translate } from '../../format/translate.ts'
import { isFailure } from '../../model/outcome.ts'
import { decimate } from '../../series/decimate.ts'
import { timelineLanes, type Lane, type Line } from './lanes.ts'
import { html, type Html } from './markup.ts'
import { areaPath, bandPath, crossPath, dotPath, linePath, stepPath, type Point } from './paths.ts'
import { laneUnit, linearScale, logScale, timeTicks, type LaneUnit, type Scale } from './scale.ts'

const width = 1120
const left = 152
const right = 12
const plotWidth = width - left - right
const laneGap = 14
const stripHeight = 22
const missingHeight = 16
const pixels = 480

interface Axis {
  readonly durationMs: number
  readonly x: (atMs: number) => number
}

function* laneValues(lane: Lane): Generator<number> {
  for (const { series } of lane.lines) for (const value of series.value) if (!Number.isNaN(value)) yield value
  if (lane.dots !== null) for (const { value } of [...lane.dots.ok, ...lane.dots.failed]) yield value
}

/** Logarithmic where the tail is more than 20 times the middle, so that one cold start does not flatten the rest. */
function laneScale(lane: Lane): { readonly scale: Scale; readonly unit: LaneUnit } {
  const values = Float64Array.from(laneValues(lane)).sort()
  const max = lane.full ?? values.at(-1) ?? 1
  const unit = laneUnit(lane.unit, max)
  const median = values[Math.floor(values.length / 2)] ?? 0
  const [low] = values
  if (lane.unit === 'ms' && low !== undefined && low > 0 && max > 20 * median) {
    const scale = logScale(low / unit.divisor, max / unit.divisor, lane.height)
    return { unit, scale: { y: (value) => scale.y(value / unit.divisor), ticks: scale.ticks } }
  }
  const scale = linearScale(max / unit.divisor, lane.height, lane.full === null ? null : lane.full / unit.divisor)
  return { unit, scale: { y: (value) => scale.y(value / unit.divisor), ticks: scale.ticks } }
}

/** A value stands for the window that ends at its time, so it is drawn in the middle of it. */
function linePoints(line: Line, axis: Axis, y: (value: number) => number): readonly (Point | null)[] {
  const shiftMs = line.series.windowMs / 2
  const { t, v } = decimate(line.series.tMs, line.series.value, 0, axis.durationMs + line.series.windowMs, pixels)
  const points: (Point | null)[] = []
  let lastMs: number | null = null
  for (let i = 0; i < t.length; i += 1) {
    const value = v[i]!
    const atMs = t[i]! - shiftMs
    if (!Number.isNaN(value)) {
      if (lastMs !== null && line.bridgeMs > 0 && atMs - lastMs > line.bridgeMs + line.series.windowMs) points.push(null)
      points.push({ x: axis.x(atMs), y: y(value) })
      lastMs = atMs
    } else if (line.bridgeMs === 0) points.push(null)
  }
  return points
}

function drawLine(line: Line, points: readonly (Point | null)[], height: number): Html {
  const path = line.step ? stepPath(points) : linePath(points)
  const area = line.area && !line.step ? html`<path class="area f-${line.hue}" d="${areaPath(points, height)}"/>` : null
  return html`${area}<path class="line s-${line.hue}${line.dash ? ' dash thin' : ''}" d="${path}"/>`
}

function drawDots(lane: Lane, axis: Axis, y: (value: number) => number): Html | null {
  if (lane.dots === null) return null
  const place = (dots: readonly { readonly atMs: number; readonly value: number }[]) => dots.map(({ atMs, value }) => ({ x: axis.x(atMs), y: y(value) }))
  return html`<path class="dots s-${lane.dots.hue}" d="${dotPath(place(lane.dots.ok))}"/><path class="cross s-error" d="${crossPath(place(lane.dots.failed), 2.5)}"/>`
}

function legend(lane: Lane): Html {
  const entries = [
    ...(lane.dots === null ? [] : [{ label: lane.dots.label, mark: html`<path class="dots s-${lane.dots.hue}" d="M8 -4h0"/>` }]),
    ...lane.lines.flatMap(({ label, hue, dash }) => (label === null ? [] : [{ label, mark: html`<path class="line s-${hue}${dash ? ' dash thin' : ''}" d="M0 -4h16"/>` }])),
  ]
  return html`${entries.map(({ label, mark }, i) => html`<g transform="translate(0 ${28 + i * 15})">${mark}<text x="22">${label}</text></g>`)}`
}

function drawLane(lane: Lane, axis: Axis, top: number, f: Formatter): Html {
  if (lane.missing !== null) return html`<g transform="translate(0 ${top})"><text class="lane" y="12">${lane.title}</text><text x="${left}" y="12">${lane.missing}</text></g>`
  const { scale, unit } = laneScale(lane)
  const drawn = lane.lines.map((line) => ({ line, points: linePoints(line, axis, scale.y) }))
  const [lower, upper] = drawn
  const band = lane.band && lower !== undefined && upper !== undefined ? html`<path class="area f-${lower.line.hue}" d="${bandPath(lower.points, upper.points)}"/>` : null
  return html`<g transform="translate(0 ${top})"><text class="lane" y="10">${lane.title}<tspan dx="5" font-weight="400" font-size="11">${unit.label}</tspan></text>${legend(lane)}
${scale.ticks.map((tick) => {
    const y = Math.round(scale.y(tick * unit.divisor)) + 0.5
    return html`<path class="grid" d="M${left} ${y}h${plotWidth}"/><text class="tick" x="${left - 6}" y="${y + 3.5}">${f.full(tick)}</text>`
  })}${band}${drawDots(lane, axis, scale.y)}${drawn.map(({ line, points }) => drawLine(line, points, lane.height))}</g>`
}

function stageStrip(analysis: SessionAnalysis, axis: Axis, bottom: number, f: Formatter, t: Translate): Html {
  return html`<text class="lane" y="14">${t('report:chart.level')}</text>${analysis.stages.map((stage) => {
    const [x, end] = [axis.x(stage.startMs), axis.x(stage.endMs)]
    const shade = stage.index % 2 === 0 ? html`<rect class="stage-odd" x="${x.toFixed(1)}" y="0" width="${Math.max(0, end - x).toFixed(1)}" height="${bottom}"/>` : null
    const measured = stage.windowMs === null ? null : html`<path class="window" d="M${axis.x(stage.windowMs[0]).toFixed(1)} ${stripHeight - 2}H${axis.x(stage.windowMs[1]).toFixed(1)}"/>`
    return html`${shade}<text class="stage" x="${((x + end) / 2).toFixed(1)}" y="14">${loadNumber(f, stage)}</text>${measured}`
  })}`
}

function errorLane(stored: StoredSession, analysis: SessionAnalysis, axis: Axis, top: number, t: Translate): Html {
  const crosses = stored.requests.filter(({ outcome }) => isFailure(outcome)).map(({ endAtMs }) => ({ x: axis.x(endAtMs), y: 9 }))
  const strike = analysis.errors.firstStrike
  const x = strike === null ? 0 : axis.x(strike.atMs)
  const onLeft = x > left + plotWidth * 0.6
  const flag = strike === null ? null : html`<path class="strike s-error" d="M${x.toFixed(1)} ${stripHeight - top}V20"/>
<text class="strike-label" x="${(x + (onLeft ? -6 : 6)).toFixed(1)}" y="28" text-anchor="${onLeft ? 'end' : 'start'}">${t('report:firstStrike')}: ${t(outcomeKey(strike.outcome))}</text>`
  return html`<g transform="translate(0 ${top})"><text class="lane" y="13">${t('report:chart.errors')}</text><path class="grid" d="M${left} 9.5h${plotWidth}"/>
${strike === null ? html`<text x="${left}" y="24">${t(stored.requests.length === 0 ? 'report:none' : 'report:noErrors')}</text>` : html`<path class="cross s-error" d="${crossPath(crosses)}"/>`}${flag}</g>`
}

function timeAxis(axis: Axis, top: number, f: Formatter, t: Translate): Html {
  return html`<g>${timeTicks(axis.durationMs).map((tick) => {
    const x = Math.round(axis.x(tick)) + 0.5
    return html`<path class="grid" d="M${x} ${stripHeight}V${top}"/><text class="time" x="${x}" y="${top + 14}">${f.clock(tick)}</text>`
  })}<path class="rule" d="M${left} ${top + 0.5}h${plotWidth}"/><text x="0" y="${top + 14}">${t('report:chart.time')}</text></g>`
}

/** The picture of the whole session; empty sessions get their axis and words instead of lines. */
export function timelineSvg(stored: StoredSession, analysis: SessionAnalysis, durationMs: number, f: Formatter, t: Translate): Html {
  const length = Math.max(1, durationMs)
  const axis: Axis = { durationMs: length, x: (atMs) => left + (Math.min(length, Math.max(0, atMs)) / length) * plotWidth }
  let top = stripHeight + 12
  const lanes = timelineLanes(stored, length, t).map((lane) => {
    const drawn = drawLane(lane, axis, top, f)
    top += (lane.missing === null ? lane.height : missingHeight) + laneGap
    return drawn
  })
  const errors = errorLane(stored, analysis, axis, top, t)
  const bottom = top + 36
  return html`<svg viewBox="0 0 ${width} ${bottom + 20}" role="img" aria-label="${t('report:chart.alt', { end: f.clock(length) })}">
${stageStrip(analysis, axis, bottom, f, t)}${timeAxis(axis, bottom, f, t)}${lanes}${errors}</svg>`
}
