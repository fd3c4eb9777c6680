/** Holds the canvases of one timeline together: who draws when, how wide, in which theme, and what lies under the pointer. */
import { readChartTheme, watchTheme, type ChartTheme } from './chart-theme.ts'
import { cancelDraw, requestDraw, type Drawable } from './draw-scheduler.ts'
import { LaneChart, type LaneContent } from './lane-chart.ts'
import type { DecorInput } from './lane-decor.ts'
import { prepareCanvas, pxToTime, timeToPx } from './lane-geometry.ts'
import type { EventMark, StageBand } from './lane-types.ts'
import { readoutSentence, writeReadouts } from './readout.ts'
import { nearestPoint, upperBound } from './series-lookup.ts'
import { crosshairText, drawOverlay, type HoveredPoint } from './timeline-overlay.ts'
import { drawShareAxis, drawStageRuler, drawTimeAxis, RULER_HEIGHT_PX, shareText, TIME_AXIS_HEIGHT_PX } from './timeline-rulers.ts'
import type { Range, TimelineStore } from './timeline-store.ts'

interface MountedLane {
  readonly canvas: HTMLCanvasElement
  readonly chart: LaneChart
  readonly drawable: Drawable
  readonly head: HTMLElement
  isVisible: boolean
}

export interface PointHit {
  readonly request: number
  readonly xPx: number
  readonly yPx: number
}

const HIT_PX = 8

/** What lies along the axis: time, or the share of a sorted sample. */
export interface SurfaceAxis {
  readonly draw: (input: DecorInput) => void
  readonly text: (at: number, view: Range, widthPx: number) => string
}
const timeAxis: SurfaceAxis = { draw: drawTimeAxis, text: crosshairText }
export const shareAxis: SurfaceAxis = { draw: drawShareAxis, text: (at) => shareText(at) }

export class TimelineSurface {
  readonly store: TimelineStore
  readonly #axis: SurfaceAxis
  #theme: ChartTheme = readChartTheme()
  #bands: readonly StageBand[] = []
  #marks: readonly EventMark[] = []
  #overlay: HTMLCanvasElement | null = null
  #bubble: HTMLElement | null = null
  #widthPx = 0
  #point: HoveredPoint | null = null
  #isLive = false
  readonly #lanes = new Map<string, MountedLane>()
  readonly #rulers = new Map<HTMLCanvasElement, Drawable>()
  readonly #overlayDrawable: Drawable = { isVisible: () => true, draw: () => { this.#drawOverlay() } }
  readonly #stops: (() => void)[] = []
  readonly #visibility: IntersectionObserver
  readonly #size: ResizeObserver

  constructor(store: TimelineStore, axis: SurfaceAxis = timeAxis) {
    this.store = store
    this.#axis = axis
    this.#visibility = new IntersectionObserver((entries) => { this.#onVisibility(entries) })
    this.#size = new ResizeObserver(() => { this.#measure() })
    this.#stops.push(
      store.subscribe('view', () => { this.redraw() }),
      store.subscribe('hover', () => { requestDraw(this.#overlayDrawable) }),
      store.subscribe('selection', () => { requestDraw(this.#overlayDrawable) }),
      store.subscribe('focus', () => { requestDraw(this.#overlayDrawable) }),
      watchTheme(() => { this.#onTheme() }),
    )
  }

  get widthPx(): number {
    return this.#widthPx
  }

  get bands(): readonly StageBand[] {
    return this.#bands
  }

  setDecor(bands: readonly StageBand[], marks: readonly EventMark[], isLive: boolean): void {
    this.#bands = bands
    this.#marks = marks
    this.#isLive = isLive
    for (const drawable of this.#rulers.values()) requestDraw(drawable)
    requestDraw(this.#overlayDrawable)
  }

  mountOverlay(canvas: HTMLCanvasElement): () => void {
    this.#overlay = canvas
    this.#size.observe(canvas)
    this.#measure()
    return () => {
      this.#size.unobserve(canvas)
      cancelDraw(this.#overlayDrawable)
      this.#overlay = null
    }
  }

  /** The time at the crosshair, on the axis: an element, because the axis stays in sight while the lanes scroll. */
  mountBubble(element: HTMLElement): () => void {
    this.#bubble = element
    requestDraw(this.#overlayDrawable)
    return () => { this.#bubble = null }
  }

  mountRuler(canvas: HTMLCanvasElement, kind: 'stages' | 'time'): () => void {
    const heightPx = kind === 'stages' ? RULER_HEIGHT_PX : TIME_AXIS_HEIGHT_PX
    const draw = (): void => {
      const context = prepareCanvas(canvas, this.#widthPx, heightPx)
      if (context === null || this.#widthPx === 0) return
      const input: DecorInput = { context, view: this.store.state.view, widthPx: this.#widthPx, heightPx, theme: this.#theme }
      if (kind === 'stages') drawStageRuler(input, this.#bands, this.#marks)
      else this.#axis.draw(input)
    }
    const drawable: Drawable = { isVisible: () => true, draw }
    this.#rulers.set(canvas, drawable)
    requestDraw(drawable)
    return () => {
      cancelDraw(drawable)
      this.#rulers.delete(canvas)
    }
  }

  /** `head` holds the elements that show values at the crosshair. */
  mountLane(canvas: HTMLCanvasElement, head: HTMLElement, content: LaneContent): () => void {
    const chart = new LaneChart(canvas, content, this.#theme, this.store.state.view)
    const lane: MountedLane = {
      canvas, chart, head, isVisible: true,
      drawable: { isVisible: () => lane.isVisible && this.#widthPx > 0, draw: () => { chart.draw(this.store.state.view, this.#widthPx, canvas.parentElement?.clientHeight ?? 0) } },
    }
    this.#lanes.set(content.lane.id, lane)
    this.#visibility.observe(canvas)
    requestDraw(lane.drawable)
    return () => {
      this.#visibility.unobserve(canvas)
      cancelDraw(lane.drawable)
      this.#lanes.delete(content.lane.id)
      chart.destroy()
    }
  }

  updateLane(content: LaneContent): void {
    const lane = this.#lanes.get(content.lane.id)
    if (lane === undefined) return
    lane.chart.setContent(content)
    requestDraw(lane.drawable)
    requestDraw(this.#overlayDrawable)
  }

  redraw(): void {
    for (const { drawable } of this.#lanes.values()) requestDraw(drawable)
    for (const drawable of this.#rulers.values()) requestDraw(drawable)
    requestDraw(this.#overlayDrawable)
  }

  msAt(xPx: number): number {
    return pxToTime(xPx, this.store.state.view, this.#widthPx)
  }

  pxAt(ms: number): number {
    return timeToPx(ms, this.store.state.view, this.#widthPx)
  }

  /** The request sent nearest to an instant; null where there is none. */
  requestNear(atMs: number): number | null {
    let best: { readonly request: number; readonly distanceMs: number } | null = null
    for (const { tMs, request } of this.#lanes.get('ttft')?.chart.lane.series ?? []) {
      if (request === null) continue
      const after = upperBound(tMs, atMs)
      for (const i of [after - 1, after]) {
        const distanceMs = Math.abs((tMs[i] ?? Number.POSITIVE_INFINITY) - atMs)
        if (Number.isFinite(distanceMs) && (best === null || distanceMs < best.distanceMs)) best = { request: request[i] ?? 0, distanceMs }
      }
    }
    return best?.request ?? null
  }

  /** The crosshair's time and the values of all lanes there, in words. */
  crosshairSentence(): string {
    const { hoverMs, view } = this.store.state
    if (hoverMs === null) return ''
    const lanes = [...this.#lanes.values()].map(({ chart }) => readoutSentence(chart.lane, hoverMs)).filter((part) => part !== '')
    return [this.#axis.text(hoverMs, view, this.#widthPx), ...lanes].join('. ')
  }

  /** The request whose point is under a place of the overlay. */
  hitPoint(xPx: number, yPx: number): PointHit | null {
    const overlay = this.#overlay?.getBoundingClientRect()
    if (overlay === undefined) return null
    for (const { canvas, chart } of this.#lanes.values()) {
      const box = canvas.getBoundingClientRect()
      const top = box.top - overlay.top
      if (yPx < top || yPx > top + box.height) continue
      const toPx = { x: (ms: number) => this.pxAt(ms), y: (value: number) => chart.yOf(value), msAt: (x: number) => this.msAt(x) }
      let best: (PointHit & { readonly distancePx: number }) | null = null
      for (const { tMs, value, request } of chart.lane.series) {
        if (request === null) continue
        const hit = nearestPoint({ tMs, value }, { xPx, yPx: yPx - top, maxPx: HIT_PX }, toPx)
        if (hit === null || (best !== null && best.distancePx <= hit.distancePx)) continue
        best = { request: request[hit.index] ?? 0, xPx: this.pxAt(tMs[hit.index] ?? 0), yPx: top + chart.yOf(value[hit.index] ?? 0), distancePx: hit.distancePx }
      }
      return best
    }
    return null
  }

  setPoint(point: HoveredPoint | null): void {
    if (point === this.#point) return
    this.#point = point
    requestDraw(this.#overlayDrawable)
  }

  /** The request whose point is under the pointer. */
  get pointedRequest(): number | null {
    return this.#point?.request ?? null
  }

  destroy(): void {
    for (const stop of this.#stops) stop()
    this.#visibility.disconnect()
    this.#size.disconnect()
    cancelDraw(this.#overlayDrawable)
  }

  #drawOverlay(): void {
    const canvas = this.#overlay
    if (canvas === null || this.#widthPx === 0) return
    const heightPx = canvas.clientHeight
    const context = prepareCanvas(canvas, this.#widthPx, heightPx)
    const { state } = this.store
    if (context !== null) drawOverlay({ context, state, widthPx: this.#widthPx, heightPx, theme: this.#theme, point: this.#point })
    this.#moveBubble(state.hoverMs)
    const atMs = state.hoverMs ?? (this.#isLive ? Number.POSITIVE_INFINITY : null)
    for (const { head, chart } of this.#lanes.values()) writeReadouts(head, chart.lane, atMs)
  }

  #moveBubble(hoverMs: number | null): void {
    const bubble = this.#bubble
    if (bubble === null) return
    const { view } = this.store.state
    const isShown = hoverMs !== null && hoverMs >= view[0] && hoverMs <= view[1]
    bubble.hidden = !isShown
    if (!isShown) return
    bubble.textContent = this.#axis.text(hoverMs, view, this.#widthPx)
    const half = bubble.offsetWidth / 2
    bubble.style.transform = `translateX(${Math.round(Math.min(Math.max(this.pxAt(hoverMs), half), this.#widthPx - half) - half)}px)`
  }

  #measure(): void {
    const widthPx = this.#overlay?.clientWidth ?? 0
    this.#widthPx = widthPx
    this.redraw()
  }

  #onTheme(): void {
    this.#theme = readChartTheme()
    for (const { chart } of this.#lanes.values()) chart.setTheme(this.#theme)
    this.redraw()
  }

  #onVisibility(entries: readonly IntersectionObserverEntry[]): void {
    for (const lane of this.#lanes.values()) {
      const entry = entries.find((each) => each.target === lane.canvas)
      if (entry === undefined) continue
      lane.isVisible = entry.isIntersecting
      if (lane.isVisible) requestDraw(lane.drawable)
    }
  }
}
