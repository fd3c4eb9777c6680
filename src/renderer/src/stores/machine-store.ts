/** The machine as the Machine view sees it: the stream is open, and the sensors are read, only while somebody looks. */
import { useSyncExternalStore } from 'react'
import { emptyRequestColumns } from '../../../core/model/request-columns.ts'
import type { MachineFrame, SensorStatus, Timeline } from '../../../core/model/view.ts'
import { bench } from '../api.ts'
import { SeriesBuffer } from '../features/live/live-buffers.ts'

export interface MachineState {
  readonly nowMs: number
  readonly timeline: Timeline
  readonly sensors: readonly SensorStatus[]
}

const TICK_MS = 500

let series = new SeriesBuffer()
let events: MachineFrame['events'] = []
let latest: MachineFrame | null = null
let state: MachineState | null = null
let timer: ReturnType<typeof setTimeout> | null = null
let close: (() => void) | null = null
const listeners = new Set<() => void>()
const watchListeners = new Set<() => void>()

function tick(): void {
  timer = null
  if (latest === null || document.hidden) return
  const { nowMs, sensors } = latest
  state = { nowMs, sensors, timeline: { durationMs: nowMs, stages: [], requests: emptyRequestColumns, series: series.view, events } }
  for (const listener of [...listeners]) listener()
}

function onFrame(frame: MachineFrame): void {
  if (frame.snapshot) {
    series = new SeriesBuffer()
    events = []
  }
  series.append(frame.series)
  events = [...events, ...frame.events].slice(-200)
  latest = frame
  timer ??= setTimeout(tick, state === null ? 0 : TICK_MS)
}

function open(): void {
  document.addEventListener('visibilitychange', tick)
  const closeStream = bench.openMachine(onFrame)
  close = () => {
    document.removeEventListener('visibilitychange', tick)
    closeStream()
    if (timer !== null) clearTimeout(timer)
    timer = null
    latest = null
    state = null
    close = null
    for (const listener of watchListeners) listener()
  }
  for (const listener of watchListeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  if (close === null) open()
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0) close?.()
  }
}

/** Null until the first frame. */
export function useMachine(): MachineState | null {
  return useSyncExternalStore(subscribe, () => state)
}

function subscribeWatching(listener: () => void): () => void {
  watchListeners.add(listener)
  return () => void watchListeners.delete(listener)
}

/** True while the Machine view has the sensors read. */
export function useIsWatching(): boolean {
  return useSyncExternalStore(subscribeWatching, () => close !== null)
}
