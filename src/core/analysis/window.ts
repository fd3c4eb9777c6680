/** The steady window of a stage: after the users have got going, before sending stopped. */
import { isSuccess } from '../model/outcome.ts'
import type { RequestRecord } from '../model/request.ts'
import type { SessionEvent, StageSpan } from '../model/session.ts'

/** Session ms, both ends included. */
export type Interval = readonly [fromMs: number, toMs: number]

/** When a request belongs to the time axis: sent, or else due (a request that never reached the wire). */
export function anchorMs(record: RequestRecord): number {
  return record.sentAtMs ?? record.dueAtMs
}

function eventAt(events: readonly SessionEvent[], kind: SessionEvent['kind'], stage: number): number | null {
  return events.find((event) => event.kind === kind && event.stage === stage)?.atMs ?? null
}

/** Start of the stage and the end of everything that belongs to it, drain included. */
export function stageInterval(span: StageSpan, requests: readonly RequestRecord[]): Interval {
  let endMs = span.endMs ?? span.startMs
  for (const request of requests) if (request.endAtMs > endMs) endMs = request.endAtMs
  return [span.startMs, endMs]
}

/** The latest of the users' first tokens; null when nobody got one. */
function allUsersStartedMs(requests: readonly RequestRecord[]): number | null {
  const firstToken = new Map<number, number>()
  for (const { user, firstTokenAtMs } of requests) {
    if (firstTokenAtMs !== null && firstTokenAtMs < (firstToken.get(user) ?? Infinity)) firstToken.set(user, firstTokenAtMs)
  }
  let latest: number | null = null
  for (const atMs of firstToken.values()) if (latest === null || atMs > latest) latest = atMs
  return latest
}

/** When a rate-driven stage has its first answer, and about as much open as it will have. */
function firstAnsweredMs(requests: readonly RequestRecord[]): number | null {
  let first: number | null = null
  for (const { outcome, endAtMs } of requests) if (isSuccess(outcome) && (first === null || endAtMs < first)) first = endAtMs
  return first
}

/** When the load has built up; null where it never is the same (a ramp, a trace) or nobody was answered. */
function settledMs(span: StageSpan, requests: readonly RequestRecord[]): number | null {
  if (span.rampTo !== null || span.arrival === 'trace') return null
  return span.ratePerS === null ? allUsersStartedMs(requests) : firstAnsweredMs(requests)
}

/** Requests that belong to a window: those sent in it. */
export function sentWithin(requests: readonly RequestRecord[], [fromMs, toMs]: Interval): readonly RequestRecord[] {
  return requests.filter((request) => anchorMs(request) >= fromMs && anchorMs(request) <= toMs)
}

/**
 * From the stage's start to when sending stopped. The start moves to after every user's first token (under a rate, to the
 * first answer) if at least half of that time, and of the requests sent in it, remains. A stage in which nothing ended before sending stopped is taken whole,
 * and so is one whose only successes lie outside of that. Null when the stage has no requests or no length.
 */
export function steadyWindow(span: StageSpan, requests: readonly RequestRecord[], events: readonly SessionEvent[]): Interval | null {
  const steady = steadyPart(span, requests, events)
  if (steady === null || !requests.some(({ outcome }) => isSuccess(outcome))) return steady
  const [startMs, endMs] = stageInterval(span, requests)
  const sent: Interval = [Math.min(startMs, steady[0]), steady[1]]
  const holdsSuccess = (window: Interval) => sentWithin(requests, window).some(({ outcome }) => isSuccess(outcome))
  return [steady, sent].find(holdsSuccess) ?? [sent[0], endMs]
}

function steadyPart(span: StageSpan, requests: readonly RequestRecord[], events: readonly SessionEvent[]): Interval | null {
  if (requests.length === 0) return null
  const [stageStartMs, stageEndMs] = stageInterval(span, requests)
  const startMs = eventAt(events, 'stage-start', span.index) ?? stageStartMs
  const sendingStoppedMs = eventAt(events, 'drain-start', span.index) ?? span.endMs ?? stageEndMs
  const nothingEnded = requests.every(({ endAtMs }) => endAtMs > sendingStoppedMs)
  const endMs = nothingEnded ? stageEndMs : sendingStoppedMs
  if (endMs <= startMs) return null
  const startedMs = settledMs(span, requests)
  if (startedMs === null || startedMs <= startMs || startedMs > (startMs + endMs) / 2) return [startMs, endMs]
  const sent = sentWithin(requests, [startMs, endMs]).length
  const sentAfter = sentWithin(requests, [startedMs, endMs]).length
  return sentAfter * 2 >= sent && sentAfter > 0 ? [startedMs, endMs] : [startMs, endMs]
}
