/** A long stage in slices of time, and how its figures drift from the first slice to the last. */
import type { Drift, SoakAnalysis, SoakSlice } from '../model/analysis.ts'
import { isFailure, isSuccess } from '../model/outcome.ts'
import type { RequestRecord } from '../model/request.ts'
import type { StoredSession } from '../model/stored-session.ts'
import type { SignalSeries } from '../model/telemetry.ts'
import { requestMetrics } from '../measure/request-metrics.ts'
import { distribution, trendOf } from '../stats/index.ts'
import { forEachTokenEvent } from './tokens.ts'
import type { Interval } from './window.ts'

/** More would be no slices any more; they widen instead. */
const maxSlices = 288
const hourMs = 3_600_000

interface Work {
  readonly ttftMs: number[]
  readonly tpotMs: number[]
  completed: number
  failures: number
  tokens: number
  busyMs: number
}

/** What is of an instant counts where it happened, a latency where its request was sent. */
function fill(slices: readonly Work[], requests: readonly RequestRecord[], [startMs]: Interval, sliceMs: number): void {
  const at = (ms: number): Work | undefined => slices[Math.floor((ms - startMs) / sliceMs)]
  for (const record of requests) {
    const { sentAtMs, endAtMs, outcome } = record
    const own = sentAtMs === null ? undefined : at(sentAtMs)
    if (isSuccess(outcome)) {
      const { ttftMs, tpotMs } = requestMetrics(record)
      if (ttftMs !== null) own?.ttftMs.push(ttftMs)
      if (tpotMs !== null) own?.tpotMs.push(tpotMs)
      const end = at(endAtMs)
      if (end !== undefined) end.completed += 1
    }
    if (isFailure(outcome)) {
      const end = at(endAtMs)
      if (end !== undefined) end.failures += 1
    }
    forEachTokenEvent(record, (atMs, tokens) => {
      const slice = at(atMs)
      if (slice !== undefined) slice.tokens += tokens
    })
    if (sentAtMs !== null) addBusy(slices, sentAtMs - startMs, endAtMs - startMs, sliceMs)
  }
}

function addBusy(slices: readonly Work[], fromMs: number, toMs: number, sliceMs: number): void {
  for (let i = Math.max(0, Math.floor(fromMs / sliceMs)); i < slices.length && i * sliceMs < toMs; i += 1) {
    const slice = slices[i]
    if (slice !== undefined) slice.busyMs += Math.max(0, Math.min(toMs, (i + 1) * sliceMs) - Math.max(fromMs, i * sliceMs))
  }
}

function meanWithin(series: SignalSeries | undefined, fromMs: number, toMs: number): number | null {
  if (series === undefined) return null
  let [sum, n] = [0, 0]
  series.tMs.forEach((atMs, i) => {
    const value = series.value[i] ?? Number.NaN
    if (atMs < fromMs || atMs >= toMs || Number.isNaN(value)) return
    sum += value
    n += 1
  })
  return n === 0 ? null : sum / n
}

const driftNames = ['completedQps', 'outputTokensPerS', 'ttftP50Ms', 'ttftP95Ms', 'tpotP50Ms', 'serverBytes'] as const satisfies readonly (keyof SoakSlice)[]

/** The first slice settles, so it takes no part; null with fewer than three others. */
function driftOf(slices: readonly SoakSlice[], name: (typeof driftNames)[number]): Drift | null {
  const points = slices.slice(1).flatMap((slice) => {
    const value = slice[name]
    return value === null ? [] : [[(slice.fromMs + slice.toMs) / 2 / hourMs, value] as const]
  })
  const trend = trendOf(points)
  return trend === null ? null : { figure: name, n: points.length, perHour: trend.slope, tau: trend.tau, median: trend.median }
}

/** Null where the plan is no soak or its stage never began. A last slice that is not whole is left out. */
export function soakAnalysis({ meta, stages, requests, telemetry }: StoredSession, window: Interval | null): SoakAnalysis | null {
  const { soak } = meta.plan
  const [stage] = stages
  if (soak === undefined || stage === undefined || window === null) return null
  const [startMs, endMs] = [stage.startMs, window[1]]
  const sliceMs = Math.max(soak.sliceMs, Math.ceil((endMs - startMs) / maxSlices))
  const work: readonly Work[] = Array.from({ length: Math.floor((endMs - startMs) / sliceMs) }, () => ({ ttftMs: [], tpotMs: [], completed: 0, failures: 0, tokens: 0, busyMs: 0 }))
  fill(work, requests.filter(({ warmup }) => !warmup), [startMs, endMs], sliceMs)
  const memory = telemetry.find(({ signal }) => signal === 'srv.rss.anon') ?? telemetry.find(({ signal }) => signal === 'srv.rss')
  const perS = (count: number): number => (count / sliceMs) * 1000
  const slices = work.map((one, i): SoakSlice => {
    const [fromMs, toMs] = [startMs + i * sliceMs, startMs + (i + 1) * sliceMs]
    const [ttft, tpot] = [distribution(one.ttftMs), distribution(one.tpotMs)]
    return {
      fromMs, toMs, n: ttft.n, failures: one.failures, completedQps: perS(one.completed), outputTokensPerS: perS(one.tokens), measuredConcurrency: one.busyMs / sliceMs,
      ttftP50Ms: ttft.p50, ttftP95Ms: ttft.p95, tpotP50Ms: tpot.p50, tpotP95Ms: tpot.p95, serverBytes: meanWithin(memory, fromMs, toMs),
    }
  })
  return { sliceMs, slices, drifts: driftNames.flatMap((name) => driftOf(slices, name) ?? []) }
}
