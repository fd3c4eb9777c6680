/** Passes samples on and looks for events in them; on an anomaly it adds, rarely, a look at the processes of the machine. */
import { anomalies, createEventWatch } from '../../core/events/event-watch.ts'
import type { ProcessSnapshot, SensedKind } from '../../core/model/session.ts'
import { remoteSources, type MissingReason, type SignalDef } from '../../core/model/telemetry.ts'
import type { Clock, EventAbout, SampleSink } from './source.ts'

/** At most one snapshot in this time, ms. */
const snapshotEveryMs = 30_000

export interface WatchedSinkOptions {
  readonly clock: Clock
  readonly snapshot: () => Promise<ProcessSnapshot>
}

export class WatchedSink implements SampleSink {
  readonly #next: SampleSink
  readonly #options: WatchedSinkOptions
  readonly #watch = createEventWatch()
  #snapshotAtMs = Number.NEGATIVE_INFINITY
  #isClosed = false

  constructor(next: SampleSink, options: WatchedSinkOptions) {
    this.#next = next
    this.#options = options
  }

  push(def: SignalDef, atMs: number, value: number | null, reason?: MissingReason): void {
    this.#next.push(def, atMs, value, reason)
    const found = value !== null && Number.isFinite(value) ? value : null
    for (const { kind, atMs: at, detail, ...about } of this.#watch.sample({ def, atMs, value: found, reason: found === null ? reason ?? 'unknown' : null })) {
      this.#emit(kind, at, detail ?? '', { source: def.source, ...(about.device === undefined ? {} : { device: about.device }) })
    }
  }

  missing(def: SignalDef, reason: MissingReason): void {
    this.#next.missing(def, reason)
  }

  event(kind: SensedKind, atMs: number, detail: string, about: EventAbout = {}): void {
    if (this.#watch.told(kind, about.source ?? null, atMs)) this.#emit(kind, atMs, detail, about)
  }

  /** Snapshots under way are dropped. */
  close(): void {
    this.#isClosed = true
  }

  #emit(kind: SensedKind, atMs: number, detail: string, about: EventAbout): void {
    this.#next.event(kind, atMs, detail, about)
    const nowMs = this.#options.clock.nowMs()
    if (!anomalies.includes(kind) || nowMs - this.#snapshotAtMs < snapshotEveryMs) return
    // The processes of this machine say nothing about another one.
    if ((remoteSources as readonly unknown[]).includes(about.source)) return
    this.#snapshotAtMs = nowMs
    void this.#options.snapshot().then((processes) => {
      if (!this.#isClosed) this.#next.event('top-processes', this.#options.clock.nowMs(), kind, { source: 'host', processes })
    })
  }
}
