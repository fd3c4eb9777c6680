/** The strip of stages above the lanes and the one time axis below them. */
import { clockDecimals, clockText, timeTicks } from './axis-scale.ts'
import { withAlpha } from './chart-theme.ts'
import { plotEdges, timeToPx } from './lane-geometry.ts'
import type { DecorInput } from './lane-decor.ts'
import type { EventMark, StageBand } from './lane-types.ts'

export const RULER_HEIGHT_PX = 24
export const TIME_AXIS_HEIGHT_PX = 26
const TICK_ROOM_PX = 72

/** The band under a place of the ruler, or null. */
export function bandAt(bands: readonly StageBand[], atMs: number): StageBand | null {
  return bands.find((band) => atMs >= band.fromMs && atMs <= band.toMs) ?? null
}

/** The longest of the texts that fits, or nothing. */
function fitting(context: CanvasRenderingContext2D, texts: readonly string[], roomPx: number): string {
  return texts.find((text) => context.measureText(text).width <= roomPx) ?? ''
}

export function drawStageRuler(input: DecorInput, bands: readonly StageBand[], marks: readonly EventMark[]): void {
  const { context, view, widthPx, heightPx, theme } = input
  const [left, right] = plotEdges(widthPx)
  context.textBaseline = 'middle'
  context.textAlign = 'center'
  for (const band of bands) {
    const from = Math.max(left, timeToPx(band.fromMs, view, widthPx))
    const to = Math.min(right, timeToPx(band.toMs, view, widthPx))
    if (to - from < 2) continue
    const isWarmup = band.kind === 'warmup'
    context.fillStyle = withAlpha(theme.axis, isWarmup ? 0.1 : 0.2)
    context.beginPath()
    context.roundRect(from + 1, 3, Math.max(1, to - from - 2), heightPx - 6, 3)
    context.fill()
    context.font = `${isWarmup ? 400 : 600} 11px ${theme.font}`
    context.fillStyle = isWarmup ? theme.axis : theme.text
    context.fillText(fitting(context, isWarmup ? [band.label] : [band.title, band.label], to - from - 10), (from + to) / 2, heightPx / 2 + 0.5)
  }
  context.fillStyle = theme.axis
  for (const mark of marks) {
    const x = timeToPx(mark.atMs, view, widthPx)
    if (x < left || x > right) continue
    context.beginPath()
    context.moveTo(x - 4, heightPx - 5)
    context.lineTo(x + 4, heightPx - 5)
    context.lineTo(x, heightPx)
    context.fill()
  }
}

export function drawTimeAxis(input: DecorInput): void {
  const { context, view, widthPx, theme } = input
  const [left, right] = plotEdges(widthPx)
  const { stepMs, ticks } = timeTicks(view[0], view[1], (right - left) / TICK_ROOM_PX)
  const decimals = clockDecimals(stepMs)
  context.fillStyle = theme.line
  context.fillRect(left, 0, right - left, 1)
  context.font = `11px ${theme.font}`
  context.textBaseline = 'top'
  for (const tick of ticks) {
    const x = timeToPx(tick, view, widthPx)
    context.fillStyle = theme.line
    context.fillRect(Math.round(x), 0, 1, 5)
    const text = clockText(tick, decimals)
    const half = context.measureText(text).width / 2
    context.textAlign = 'left'
    context.fillStyle = theme.axis
    context.fillText(text, Math.min(Math.max(x - half, left - half), widthPx - 2 * half), 9)
  }
}

/** Shares of a sorted sample are drawn as ms, so that 100 % is so many of them: charts know one kind of axis. */
export const SHARE_SPAN = 100_000
const shareTicks = [0, 25, 50, 75, 90, 95, 99] as const
/** Below this width the label before gives way. */
const SHARE_ROOM_PX = 34

export function shareText(at: number): string {
  return `p${Number(((at / SHARE_SPAN) * 100).toPrecision(3))}`
}

/** Percentiles, the higher ones first where there is no room for all. */
export function drawShareAxis(input: DecorInput): void {
  const { context, view, widthPx, theme } = input
  const [left, right] = plotEdges(widthPx)
  context.fillStyle = theme.line
  context.fillRect(left, 0, right - left, 1)
  context.font = `11px ${theme.font}`
  context.textBaseline = 'top'
  context.textAlign = 'center'
  let next = Number.POSITIVE_INFINITY
  for (const share of shareTicks.toReversed()) {
    const x = timeToPx((share / 100) * SHARE_SPAN, view, widthPx)
    context.fillStyle = theme.line
    context.fillRect(Math.round(x), 0, 1, 5)
    if (next - x < SHARE_ROOM_PX) continue
    next = x
    context.fillStyle = theme.axis
    context.fillText(`p${share}`, x, 9)
  }
}
