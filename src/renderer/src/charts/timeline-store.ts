/** What all lanes of one timeline share: the visible range, the crosshair and the brushed range, in session ms. */
import type { LaneId } from './lane-types.ts'

export type Range = readonly [fromMs: number, toMs: number]

/** What a piece of evidence points at: a time range, and the lanes that show it. */
export interface TimelineFocus {
  readonly range: Range
  readonly lanes: readonly LaneId[]
}

export interface TimelineState {
  /** The whole recording; grows while a run is on. */
  readonly domain: Range
  readonly view: Range
  readonly hoverMs: number | null
  readonly selection: Range | null
  readonly focus: TimelineFocus | null
}

/** `view`: redraw the lanes. `hover`: redraw the overlay only. `selection`: overlay, and figures recompute once it is committed. `focus`: lanes are marked. */
export type TimelineTopic = 'view' | 'hover' | 'selection' | 'commit' | 'focus'

/** The closest one can zoom in. */
export const MIN_SPAN_MS = 50

/** What is shown around a range that is pointed at, as a share of it; and the least that is shown in all. */
const FOCUS_ROOM = 0.3
const MIN_FOCUS_MS = 4_000

export class TimelineStore {
  #state: TimelineState
  readonly #listeners = new Map<TimelineTopic, Set<() => void>>()

  constructor(domain: Range) {
    this.#state = { domain, view: domain, hoverMs: null, selection: null, focus: null }
  }

  get state(): TimelineState {
    return this.#state
  }

  get isZoomed(): boolean {
    const { domain, view } = this.#state
    return view[0] > domain[0] || view[1] < domain[1]
  }

  /** Returns a function that unsubscribes. */
  subscribe(topic: TimelineTopic, listener: () => void): () => void {
    const listeners = this.#listeners.get(topic) ?? new Set()
    this.#listeners.set(topic, listeners)
    listeners.add(listener)
    return () => void listeners.delete(listener)
  }

  /** A growing recording keeps showing everything unless the user has zoomed in. */
  setDomain(domain: Range): void {
    const before = this.#state
    if (before.domain[0] === domain[0] && before.domain[1] === domain[1]) return
    const view = this.isZoomed ? fit(before.view, domain) : domain
    this.#set({ domain, view }, 'view')
  }

  /** `factor` < 1 zooms in; the instant under the cursor stays where it is. */
  zoomAt(atMs: number, factor: number): void {
    const { view, domain } = this.#state
    const span = clamp((view[1] - view[0]) * factor, Math.min(MIN_SPAN_MS, domain[1] - domain[0]), domain[1] - domain[0])
    const share = (atMs - view[0]) / (view[1] - view[0])
    this.setView([atMs - share * span, atMs + (1 - share) * span])
  }

  panBy(deltaMs: number): void {
    const { view } = this.#state
    this.setView([view[0] + deltaMs, view[1] + deltaMs])
  }

  setView(view: Range): void {
    const next = fit(view, this.#state.domain)
    if (next[0] === this.#state.view[0] && next[1] === this.#state.view[1]) return
    this.#set({ view: next }, 'view')
  }

  showAll(): void {
    this.setFocus(null)
    this.setView(this.#state.domain)
  }

  setHover(hoverMs: number | null): void {
    if (hoverMs === this.#state.hoverMs) return
    this.#set({ hoverMs }, 'hover')
  }

  /** Draws the brush; `commit` tells those that compute figures from it. */
  setSelection(selection: Range | null, commit = true): void {
    const ordered: Range | null = selection === null ? null : fitInside(selection, this.#state.domain)
    this.#set({ selection: ordered }, 'selection')
    if (commit) this.#emit('commit')
  }

  /** Points at a range, and brings it into view with some room around it unless told not to; null lets go and leaves the view. */
  setFocus(focus: TimelineFocus | null, zoom = true): void {
    if (focus === null && this.#state.focus === null) return
    const range = focus === null ? null : fitInside(focus.range, this.#state.domain)
    this.#set({ focus: focus === null || range === null ? null : { ...focus, range } }, 'focus')
    if (range === null || !zoom) return
    const roomMs = Math.max(MIN_FOCUS_MS - (range[1] - range[0]), FOCUS_ROOM * (range[1] - range[0])) / 2
    this.setView([Math.max(this.#state.domain[0], range[0] - roomMs), Math.min(this.#state.domain[1], range[1] + roomMs)])
  }

  #set(change: Partial<TimelineState>, topic: TimelineTopic): void {
    this.#state = { ...this.#state, ...change }
    this.#emit(topic)
  }

  #emit(topic: TimelineTopic): void {
    for (const listener of this.#listeners.get(topic) ?? []) listener()
  }
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high)
}

/** Moves a range into the domain without changing its length, and cuts it where it is longer. */
function fit(range: Range, domain: Range): Range {
  const span = Math.min(Math.max(range[1] - range[0], 0), domain[1] - domain[0])
  if (span === domain[1] - domain[0]) return domain
  const from = clamp(range[0], domain[0], domain[1] - span)
  return [from, from + span]
}

function fitInside(range: Range, domain: Range): Range {
  const low = Math.min(range[0], range[1])
  const high = Math.max(range[0], range[1])
  return [clamp(low, domain[0], domain[1]), clamp(high, domain[0], domain[1])]
}
