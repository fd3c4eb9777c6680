/** What a source on another machine keeps of its link: clock, newest sample, gaps, issue; and which series it has told. */
import type { ClockEstimate } from '../../../core/remote/clock-offset.ts'
import type { RemoteIssue, RemoteKind, RemoteLink } from '../../../core/model/remote.ts'
import { signalKey, type MissingReason, type SignalDef } from '../../../core/model/telemetry.ts'
import type { Clock, SampleSink } from '../source.ts'

/** A sample from before the session's start by more than this, or from the future by more, is not believed. */
const oldestMs = 3_600_000
const futureMs = 2_000
/** Wall clocks are read in steps of 1 ms. */
const wallResolutionMs = 1

export class RemoteState {
  machine: string | null = null
  scrapeIntervalMs: number | null = null
  retention: string | null = null
  issue: RemoteIssue | null = null
  gaps = 0
  /** Where samples are not placed by comparing clocks: how exactly they are placed. */
  alignmentMs: number | null = null
  readonly #kind: RemoteKind
  readonly #address: string
  readonly #sink: SampleSink
  readonly #clock: Clock
  readonly #offset: { estimate(nowMs: number): ClockEstimate | null }
  readonly #lastMs = new Map<string, number>()
  readonly #told = new Map<string, SignalDef>()
  #newestMs: number | null = null
  #inGap = false

  constructor(kind: RemoteKind, address: string, sink: SampleSink, clock: Clock, offset: { estimate(nowMs: number): ClockEstimate | null }) {
    this.#kind = kind
    this.#address = address
    this.#sink = sink
    this.#clock = clock
    this.#offset = offset
  }

  /** A sample at a session time; dropped when it is not newer than the one before, or from before the session. */
  push(def: SignalDef, atMs: number, value: number | null, reason?: MissingReason): void {
    const key = signalKey(def)
    const nowMs = this.#clock.nowMs()
    if (!Number.isFinite(atMs) || atMs < 0 || atMs > nowMs + futureMs || nowMs - atMs > oldestMs) return
    const last = this.#lastMs.get(key)
    if (last !== undefined && atMs <= last) return
    this.#lastMs.set(key, atMs)
    this.#told.set(key, def)
    if (value !== null) {
      this.#newestMs = Math.max(this.#newestMs ?? 0, atMs)
      this.#inGap = false
    }
    this.#sink.push(def, atMs, value, reason)
  }

  /** The source fell silent: every series it told ends in a gap, once. */
  gap(issue: RemoteIssue, reason: MissingReason): void {
    this.issue = issue
    if (this.#inGap || this.#newestMs === null) return
    this.#inGap = true
    this.gaps += 1
    const nowMs = this.#clock.nowMs()
    for (const [key, def] of this.#told) {
      // Just after the last sample: nothing is known from there on.
      const atMs = Math.min(nowMs, (this.#lastMs.get(key) ?? nowMs) + 1)
      this.#lastMs.set(key, atMs)
      this.#sink.push(def, atMs, null, reason)
    }
    this.#sink.event('sensor-gap', nowMs, `${this.machine ?? this.#address}: ${issue.code}`, { source: this.#kind === 'agent' ? 'agent' : 'prometheus' })
  }

  get hasSamples(): boolean {
    return this.#newestMs !== null
  }

  link(): RemoteLink {
    const known = this.#offset.estimate(this.#clock.nowMs())
    return {
      kind: this.#kind, address: this.#address, machine: this.machine,
      clock: known === null ? null : {
        offsetMs: known.wallOffsetMs, offsetUncertaintyMs: known.uncertaintyMs + wallResolutionMs, uncertaintyMs: this.alignmentMs ?? known.uncertaintyMs, rttMs: known.rttMs, driftPpm: known.driftPpm, driftUncertaintyPpm: known.driftUncertaintyPpm, probes: known.probes,
      },
      lastSampleAtMs: this.#newestMs, lastSampleAgeMs: this.#newestMs === null ? null : this.#clock.nowMs() - this.#newestMs, scrapeIntervalMs: this.scrapeIntervalMs, retention: this.retention, gaps: this.gaps, issue: this.issue,
    }
  }
}
