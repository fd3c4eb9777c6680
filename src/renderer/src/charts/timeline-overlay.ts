/** What lies over all lanes and moves with the pointer: crosshair, brushed range, the point under the cursor. No chart is touched for it. */
import { clockDecimals, clockText } from './axis-scale.ts'
import type { ChartTheme } from './chart-theme.ts'
import { plotEdges, timeToPx } from './lane-geometry.ts'
import { TIME_AXIS_HEIGHT_PX } from './timeline-rulers.ts'
import type { Range, TimelineState } from './timeline-store.ts'

export interface HoveredPoint {
  readonly xPx: number
  readonly yPx: number
  readonly request: number
  readonly text: string
}

export interface OverlayInput {
  readonly context: CanvasRenderingContext2D
  readonly state: TimelineState
  readonly widthPx: number
  readonly heightPx: number
  readonly theme: ChartTheme
  readonly point: HoveredPoint | null
}

/** The time at the crosshair, with the decimals that this zoom can tell apart. */
export function crosshairText(hoverMs: number, view: Range, widthPx: number): string {
  const [left, right] = plotEdges(widthPx)
  return clockText(hoverMs, Math.max(1, clockDecimals((10 * (view[1] - view[0])) / (right - left))))
}

function drawSelection({ context, state, widthPx, heightPx, theme }: OverlayInput): void {
  if (state.selection === null) return
  const [left, right] = plotEdges(widthPx)
  const from = Math.min(Math.max(timeToPx(state.selection[0], state.view, widthPx), left), right)
  const to = Math.min(Math.max(timeToPx(state.selection[1], state.view, widthPx), left), right)
  const bottom = heightPx - TIME_AXIS_HEIGHT_PX
  context.fillStyle = theme.brush
  context.fillRect(from, 0, to - from, bottom)
  context.fillStyle = theme.focus
  context.fillRect(Math.round(from), 0, 1, bottom)
  context.fillRect(Math.round(to) - 1, 0, 1, bottom)
  context.fillRect(from, bottom, to - from, 2)
}

/** The range that a piece of evidence points at, by its edges: nothing is computed from it. */
function drawFocus({ context, state, widthPx, heightPx, theme }: OverlayInput): void {
  if (state.focus === null) return
  const [left, right] = plotEdges(widthPx)
  const bottom = heightPx - TIME_AXIS_HEIGHT_PX
  context.strokeStyle = theme.focus
  context.setLineDash([4, 3])
  context.beginPath()
  for (const atMs of state.focus.range) {
    const x = Math.round(timeToPx(atMs, state.view, widthPx)) + 0.5
    if (x < left || x > right + 1) continue
    context.moveTo(x, 0)
    context.lineTo(x, bottom)
  }
  context.stroke()
  context.setLineDash([])
}

/** A box with text whose middle is at `xPx`, kept inside the canvas. */
function drawBubble(input: OverlayInput, text: string, at: { readonly xPx: number; readonly topPx: number }): void {
  const { context, widthPx, theme } = input
  context.font = `11px ${theme.font}`
  context.textBaseline = 'middle'
  context.textAlign = 'left'
  const width = Math.ceil(context.measureText(text).width) + 12
  const x = Math.round(Math.min(Math.max(at.xPx - width / 2, 0), widthPx - width))
  context.beginPath()
  context.roundRect(x + 0.5, at.topPx + 0.5, width - 1, 19, 4)
  context.fillStyle = theme.card
  context.fill()
  context.strokeStyle = theme.line
  context.stroke()
  context.fillStyle = theme.text
  context.fillText(text, x + 6, at.topPx + 10.5)
}

function drawCrosshair(input: OverlayInput, hoverMs: number): void {
  const { context, state, widthPx, heightPx, theme } = input
  const [left, right] = plotEdges(widthPx)
  const x = timeToPx(hoverMs, state.view, widthPx)
  if (x < left - 0.5 || x > right + 0.5) return
  const bottom = heightPx - TIME_AXIS_HEIGHT_PX
  context.fillStyle = theme.crosshair
  context.fillRect(Math.round(x), 0, 1, bottom)
}

function drawPoint(input: OverlayInput, point: HoveredPoint): void {
  const { context, theme } = input
  context.beginPath()
  context.arc(point.xPx, point.yPx, 6, 0, 2 * Math.PI)
  context.strokeStyle = theme.text
  context.lineWidth = 1.5
  context.stroke()
  context.lineWidth = 1
  const isBelow = point.yPx < 34
  drawBubble(input, point.text, { xPx: point.xPx, topPx: isBelow ? point.yPx + 10 : point.yPx - 30 })
}

export function drawOverlay(input: OverlayInput): void {
  drawSelection(input)
  drawFocus(input)
  if (input.state.hoverMs !== null) drawCrosshair(input, input.state.hoverMs)
  if (input.point !== null) drawPoint(input, input.point)
}
