/** Where things are in a lane, in CSS pixels: all lanes share the plot's left and right edge, so one crosshair fits all. */
import type { Range } from './timeline-store.ts'

/** Width of the value axis, left of the plot. */
export const AXIS_WIDTH_PX = 52
/** Room right of the plot, for the last time label. */
export const RIGHT_PX = 16
export const PLOT_TOP_PX = 8
export const PLOT_BOTTOM_PX = 8

/** The plot's left and right edge on a canvas of this width. */
export function plotEdges(widthPx: number): readonly [number, number] {
  return [AXIS_WIDTH_PX, Math.max(AXIS_WIDTH_PX + 1, widthPx - RIGHT_PX)]
}

export function timeToPx(ms: number, view: Range, widthPx: number): number {
  const [left, right] = plotEdges(widthPx)
  return left + ((ms - view[0]) / (view[1] - view[0])) * (right - left)
}

export function pxToTime(px: number, view: Range, widthPx: number): number {
  const [left, right] = plotEdges(widthPx)
  return view[0] + ((px - left) / (right - left)) * (view[1] - view[0])
}

/** Sizes a canvas for the screen's pixels and returns its context scaled to CSS pixels, cleared. */
export function prepareCanvas(canvas: HTMLCanvasElement, widthPx: number, heightPx: number): CanvasRenderingContext2D | null {
  const ratio = window.devicePixelRatio || 1
  const width = Math.round(widthPx * ratio)
  const height = Math.round(heightPx * ratio)
  if (canvas.width !== width) canvas.width = width
  if (canvas.height !== height) canvas.height = height
  const context = canvas.getContext('2d')
  context?.setTransform(ratio, 0, 0, ratio, 0, 0)
  context?.clearRect(0, 0, widthPx, heightPx)
  return context
}
