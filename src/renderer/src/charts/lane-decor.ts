/** What chart.js doesn't draw: stage bands behind the data, event marks, the first strike, and core strips. */
import { withAlpha, type ChartTheme } from './chart-theme.ts'
import { PLOT_BOTTOM_PX, PLOT_TOP_PX, plotEdges, timeToPx } from './lane-geometry.ts'
import type { EventMark, Lane, LaneHeat, StageBand } from './lane-types.ts'
import { upperBound } from './series-lookup.ts'
import type { Range } from './timeline-store.ts'

export interface DecorInput {
  readonly context: CanvasRenderingContext2D
  readonly view: Range
  readonly widthPx: number
  readonly heightPx: number
  readonly theme: ChartTheme
}

/** The part of [fromMs, toMs] in view, as left and right pixel; null when none of it is. */
function visibleSpan(input: DecorInput, fromMs: number, toMs: number): readonly [number, number] | null {
  const [left, right] = plotEdges(input.widthPx)
  const from = Math.max(left, timeToPx(fromMs, input.view, input.widthPx))
  const to = Math.min(right, timeToPx(toMs, input.view, input.widthPx))
  return to > from ? [from, to] : null
}

export function drawBands(input: DecorInput, bands: readonly StageBand[]): void {
  const { context, heightPx, theme } = input
  bands.forEach((band, i) => {
    const span = visibleSpan(input, band.fromMs, band.toMs)
    if (span === null) return
    context.fillStyle = i % 2 === 0 ? theme.stageOdd : theme.stageEven
    context.fillRect(span[0], 0, span[1] - span[0], heightPx)
    context.fillStyle = theme.grid
    context.fillRect(Math.round(span[0]), 0, 1, heightPx)
    context.fillRect(Math.round(span[1]) - 1, 0, 1, heightPx)
  })
}

export function drawMarks(input: DecorInput, marks: readonly EventMark[]): void {
  const { context, heightPx, theme } = input
  const [left, right] = plotEdges(input.widthPx)
  context.save()
  context.strokeStyle = withAlpha(theme.axis, 0.6)
  context.setLineDash([2, 3])
  for (const mark of marks) {
    const x = Math.round(timeToPx(mark.atMs, input.view, input.widthPx)) + 0.5
    if (x < left || x > right) continue
    context.beginPath()
    context.moveTo(x, 0)
    context.lineTo(x, heightPx)
    context.stroke()
  }
  context.restore()
}

/** A small pennant with words, on whichever side has room. */
export function drawFlags(input: DecorInput, flags: Lane['flags']): void {
  const { context, theme, widthPx } = input
  const [left, right] = plotEdges(widthPx)
  context.save()
  context.font = `600 11px ${theme.font}`
  context.textBaseline = 'middle'
  for (const flag of flags) {
    const x = Math.round(timeToPx(flag.atMs, input.view, widthPx)) + 0.5
    if (x < left || x > right) continue
    const width = Math.ceil(context.measureText(flag.text).width) + 12
    const from = x + width > right ? x - width : x
    context.strokeStyle = theme.ink.error
    context.fillStyle = theme.ink.error
    context.beginPath()
    context.moveTo(x, PLOT_TOP_PX - 4)
    context.lineTo(x, input.heightPx - PLOT_BOTTOM_PX)
    context.stroke()
    context.fillRect(from, PLOT_TOP_PX - 4, width, 17)
    context.fillStyle = theme.card
    context.fillText(flag.text, from + 6, PLOT_TOP_PX + 5)
  }
  context.restore()
}

/** Strips thinner than this go without their label. */
const minLabelPitchPx = 12

function drawStripLabel({ context, theme, widthPx }: DecorInput, label: string, yPx: number): void {
  const [left] = plotEdges(widthPx)
  context.font = `11px ${theme.font}`
  context.textBaseline = 'middle'
  context.textAlign = 'right'
  context.fillStyle = theme.axis
  context.fillText(label, left - 8, yPx, left - 12)
}

/** One strip a row; the darker the ink, the more. Drawn a pixel column at a time, at most one sample each. */
export function drawHeat(input: DecorInput, heat: LaneHeat): void {
  const { context, theme, widthPx, view } = input
  const [left, right] = plotEdges(widthPx)
  const top = PLOT_TOP_PX - 2
  const pitch = (input.heightPx - top - PLOT_BOTTOM_PX + 2) / heat.rows.length
  const stepPx = 2
  heat.rows.forEach((row, i) => {
    if (pitch >= minLabelPitchPx) drawStripLabel(input, row.label, top + (i + 0.5) * pitch)
    for (let x = left; x < right; x += stepPx) {
      const atMs = view[0] + ((x + stepPx / 2 - left) / (right - left)) * (view[1] - view[0])
      const value = row.value[Math.min(upperBound(row.tMs, atMs), row.tMs.length - 1)] ?? Number.NaN
      if (Number.isNaN(value) || atMs < (row.tMs[0] ?? 0) - 1000 || atMs > (row.tMs[row.tMs.length - 1] ?? 0)) continue
      context.fillStyle = withAlpha(theme.ink[heat.ink], 0.06 + 0.94 * Math.min(1, value / 100))
      context.fillRect(x, top + i * pitch, stepPx, Math.max(1, pitch - 1))
    }
  })
}
