/** What the requests look like as time series, beside the hardware's on the same axis. */
import { forEachTokenEvent } from '../analysis/tokens.ts'
import { requestMetrics } from '../measure/request-metrics.ts'
import { isFailure, isSuccess } from '../model/outcome.ts'
import type { RequestRecord } from '../model/request.ts'
import type { SignalName, SignalSeries, SignalUnit } from '../model/telemetry.ts'
import { quantileOfSorted } from '../stats/index.ts'
import { decimate } from './decimate.ts'

/** No series gets more points than this; bins widen instead. */
export const maxBins = 2000

/** Width of a bin for a session of this length, ms: 1 s, or as many whole seconds as keep the series short. */
export function binWidthMs(durationMs: number): number {
  return Math.max(1, Math.ceil(durationMs / 1000 / maxBins)) * 1000
}

function series(signal: SignalName, unit: SignalUnit, windowMs: number, tMs: Float64Array, value: Float64Array): SignalSeries {
  return { source: 'requests', device: '', deviceLabel: '', signal, unit, windowMs, tMs, value, reason: null }
}

/** Changes that follow each other faster than this are one change: a user's next request is sent a blink after the last one ended. */
const settleMs = 2

/** +1 when sent, −1 when ended: a step series that holds each value until the next point. */
function inFlight(requests: readonly RequestRecord[]): SignalSeries {
  const starts = Float64Array.from(requests.flatMap(({ sentAtMs }) => (sentAtMs === null ? [] : [sentAtMs]))).sort()
  const ends = Float64Array.from(requests.flatMap(({ sentAtMs, endAtMs }) => (sentAtMs === null ? [] : [endAtMs]))).sort()
  const t: number[] = []
  const v: number[] = []
  let [s, e] = [0, 0]
  let clusterMs: number | null = null
  while (e < ends.length) {
    const atMs = Math.min(starts[s] ?? Infinity, ends[e]!)
    while (s < starts.length && starts[s]! <= atMs) s += 1
    while (e < ends.length && ends[e]! <= atMs) e += 1
    const nextMs = Math.min(starts[s] ?? Infinity, ends[e] ?? Infinity)
    clusterMs ??= atMs
    if (nextMs - atMs < settleMs && atMs - clusterMs < 5 * settleMs) continue
    clusterMs = null
    t.push(atMs)
    v.push(s - e)
  }
  const all = { t: Float64Array.from(t), v: Float64Array.from(v) }
  const few = t.length > maxBins ? decimate(all.t, all.v, t[0]!, t.at(-1)!, maxBins / 5) : all
  return series('req.inflight', 'count', 0, few.t, few.v)
}

/** Bins over the session; a value stands for the bin that ends at its time, as with averaged sensors. */
class Bins {
  readonly widthMs: number
  readonly tMs: Float64Array

  constructor(durationMs: number) {
    this.widthMs = binWidthMs(durationMs)
    const count = Math.max(1, Math.ceil(durationMs / this.widthMs))
    this.tMs = Float64Array.from({ length: count }, (_, i) => (i + 1) * this.widthMs)
  }

  at(ms: number): number {
    return Math.min(this.tMs.length - 1, Math.max(0, Math.floor(ms / this.widthMs)))
  }

  perSecond(sums: Float64Array): Float64Array {
    return sums.map((sum) => (sum / this.widthMs) * 1000)
  }
}

function quantilePair(
  bins: Bins, names: readonly [SignalName, SignalName], requests: readonly RequestRecord[],
  read: (record: RequestRecord) => { readonly atMs: number | null; readonly value: number | null },
): readonly SignalSeries[] {
  const groups = new Map<number, number[]>()
  for (const record of requests) {
    const { atMs, value } = read(record)
    if (atMs === null || value === null || !isSuccess(record.outcome)) continue
    const bin = bins.at(atMs)
    const group = groups.get(bin)
    if (group === undefined) groups.set(bin, [value])
    else group.push(value)
  }
  const p50 = new Float64Array(bins.tMs.length).fill(Number.NaN)
  const p95 = new Float64Array(bins.tMs.length).fill(Number.NaN)
  for (const [bin, values] of groups) {
    const sorted = Float64Array.from(values).sort()
    p50[bin] = quantileOfSorted(sorted, 0.5)!
    p95[bin] = quantileOfSorted(sorted, 0.95)!
  }
  return [series(names[0], 'ms', bins.widthMs, bins.tMs, p50), series(names[1], 'ms', bins.widthMs, bins.tMs, p95)]
}

/**
 * In flight (step series), token/s, TTFT p50/p95 by send time (binned by answer time it would lag by itself), TPOT p50/p95 by
 * end time, successes/s and failures/s. Latency bins without a success are NaN; counts are 0 there, which is what was measured.
 */
export function requestSeries(requests: readonly RequestRecord[], durationMs: number): SignalSeries[] {
  if (requests.length === 0) return []
  const bins = new Bins(durationMs)
  const sums = { tokens: new Float64Array(bins.tMs.length), completed: new Float64Array(bins.tMs.length), errors: new Float64Array(bins.tMs.length) }
  const add = (into: Float64Array, atMs: number, amount: number) => {
    const bin = bins.at(atMs)
    into[bin] = into[bin]! + amount
  }
  for (const record of requests) {
    forEachTokenEvent(record, (atMs, tokens) => add(sums.tokens, atMs, tokens))
    if (isSuccess(record.outcome)) add(sums.completed, record.endAtMs, 1)
    if (isFailure(record.outcome)) add(sums.errors, record.endAtMs, 1)
  }
  return [
    inFlight(requests),
    series('req.tokens', 'tok/s', bins.widthMs, bins.tMs, bins.perSecond(sums.tokens)),
    ...quantilePair(bins, ['req.ttft.p50', 'req.ttft.p95'], requests, (r) => ({ atMs: r.sentAtMs, value: requestMetrics(r).ttftMs })),
    ...quantilePair(bins, ['req.tpot.p50', 'req.tpot.p95'], requests, (r) => ({ atMs: r.endAtMs, value: requestMetrics(r).tpotMs })),
    series('req.completed', '1/s', bins.widthMs, bins.tMs, bins.perSecond(sums.completed)),
    series('req.errors', '1/s', bins.widthMs, bins.tMs, bins.perSecond(sums.errors)),
  ]
}

/** TTFT of each probe request at its send time; nothing where there was none. A failure leaves a gap. */
export function probeSeries(probes: readonly RequestRecord[]): SignalSeries[] {
  const sent = probes.flatMap((probe) => (probe.sentAtMs === null ? [] : [{ atMs: probe.sentAtMs, ttftMs: isSuccess(probe.outcome) ? requestMetrics(probe).ttftMs : null }]))
  if (sent.length === 0) return []
  return [series('req.probe.ttft', 'ms', 0, Float64Array.from(sent, ({ atMs }) => atMs), Float64Array.from(sent, ({ ttftMs }) => ttftMs ?? Number.NaN))]
}
