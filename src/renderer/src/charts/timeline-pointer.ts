/** Pointer and wheel on the timeline: drag brushes, wheel zooms at the cursor, shift-wheel or space-drag pans, double-click shows all;
 * a click opens the request under the pointer, or else explains the moment. */
import { plotEdges } from './lane-geometry.ts'
import { momentRange } from './moment-range.ts'
import type { TimelineSurface } from './timeline-surface.ts'
import type { Range } from './timeline-store.ts'

export interface PointerHandlers {
  /** Null where a request can't be opened yet. */
  readonly onOpenRequest: ((request: number) => void) | null
  readonly describeRequest: (request: number) => string
  /** Absent where a moment can't be explained. */
  readonly onExplain?: ((moment: { readonly request: number } | { readonly range: Range }) => void) | undefined
}

type Drag =
  | { readonly kind: 'press'; readonly xPx: number; readonly yPx: number }
  | { readonly kind: 'brush'; readonly anchorMs: number }
  | { readonly kind: 'pan'; readonly xPx: number; readonly view: Range }

const DRAG_PX = 4
const EDGE_PX = 5
/** Two clicks within this are a double click. */
const DOUBLE_MS = 260
const ZOOM_PER_PX = 0.0016

/** Attaches to the overlay. Returns a function that detaches. */
export function attachPointer(overlay: HTMLCanvasElement, surface: TimelineSurface, handlers: () => PointerHandlers): () => void {
  const { store } = surface
  let drag: Drag | null = null
  let isSpaceDown = false

  const place = (event: MouseEvent): { readonly xPx: number; readonly yPx: number; readonly atMs: number } => {
    const box = overlay.getBoundingClientRect()
    const [left, right] = plotEdges(surface.widthPx)
    const xPx = event.clientX - box.left
    return { xPx, yPx: event.clientY - box.top, atMs: surface.msAt(Math.min(Math.max(xPx, left), right)) }
  }

  /** The fixed end when the pointer is on the other end of the brushed range. */
  const anchorAt = (xPx: number): number | null => {
    const { selection } = store.state
    if (selection === null) return null
    if (Math.abs(surface.pxAt(selection[0]) - xPx) <= EDGE_PX) return selection[1]
    if (Math.abs(surface.pxAt(selection[1]) - xPx) <= EDGE_PX) return selection[0]
    return null
  }

  const hover = (event: PointerEvent): void => {
    const { xPx, yPx, atMs } = place(event)
    store.setHover(atMs)
    const hit = drag === null ? surface.hitPoint(xPx, yPx) : null
    surface.setPoint(hit === null ? null : { xPx: hit.xPx, yPx: hit.yPx, request: hit.request, text: handlers().describeRequest(hit.request) })
    const isPan = drag?.kind === 'pan' || isSpaceDown
    overlay.style.cursor = isPan ? 'grab' : hit !== null && handlers().onOpenRequest !== null ? 'pointer' : anchorAt(xPx) !== null ? 'ew-resize' : 'crosshair'
  }

  const onDown = (event: PointerEvent): void => {
    if (event.button !== 0) return
    const { xPx, yPx } = place(event)
    overlay.setPointerCapture(event.pointerId)
    const anchorMs = anchorAt(xPx)
    if (isSpaceDown) drag = { kind: 'pan', xPx, view: store.state.view }
    else if (anchorMs !== null) drag = { kind: 'brush', anchorMs }
    else drag = { kind: 'press', xPx, yPx }
  }

  const onMove = (event: PointerEvent): void => {
    const { xPx, atMs } = place(event)
    if (drag?.kind === 'press' && Math.abs(xPx - drag.xPx) > DRAG_PX) drag = { kind: 'brush', anchorMs: surface.msAt(drag.xPx) }
    if (drag?.kind === 'brush') store.setSelection([drag.anchorMs, atMs], false)
    if (drag?.kind === 'pan') {
      const msPerPx = (drag.view[1] - drag.view[0]) / Math.max(1, surface.pxAt(store.state.view[1]) - surface.pxAt(store.state.view[0]))
      store.setView([drag.view[0] - (xPx - drag.xPx) * msPerPx, drag.view[1] - (xPx - drag.xPx) * msPerPx])
    }
    hover(event)
  }

  let soon: ReturnType<typeof setTimeout> | null = null
  const notYet = (): void => {
    if (soon !== null) clearTimeout(soon)
    soon = null
  }
  /** Once it is sure that no second click makes it a double one. */
  const explainSoon = (atMs: number): void => {
    notYet()
    const explain = handlers().onExplain
    if (explain !== undefined) soon = setTimeout(() => { explain({ range: momentRange(store.state, atMs) }) }, DOUBLE_MS)
  }

  const click = (xPx: number, yPx: number): void => {
    const hit = surface.hitPoint(xPx, yPx)
    const open = handlers().onOpenRequest
    if (hit !== null && open !== null) open(hit.request)
    else if (store.state.selection !== null) store.setSelection(null)
    else explainSoon(surface.msAt(xPx))
  }

  const onUp = (event: PointerEvent): void => {
    const ended = drag
    drag = null
    if (ended?.kind === 'press') click(ended.xPx, ended.yPx)
    if (ended?.kind === 'brush') store.setSelection(store.state.selection)
    hover(event)
  }

  const onLeave = (): void => {
    if (drag !== null) return
    store.setHover(null)
    surface.setPoint(null)
  }

  const onWheel = (event: WheelEvent): void => {
    const { view } = store.state
    const delta = Math.abs(event.deltaX) > Math.abs(event.deltaY) || event.shiftKey ? event.deltaX || event.deltaY : 0
    // With nothing to zoom out of, the wheel scrolls the page on: the timeline is no trap.
    if (delta === 0 && event.deltaY > 0 && !store.isZoomed) return
    event.preventDefault()
    const { atMs } = place(event)
    if (delta !== 0) store.panBy((delta / Math.max(1, surface.widthPx)) * (view[1] - view[0]))
    else store.zoomAt(atMs, Math.exp(event.deltaY * ZOOM_PER_PX))
    surface.setPoint(null)
    store.setHover(place(event).atMs)
  }

  /** A request under the pointer is meant before the instant. */
  const onMenu = (event: MouseEvent): void => {
    const explain = handlers().onExplain
    if (explain === undefined) return
    event.preventDefault()
    const { xPx, yPx, atMs } = place(event)
    const hit = surface.hitPoint(xPx, yPx)
    explain(hit === null ? { range: momentRange(store.state, atMs) } : { request: hit.request })
  }

  const onDouble = (): void => {
    notYet()
    store.showAll()
  }
  const onSpace = (event: KeyboardEvent): void => {
    if (event.code !== 'Space') return
    isSpaceDown = event.type === 'keydown' && (overlay.matches(':hover') || document.activeElement === overlay)
    if (isSpaceDown && event.target === overlay) event.preventDefault()
  }

  overlay.addEventListener('pointerdown', onDown)
  overlay.addEventListener('pointermove', onMove)
  overlay.addEventListener('pointerup', onUp)
  overlay.addEventListener('pointercancel', onUp)
  overlay.addEventListener('pointerleave', onLeave)
  overlay.addEventListener('wheel', onWheel, { passive: false })
  overlay.addEventListener('dblclick', onDouble)
  overlay.addEventListener('contextmenu', onMenu)
  window.addEventListener('keydown', onSpace)
  window.addEventListener('keyup', onSpace)
  return () => {
    notYet()
    overlay.removeEventListener('pointerdown', onDown)
    overlay.removeEventListener('pointermove', onMove)
    overlay.removeEventListener('pointerup', onUp)
    overlay.removeEventListener('pointercancel', onUp)
    overlay.removeEventListener('pointerleave', onLeave)
    overlay.removeEventListener('wheel', onWheel)
    overlay.removeEventListener('dblclick', onDouble)
    overlay.removeEventListener('contextmenu', onMenu)
    window.removeEventListener('keydown', onSpace)
    window.removeEventListener('keyup', onSpace)
  }
}
