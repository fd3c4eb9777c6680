/** Reads finished and running sessions with their analysis, and keeps the last one opened in memory for brushing and exports. */
import { analyseSession, isClientLimited } from '../../core/analysis/index.ts'
import { analyseSeries, seriesRunOf } from '../../core/analysis/series.ts'
import { diagnose } from '../../core/diagnosis/diagnose.ts'
import type { DiagnosisLimits } from '../../core/diagnosis/limits.ts'
import { rangeEvidence, sessionEvidence } from '../../core/diagnosis/evidence.ts'
import type { Diagnosis } from '../../core/model/diagnosis.ts'
import type { SessionAnalysis } from '../../core/model/analysis.ts'
import type { SessionId } from '../../core/model/ids.ts'
import { isFailure } from '../../core/model/outcome.ts'
import type { RequestRecord } from '../../core/model/request.ts'
import { requestMetrics } from '../../core/measure/request-metrics.ts'
import { encodeRequests } from '../../core/model/request-columns.ts'
import type { StoredSession } from '../../core/model/stored-session.ts'
import type { SignalSeries } from '../../core/model/telemetry.ts'
import type { SeriesView, SessionOpening, SessionView } from '../../core/model/view.ts'
import { decimate, probeSeries, requestSeries } from '../../core/series/index.ts'
import type { SessionSummary } from '../../node/db/sessions-repo.ts'
import type { Store } from '../../node/db/store.ts'

/** Longer series are thinned before they travel to the window: no screen is wider. The database and exports keep all. */
const maxPoints = 20_000
const pointsPerColumn = 5
/** Requests that travel to the window one by one: more are a choice of them, while every figure still rests on all. */
const maxRequests = 50_000
/** Analysing so many takes long enough to say so. */
const longFrom = 50_000

/** All failures (as many as fit into half of it), and of the others every so many. */
function chosen(requests: readonly RequestRecord[]): readonly RequestRecord[] {
  if (requests.length <= maxRequests) return requests
  const failures = requests.reduce((count, { outcome }) => count + (isFailure(outcome) ? 1 : 0), 0)
  const failureStep = Math.max(1, Math.ceil(failures / (maxRequests / 2)))
  const step = Math.ceil((requests.length - failures) / (maxRequests - Math.ceil(failures / failureStep)))
  let [failed, other] = [0, 0]
  return requests.filter(({ outcome }) => {
    if (isFailure(outcome)) return failed++ % failureStep === 0
    return other++ % step === 0
  })
}

export interface OpenedSession {
  readonly stored: StoredSession
  readonly analysis: SessionAnalysis
}

function lastAtMs(stored: StoredSession): number {
  const ends = stored.requests.reduce((latest, record) => Math.max(latest, record.endAtMs), 0)
  const samples = stored.telemetry.reduce((latest, series) => Math.max(latest, series.tMs.at(-1) ?? 0), ends)
  return stored.events.reduce((latest, event) => Math.max(latest, event.atMs), samples)
}

function thin(series: SignalSeries): SignalSeries {
  if (series.tMs.length <= maxPoints) return series
  const { t, v } = decimate(series.tMs, series.value, series.tMs[0] ?? 0, series.tMs.at(-1) ?? 0, maxPoints / pointsPerColumn)
  return { ...series, tMs: t, value: v }
}

/** Latency is of the stage with the most throughput: a mean over different loads describes none of them. */
export function summaryOf(analysis: SessionAnalysis): SessionSummary {
  const best = analysis.stages.find(({ index }) => index === analysis.capacity.bestStage)
  return {
    ttftP95Ms: best?.metrics.ttftMs.p95 ?? null,
    tpotP50Ms: best?.metrics.tpotMs.p50 ?? null,
    bestOutputTokensPerS: analysis.capacity.bestOutputTokensPerS,
    clientValid: clientValid(analysis),
  }
}

/** Null where nothing proves the client innocent or guilty. */
function clientValid({ client, stages }: SessionAnalysis): boolean | null {
  if (isClientLimited(client) || stages.some((stage) => isClientLimited(stage.client))) return false
  return client.valid ? true : null
}

/** What is wrong with a session, or with a brushed part of it. */
export function diagnosisOf({ stored, analysis }: OpenedSession, range: readonly [number, number] | null = null, limits?: DiagnosisLimits): Diagnosis {
  return diagnose(range === null ? sessionEvidence(stored, analysis) : rangeEvidence(stored, analysis, ...range), limits)
}

export function sessionView({ stored, analysis }: OpenedSession): SessionView {
  const durationMs = stored.meta.durationMs ?? lastAtMs(stored)
  const requests = chosen(stored.requests)
  const probes = chosen(stored.probes ?? [])
  return {
    meta: stored.meta,
    analysis,
    timeline: {
      durationMs,
      stages: stored.stages,
      requests: encodeRequests(requests, requests.map(requestMetrics)),
      ...(requests.length === stored.requests.length ? {} : { requestCount: stored.requests.length }),
      ...(probes.length === 0 ? {} : { probes: encodeRequests(probes, probes.map(requestMetrics)) }),
      series: [...stored.telemetry.map(thin), ...requestSeries(stored.requests, durationMs), ...probeSeries(stored.probes ?? [])],
      events: stored.events,
    },
  }
}

export class History {
  readonly #store: Store
  readonly #onOpening: ((opening: SessionOpening) => void) | undefined
  #opened: OpenedSession | null = null

  /** `onOpening` hears how far the opening of a large session has come. */
  constructor(store: Store, onOpening?: (opening: SessionOpening) => void) {
    this.#store = store
    this.#onOpening = onOpening
  }

  /** Null when there is no such session. A running one is read anew each time. */
  open(id: SessionId): OpenedSession | null {
    if (this.#opened?.stored.meta.id === id) return this.#opened
    // Two large sessions at once are more than one needs to be able to hold.
    this.#opened = null
    const stored = this.#store.load(id, (done, total) => this.#onOpening?.({ sessionId: id, phase: 'reading', done, total }))
    if (stored === null) return null
    const requests = stored.requests.length
    if (requests >= longFrom) this.#onOpening?.({ sessionId: id, phase: 'analysing', done: requests, total: requests })
    const opened = { stored, analysis: analyseSession(stored) }
    this.#opened = stored.meta.status === 'running' ? null : opened
    return opened
  }

  /** Null when none of its sessions is there. Those that still run are listed, but not compared. */
  series(seriesId: string): SeriesView | null {
    const sessions = this.#store.sessions.ofSeries(seriesId)
    const place = sessions[0]?.place ?? null
    if (place === null) return null
    // One session is held at a time: of each, only its figures are kept.
    const runs = sessions.flatMap(({ id, status }) => {
      const stored = status === 'running' ? null : this.#store.load(id)
      return stored === null ? [] : seriesRunOf(stored, analyseSession(stored)) ?? []
    })
    return { analysis: analyseSeries(place, runs), sessions }
  }

  /** Forgets what it holds of a session that changed; null = of any. */
  forget(id: SessionId | null): void {
    if (id === null || this.#opened?.stored.meta.id === id) this.#opened = null
  }
}
