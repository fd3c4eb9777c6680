/** Everything the live view shows of the run in progress, and the frames made of it through a viewer's cursor. */
import type { ClientSample } from '../../core/model/client-health.ts'
import { clientLimits } from '../../core/analysis/client.ts'
import { requestMetrics } from '../../core/measure/request-metrics.ts'
import { encodeRequests, type RequestColumns } from '../../core/model/request-columns.ts'
import type { RequestMetrics } from '../../core/model/analysis.ts'
import type { RequestRecord } from '../../core/model/request.ts'
import type { SessionEvent, SessionMeta } from '../../core/model/session.ts'
import type { LiveFrame, RunPhase, RunProgress } from '../../core/model/view.ts'
import { stageSpans } from '../../node/db/stage-spans.ts'
import { SignalCursor, SignalLog } from '../../node/telemetry/signal-log.ts'
import type { LiveTick } from '../protocol.ts'
import { LiveSeries } from './live-series.ts'
import { LiveWindow } from './live-figures.ts'
import { runProgress } from './progress.ts'
import { RequestWindow } from './request-window.ts'

/** A frame shows at most the newest so many requests (2 MB); the whole session is there once it ended. */
const snapshotRequests = 16_384

/** How far a viewer has come. A fresh one asks for a snapshot. */
export class ViewCursor {
  isFresh = true
  requests = 0
  events = 0
  readonly telemetry = new SignalCursor()
  readonly derived = new SignalCursor()
}

export class LiveState {
  readonly telemetry: SignalLog
  readonly #derived = new SignalLog(() => undefined)
  readonly #series = new LiveSeries(this.#derived)
  readonly #window: LiveWindow
  readonly #events: SessionEvent[] = []
  readonly #requests = new RequestWindow(snapshotRequests)
  readonly #meta: SessionMeta
  #phase: RunPhase = 'preparing'
  #stage: number | null = null
  #stageStartMs: number | null = null
  #stageDetail: string | null = null
  #stopping: RunProgress['stopping'] = 'no'
  #finishingSinceMs: number | null = null
  #client: ClientSample | null = null

  constructor(meta: SessionMeta, telemetry: SignalLog) {
    this.#meta = meta
    this.#window = new LiveWindow(meta.plan.probe !== undefined)
    this.telemetry = telemetry
  }

  addRequests(all: readonly RequestRecord[]): void {
    const records = all.filter(({ role }) => role === undefined)
    for (const record of all) if (record.role === 'probe') this.#addProbe(record, requestMetrics(record))
    if (records.length === 0) return
    const metrics = records.map(requestMetrics)
    records.forEach((record, i) => {
      const own = metrics[i]
      if (own === undefined) return
      this.#window.add(record, own)
      this.#series.add(record, own)
    })
    this.#requests.add(encodeRequests(records, metrics))
  }

  #addProbe(record: RequestRecord, metrics: RequestMetrics): void {
    this.#window.addProbe(record, metrics)
    this.#series.addProbe(record, metrics)
  }

  addEvents(events: readonly SessionEvent[]): void {
    for (const event of events) {
      this.#events.push(event)
      if (event.kind === 'stop-requested' && this.#stopping === 'no') this.#stopping = 'drain'
      if (event.kind === 'abort-requested') this.#stopping = 'abort'
      if (event.kind === 'stage-start' && event.stage !== null) {
        this.#stageStartMs = event.atMs
        this.#stageDetail = event.detail
        this.#window.startStage(event.stage, event.atMs)
      }
    }
  }

  addTick(tick: LiveTick): void {
    if (this.#finishingSinceMs === null) {
      this.#phase = tick.phase
      this.#stage = tick.stage
    }
    this.#window.tick(tick)
    this.#series.tick(tick)
    this.#series.closeBinsBefore(tick.atMs)
  }

  addClientSample(sample: ClientSample): void {
    this.#client = sample
  }

  finishing(nowMs: number): void {
    this.#phase = 'finishing'
    this.#stage = null
    this.#finishingSinceMs ??= nowMs
  }

  ended(): void {
    this.#phase = 'ended'
    this.#stage = null
  }

  progress(nowMs: number): RunProgress {
    return runProgress({
      sessionId: this.#meta.id,
      plan: this.#meta.plan,
      place: this.#meta.place,
      phase: this.#phase,
      stage: this.#stage,
      nowMs,
      stopping: this.#stopping,
      finishingSinceMs: this.#finishingSinceMs,
      stageStartMs: this.#stage === null ? null : this.#stageStartMs,
      stageDetail: this.#stageDetail,
      doneInStage: this.#window.doneInStage,
    })
  }

  /** All that is new for this cursor, merged into one frame; moves the cursor. */
  frame(seq: number, cursor: ViewCursor, nowMs: number): LiveFrame {
    const snapshot = cursor.isFresh
    const frame: LiveFrame = {
      seq,
      snapshot,
      meta: snapshot ? this.#meta : null,
      progress: this.progress(nowMs),
      figures: this.#window.figures(nowMs),
      stages: stageSpans(this.#meta.plan, this.#events, null),
      requests: this.#newRequests(cursor),
      series: [...this.telemetry.read(cursor.telemetry), ...this.#derived.read(cursor.derived)],
      events: this.#events.slice(cursor.events),
      client: this.#clientState(),
    }
    cursor.isFresh = false
    cursor.events = this.#events.length
    return frame
  }

  #newRequests(cursor: ViewCursor): RequestColumns {
    const news = this.#requests.since(cursor.requests)
    cursor.requests = this.#requests.end
    return news
  }

  #clientState(): LiveFrame['client'] {
    const loopDelayP99Ms = this.#client?.loopDelayP99Ms ?? null
    const scheduleLagP99Ms = this.#window.scheduleLagP99Ms()
    const cpuPercent = this.#client?.busiestCpuPercent ?? this.#client?.cpuPercent ?? null
    const isBusy = (loopDelayP99Ms ?? 0) > clientLimits.loopDelayMs || (cpuPercent ?? 0) > clientLimits.cpuPercent
    const isLate = (scheduleLagP99Ms ?? 0) > clientLimits.lagMs
    return { valid: this.#client === null ? null : !isBusy && !isLate, loopDelayP99Ms, scheduleLagP99Ms }
  }
}
