/** The figures of the live view, over the current stage or its last 30 s, kept up to date request by request. */
import type { RequestMetrics } from '../../core/model/analysis.ts'
import { isFailure, isSuccess } from '../../core/model/outcome.ts'
import { isEstimate, type RequestRecord } from '../../core/model/request.ts'
import type { LiveFigures } from '../../core/model/view.ts'
import { quantileOfSorted } from '../../core/stats/index.ts'
import type { LiveTick } from '../protocol.ts'

const windowMs = 30_000
/** Enough for a stable p95; the oldest of a very busy window go first. */
const maxKept = 5_000

interface Finished {
  readonly endAtMs: number
  readonly success: boolean
  readonly ttftMs: number | null
  readonly tpotMs: number | null
  readonly lagMs: number | null
  readonly estimated: boolean
}

function finishedOf(record: RequestRecord, metrics: RequestMetrics): Finished {
  return {
    endAtMs: record.endAtMs,
    success: isSuccess(record.outcome),
    ttftMs: metrics.ttftMs,
    tpotMs: metrics.tpotMs,
    lagMs: record.sentAtMs === null ? null : record.sentAtMs - record.dueAtMs,
    estimated: isEstimate(record.tokenSource),
  }
}

function quantiles(values: readonly (number | null)[]): { readonly p50: number | null; readonly p95: number | null; readonly p99: number | null } {
  const sorted = Float64Array.from(values.filter((value) => value !== null)).sort()
  return { p50: quantileOfSorted(sorted, 0.5), p95: quantileOfSorted(sorted, 0.95), p99: quantileOfSorted(sorted, 0.99) }
}

export class LiveWindow {
  #stage: number | null = null
  #sinceMs = 0
  #finished: Finished[] = []
  #ticks: LiveTick[] = []
  #inFlight = 0
  #requests = 0
  #errors = 0
  #doneInStage = 0
  #probes: Finished[] | null

  /** `hasProbe`: the plan has a probe user. */
  constructor(hasProbe = false) {
    this.#probes = hasProbe ? [] : null
  }

  get doneInStage(): number {
    return this.#doneInStage
  }

  /** A stage began: its figures start empty. */
  startStage(stage: number, atMs: number): void {
    this.#stage = stage
    this.#sinceMs = atMs
    this.#finished = []
    this.#ticks = []
    if (this.#probes !== null) this.#probes = []
    this.#doneInStage = 0
  }

  add(record: RequestRecord, metrics: RequestMetrics): void {
    this.#requests += 1
    if (isFailure(record.outcome)) this.#errors += 1
    if (record.warmup || record.stage !== this.#stage) return
    this.#doneInStage += 1
    this.#finished.push(finishedOf(record, metrics))
    if (this.#finished.length > maxKept) this.#finished.splice(0, maxKept / 5)
  }

  /** Its own figures, nothing else. */
  addProbe(record: RequestRecord, metrics: RequestMetrics): void {
    if (record.stage === this.#stage) this.#probes?.push(finishedOf(record, metrics))
  }

  tick(tick: LiveTick): void {
    this.#inFlight = tick.inFlight
    if (tick.stage === this.#stage) this.#ticks.push(tick)
  }

  figures(nowMs: number): LiveFigures {
    const fromMs = Math.max(this.#sinceMs, nowMs - windowMs)
    this.#finished = this.#finished.filter((one) => one.endAtMs >= fromMs)
    this.#ticks = this.#ticks.filter((one) => one.atMs >= fromMs)
    const good = this.#finished.filter((one) => one.success)
    const ttft = quantiles(good.map((one) => one.ttftMs))
    const tpot = quantiles(good.map((one) => one.tpotMs))
    const spanS = (nowMs - fromMs) / 1_000
    const isOn = this.#stage !== null && spanS > 0
    return {
      n: good.length,
      ttftP50Ms: ttft.p50,
      ttftP95Ms: ttft.p95,
      tpotP50Ms: tpot.p50,
      tpotP95Ms: tpot.p95,
      decodeTokensPerS: tpot.p50 === null || tpot.p50 <= 0 ? null : 1_000 / tpot.p50,
      outputTokensPerS: isOn && this.#ticks.length > 0 ? this.#ticks.reduce((sum, one) => sum + one.tokens, 0) / spanS : null,
      completedQps: isOn ? good.length / spanS : null,
      inFlight: this.#inFlight,
      requests: this.#requests,
      errors: this.#errors,
      estimatedTokens: good.some((one) => one.estimated),
      probe: this.#probeFigures(fromMs),
    }
  }

  #probeFigures(fromMs: number): LiveFigures['probe'] {
    if (this.#probes === null) return null
    this.#probes = this.#probes.filter((one) => one.endAtMs >= fromMs)
    const good = this.#probes.filter((one) => one.success)
    return { n: good.length, ttftP50Ms: quantiles(good.map((one) => one.ttftMs)).p50, tpotP50Ms: quantiles(good.map((one) => one.tpotMs)).p50 }
  }

  /** p99 of how late requests were sent, ms. */
  scheduleLagP99Ms(): number | null {
    return quantiles(this.#finished.map((one) => one.lagMs)).p99
  }
}
