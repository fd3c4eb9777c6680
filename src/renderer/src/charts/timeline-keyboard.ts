/** The timeline by keyboard: arrows move the crosshair, Shift+arrows brush, Alt+arrows pan, +/- zoom, Home shows all, Escape lets go. */
import type { TimelineStore } from './timeline-store.ts'

export interface KeyPress {
  readonly key: string
  readonly shiftKey: boolean
  readonly altKey: boolean
}

const STEP_SHARE = 0.01
const PAN_SHARE = 0.1
const ZOOM_FACTOR = 0.7

function move(store: TimelineStore, direction: -1 | 1, press: KeyPress): void {
  const { view, hoverMs, selection } = store.state
  const span = view[1] - view[0]
  if (press.altKey) {
    store.panBy(direction * PAN_SHARE * span)
    return
  }
  const from = hoverMs ?? view[0] + span / 2
  const to = Math.min(Math.max(from + direction * STEP_SHARE * span, view[0]), view[1])
  if (press.shiftKey) {
    const anchor = selection === null ? from : Math.abs(selection[0] - from) < Math.abs(selection[1] - from) ? selection[1] : selection[0]
    store.setSelection([anchor, to])
  }
  store.setHover(to)
}

/** True when the key did something and must not reach the page. */
export function handleTimelineKey(store: TimelineStore, press: KeyPress): boolean {
  const { view, hoverMs, selection } = store.state
  const cursor = hoverMs ?? (view[0] + view[1]) / 2
  switch (press.key) {
    case 'ArrowLeft': move(store, -1, press); return true
    case 'ArrowRight': move(store, 1, press); return true
    case '+': case '=': store.zoomAt(cursor, ZOOM_FACTOR); return true
    case '-': case '_': store.zoomAt(cursor, 1 / ZOOM_FACTOR); return true
    case 'Home': case '0': store.showAll(); return true
    case 'Escape':
      if (selection !== null) store.setSelection(null)
      else if (store.state.focus !== null) store.setFocus(null)
      else if (store.isZoomed) store.showAll()
      else if (hoverMs !== null) store.setHover(null)
      else return false
      return true
    default: return false
  }
}
