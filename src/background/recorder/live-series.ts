/**
 * The request series of a running session, one point a second. Points are appended and never changed, so latencies are binned
 * by the time a request ended (the stored session, where everything is known, bins TTFT by the time it was sent).
 */
import type { RequestMetrics } from '../../core/model/analysis.ts'
import { isFailure, isSuccess } from '../../core/model/outcome.ts'
import type { RequestRecord } from '../../core/model/request.ts'
import type { SignalDef, SignalName, SignalUnit } from '../../core/model/telemetry.ts'
import { quantileOfSorted } from '../../core/stats/index.ts'
import type { SampleSink } from '../../node/telemetry/source.ts'
import type { LiveTick } from '../protocol.ts'

const binMs = 1_000

function requestSignal(signal: SignalName, unit: SignalUnit, windowMs: number): SignalDef {
  return { source: 'requests', device: '', deviceLabel: '', signal, unit, windowMs }
}

const inFlight = requestSignal('req.inflight', 'count', 0)
const tokensPerS = requestSignal('req.tokens', 'tok/s', binMs)
const completedPerS = requestSignal('req.completed', '1/s', binMs)
const errorsPerS = requestSignal('req.errors', '1/s', binMs)
const probeTtft = requestSignal('req.probe.ttft', 'ms', 0)
const latencies = {
  ttftMs: [requestSignal('req.ttft.p50', 'ms', binMs), requestSignal('req.ttft.p95', 'ms', binMs)],
  tpotMs: [requestSignal('req.tpot.p50', 'ms', binMs), requestSignal('req.tpot.p95', 'ms', binMs)],
} as const

interface Bin {
  tokens: number
  completed: number
  errors: number
  readonly ttftMs: number[]
  readonly tpotMs: number[]
}

export class LiveSeries {
  readonly #sink: Pick<SampleSink, 'push'>
  /** Open bins by number: requests and ticks of one second may arrive in either order. */
  readonly #bins = new Map<number, Bin>()
  #nextBin: number | null = null

  constructor(sink: Pick<SampleSink, 'push'>) {
    this.#sink = sink
  }

  add(record: RequestRecord, metrics: RequestMetrics): void {
    const bin = this.#bin(record.endAtMs)
    if (isFailure(record.outcome)) bin.errors += 1
    if (!isSuccess(record.outcome)) return
    bin.completed += 1
    if (metrics.ttftMs !== null) bin.ttftMs.push(metrics.ttftMs)
    if (metrics.tpotMs !== null) bin.tpotMs.push(metrics.tpotMs)
  }

  /** A probe request, apart from the load's. */
  addProbe(record: RequestRecord, metrics: RequestMetrics): void {
    if (record.sentAtMs !== null) this.#sink.push(probeTtft, record.sentAtMs, isSuccess(record.outcome) ? metrics.ttftMs : null, 'gap')
  }

  tick(tick: LiveTick): void {
    this.#bin(tick.atMs).tokens += tick.tokens
    this.#sink.push(inFlight, tick.atMs, tick.inFlight)
  }

  /** Emits every bin that ended; call after the batch that brought the newest data. */
  closeBinsBefore(nowMs: number): void {
    const current = Math.floor(nowMs / binMs)
    if (this.#nextBin === null) return
    for (let number = this.#nextBin; number < current; number += 1) {
      const bin = this.#bins.get(number)
      this.#bins.delete(number)
      this.#emit((number + 1) * binMs, bin ?? { tokens: 0, completed: 0, errors: 0, ttftMs: [], tpotMs: [] })
    }
    this.#nextBin = Math.max(this.#nextBin, current)
  }

  /** What comes after its bin was closed counts in the oldest open one. */
  #bin(atMs: number): Bin {
    const wanted = Math.max(0, Math.floor(atMs / binMs))
    this.#nextBin ??= wanted
    const number = Math.max(wanted, this.#nextBin)
    const known = this.#bins.get(number)
    if (known !== undefined) return known
    const bin: Bin = { tokens: 0, completed: 0, errors: 0, ttftMs: [], tpotMs: [] }
    this.#bins.set(number, bin)
    return bin
  }

  #emit(atMs: number, bin: Bin): void {
    const perS = 1_000 / binMs
    this.#sink.push(tokensPerS, atMs, bin.tokens * perS)
    this.#sink.push(completedPerS, atMs, bin.completed * perS)
    this.#sink.push(errorsPerS, atMs, bin.errors * perS)
    for (const metric of ['ttftMs', 'tpotMs'] as const) {
      const sorted = Float64Array.from(bin[metric]).sort()
      const [p50, p95] = latencies[metric]
      this.#sink.push(p50, atMs, quantileOfSorted(sorted, 0.5), 'gap')
      this.#sink.push(p95, atMs, quantileOfSorted(sorted, 0.95), 'gap')
    }
  }
}
