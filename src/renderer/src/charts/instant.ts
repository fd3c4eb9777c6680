/** Everything that is known of one instant: the value of each signal, and the requests that were open. */
import type { RequestColumns } from '../../../core/model/request-columns.ts'
import { signalKey, type SignalName, type SignalSeries } from '../../../core/model/telemetry.ts'
import type { Timeline } from '../../../core/model/view.ts'
import { usualGapMs, valueAt } from './series-lookup.ts'

export type OpenPhase = 'prefill' | 'decode' | 'end'

export interface OpenRequest {
  readonly index: number
  readonly phase: OpenPhase
  /** Since it was sent, ms. */
  readonly ageMs: number
}

export interface InstantValue {
  readonly key: string
  readonly series: SignalSeries
  readonly value: number
}

export interface Instant {
  readonly atMs: number
  /** Open at that instant; a running session may know more of them than it can name. */
  readonly inFlight: number
  readonly byPhase: Readonly<Record<OpenPhase, number>>
  /** The oldest first. */
  readonly open: readonly OpenRequest[]
  readonly values: readonly InstantValue[]
}

/** So many are named. */
const NAMED = 4
/** Single cores and properties that do not move would bury the rest; what is of requests is told in words. */
const leftOut: ReadonlySet<SignalName> = new Set(['cpu.core', 'mem.total', 'gpu.mem.total', 'gpu.power.limit', 'gpu.clock.max', 'gpu.pcie.gen', 'gpu.pcie.width', 'gpu.throttle', 'srv.slots.total', 'req.inflight', 'req.completed', 'req.errors', 'power.mains'])

function phaseAt(requests: RequestColumns, i: number, atMs: number): OpenPhase {
  const [first, last] = [requests.firstTokenAtMs[i] ?? Number.NaN, requests.lastTokenAtMs[i] ?? Number.NaN]
  if (Number.isNaN(first) || atMs < first) return 'prefill'
  return Number.isNaN(last) || atMs <= last ? 'decode' : 'end'
}

function openAt(requests: RequestColumns, atMs: number): readonly OpenRequest[] {
  const open: OpenRequest[] = []
  const { sentAtMs, endAtMs, index } = requests
  for (let i = 0; i < sentAtMs.length; i += 1) {
    const sent = sentAtMs[i] ?? Number.NaN
    // A request that was never sent has NaN and passes neither comparison.
    if (!(sent <= atMs && atMs < (endAtMs[i] ?? 0))) continue
    open.push({ index: index[i] ?? 0, phase: phaseAt(requests, i, atMs), ageMs: atMs - sent })
  }
  return open.sort((a, b) => b.ageMs - a.ageMs)
}

const gaps = new WeakMap<Float64Array, number>()

function gapOf(tMs: Float64Array): number {
  const known = gaps.get(tMs) ?? usualGapMs(tMs)
  gaps.set(tMs, known)
  return known
}

export function instantAt(timeline: Timeline, atMs: number): Instant {
  const open = openAt(timeline.requests, atMs)
  const counted = timeline.series.find(({ signal }) => signal === 'req.inflight')
  const told = counted === undefined ? null : valueAt(counted.tMs, counted.value, atMs, gapOf(counted.tMs))
  const count = (phase: OpenPhase) => open.filter((one) => one.phase === phase).length
  const values = timeline.series.flatMap((series) => {
    const value = leftOut.has(series.signal) ? null : valueAt(series.tMs, series.value, atMs, series.source === 'requests' ? gapOf(series.tMs) : 'sensor')
    return value === null ? [] : [{ key: signalKey(series), series, value }]
  })
  return {
    atMs, values, open: open.slice(0, NAMED), byPhase: { prefill: count('prefill'), decode: count('decode'), end: count('end') },
    inFlight: Math.max(open.length, Math.round(told ?? 0)),
  }
}
