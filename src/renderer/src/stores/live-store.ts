/** The run in progress as the window sees it: frames go into growing columns, React hears of it at most four times a second. */
import { useSyncExternalStore } from 'react'
import type { SessionMeta } from '../../../core/model/session.ts'
import type { LiveFigures, LiveFrame, RunProgress, Timeline } from '../../../core/model/view.ts'
import { bench } from '../api.ts'
import { Minute, RequestBuffer, SeriesBuffer } from '../features/live/live-buffers.ts'

export const sparkNames = ['ttftP95Ms', 'tpotP50Ms', 'outputTokensPerS', 'completedQps', 'inFlight', 'errors'] as const satisfies readonly (keyof LiveFigures)[]
export type SparkName = (typeof sparkNames)[number]

export interface LiveState {
  readonly meta: SessionMeta | null
  readonly progress: RunProgress
  readonly figures: LiveFigures
  readonly client: LiveFrame['client']
  readonly timeline: Timeline
  readonly sparks: Readonly<Record<SparkName, readonly (number | null)[]>>
}

const TICK_MS = 250
/** Charts cost most and their data is a second old at best: they follow at half the pace. */
const PICTURE_MS = 500

interface Run {
  readonly sessionId: string
  readonly requests: RequestBuffer
  readonly series: SeriesBuffer
  readonly minutes: ReadonlyMap<SparkName, Minute>
  events: LiveFrame['events']
  frame: LiveFrame
  meta: SessionMeta | null
}

function newRun(frame: LiveFrame): Run {
  return {
    sessionId: frame.progress.sessionId, requests: new RequestBuffer(), series: new SeriesBuffer(),
    minutes: new Map(sparkNames.map((name) => [name, new Minute()])), events: [], frame, meta: null,
  }
}

/** A snapshot starts the picture anew but keeps the last minute of figures, which it doesn't carry. */
function runFor(frame: LiveFrame, before: Run | null): Run {
  if (before === null || before.sessionId !== frame.progress.sessionId) return newRun(frame)
  return frame.snapshot ? { ...newRun(frame), minutes: before.minutes, meta: before.meta } : before
}

function take(run: Run, frame: LiveFrame): void {
  run.frame = frame
  run.meta = frame.meta ?? run.meta
  run.requests.append(frame.requests)
  run.series.append(frame.series)
  run.events = [...run.events, ...frame.events]
  for (const [name, minute] of run.minutes) minute.push(frame.progress.elapsedMs, frame.figures[name])
}

function timelineOf({ frame, requests, series, events }: Run): Timeline {
  const all = series.view
  const newest = all.reduce((latest, { tMs }) => Math.max(latest, tMs.at(-1) ?? 0), 0)
  return { durationMs: Math.max(frame.progress.elapsedMs, newest), stages: frame.stages, requests: requests.view, series: all, events }
}

function stateOf({ frame, meta, minutes }: Run, timeline: Timeline): LiveState {
  return {
    meta, progress: frame.progress, figures: frame.figures, client: frame.client,
    timeline,
    sparks: Object.fromEntries([...minutes].map(([name, minute]) => [name, minute.view])) as Record<SparkName, readonly (number | null)[]>,
  }
}

let run: Run | null = null
let state: LiveState | null = null
let pictureAtMs = Number.NEGATIVE_INFINITY
let timer: ReturnType<typeof setTimeout> | null = null
let close: (() => void) | null = null
const listeners = new Set<() => void>()

/** Tells React, unless nobody could see it: a hidden window catches up when it is shown again. */
function tick(): void {
  if (timer !== null) clearTimeout(timer)
  timer = null
  if (run === null || document.hidden) return
  const isSameRun = state?.progress.sessionId === run.sessionId
  const isOver = run.frame.progress.phase === 'ended'
  const nowMs = performance.now()
  // Half a tick of leeway, or a timer that fires a little early would skip a turn.
  if (state !== null && isSameRun && !isOver && nowMs - pictureAtMs < PICTURE_MS - TICK_MS / 2) {
    state = stateOf(run, state.timeline)
  } else {
    pictureAtMs = nowMs
    state = stateOf(run, timelineOf(run))
  }
  for (const listener of [...listeners]) listener()
}

function onFrame(frame: LiveFrame): void {
  run = runFor(frame, run)
  take(run, frame)
  timer ??= setTimeout(tick, TICK_MS)
}

function open(): void {
  document.addEventListener('visibilitychange', tick)
  const closeStream = bench.openLive(onFrame)
  close = () => {
    document.removeEventListener('visibilitychange', tick)
    closeStream()
    if (timer !== null) clearTimeout(timer)
    timer = null
    close = null
  }
}

/** The stream is open while somebody looks. Returns a function that unsubscribes. */
function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  if (close === null) open()
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0) close?.()
  }
}

/** Null until the first frame; keeps the last run's state after it ended. */
export function useLive(): LiveState | null {
  return useSyncExternalStore(subscribe, () => state)
}
