/** The Machine view's sensors: sampled while somebody looks or a run is on, the newest ten minutes and more kept in memory, never stored. */
import type { RemoteLink } from '../../core/model/remote.ts'
import type { ProcessSnapshot, SensedKind, SessionEvent } from '../../core/model/session.ts'
import { gpuSources, signalKey, type MissingReason, type SignalDef, type SignalSource } from '../../core/model/telemetry.ts'
import type { MachineFrame } from '../../core/model/view.ts'
import { sessionClock } from '../../node/clock.ts'
import type { Sampler } from '../../node/telemetry/sampler.ts'
import { SignalCursor, SignalLog } from '../../node/telemetry/signal-log.ts'
import type { Clock, EventAbout, SampleSink, Subject } from '../../node/telemetry/source.ts'
import { topProcesses } from '../../node/telemetry/top-processes.ts'
import { WatchedSink } from '../../node/telemetry/watched-sink.ts'
import type { Viewer } from './viewer.ts'

const tickMs = 250
const keptEvents = 200
/** What is of the server under test belongs to its run, not to the machine. */
const shownSources: readonly SignalSource[] = ['host', ...gpuSources, 'client']

/** How far a viewer has come. */
export class MachineCursor {
  isFresh = true
  events = 0
  readonly telemetry = new SignalCursor()
}

interface Watch {
  readonly clock: Clock
  readonly log: SignalLog
  readonly events: SessionEvent[]
}

/** Passes a run's samples on to the machine's log as well, on its clock. */
class RunTee implements SampleSink {
  readonly #run: SampleSink
  readonly #runClock: Clock
  readonly #watch: () => Watch | null
  /** What has no value now: announced once, often before anybody looks. */
  readonly #silent = new Map<string, readonly [SignalDef, MissingReason]>()

  constructor(run: SampleSink, runClock: Clock, watch: () => Watch | null) {
    this.#run = run
    this.#runClock = runClock
    this.#watch = watch
  }

  push(def: SignalDef, atMs: number, value: number | null, reason?: MissingReason): void {
    this.#run.push(def, atMs, value, reason)
    if (!shownSources.includes(def.source)) return
    if (value === null) this.#silent.set(signalKey(def), [def, reason ?? 'unknown'])
    else this.#silent.delete(signalKey(def))
    const watch = this.#watch()
    watch?.log.push(def, this.#shifted(watch, atMs), value, reason)
  }

  missing(def: SignalDef, reason: MissingReason): void {
    this.#run.missing(def, reason)
    if (!shownSources.includes(def.source)) return
    this.#silent.set(signalKey(def), [def, reason])
    this.#watch()?.log.missing(def, reason)
  }

  /** For one who begins to look in the middle of the run. */
  tellSilent(log: SignalLog): void {
    for (const [def, reason] of this.#silent.values()) log.missing(def, reason)
  }

  event(kind: SensedKind, atMs: number, detail: string, about: EventAbout = {}): void {
    this.#run.event(kind, atMs, detail, about)
    const watch = this.#watch()
    watch?.log.event(kind, this.#shifted(watch, atMs), detail, about)
  }

  #shifted(watch: Watch, atMs: number): number {
    return atMs + watch.clock.nowMs() - this.#runClock.nowMs()
  }
}

/** Owns the sampler between the run, which comes first, and those who only watch. */
export class MachineWatch {
  readonly #sampler: Sampler
  readonly #viewers = new Set<Viewer>()
  #watch: Watch | null = null
  #tee: RunTee | null = null
  #timer: NodeJS.Timeout | null = null
  readonly #snapshot: () => Promise<ProcessSnapshot>
  #watched: WatchedSink | null = null

  constructor(sampler: Sampler, snapshot: () => Promise<ProcessSnapshot> = () => topProcesses()) {
    this.#sampler = sampler
    this.#snapshot = snapshot
  }

  add(viewer: Viewer): void {
    this.#viewers.add(viewer)
    if (this.#watch !== null) return
    const events: SessionEvent[] = []
    const log = new SignalLog((event) => {
      events.push(event)
      events.splice(0, events.length - keptEvents)
    })
    this.#watch = { clock: sessionClock(process.hrtime.bigint()), log, events }
    this.#timer = setInterval(() => this.#tick(), tickMs)
    this.#tee?.tellSilent(log)
    this.#sample()
  }

  remove(viewer: Viewer): void {
    if (!this.#viewers.delete(viewer) || this.#viewers.size > 0) return
    if (this.#timer !== null) clearInterval(this.#timer)
    this.#watch = null
    if (this.#tee === null) this.#stopSampler()
  }

  /** For a run: its samples are seen here too. */
  start(sink: SampleSink, clock: Clock, subject: Subject): void {
    this.#tee = new RunTee(sink, clock, () => this.#watch)
    this.#sampler.start(this.#watchedSink(this.#tee, clock), clock, subject)
  }

  /** Waits for sources that lag behind. */
  settle(): Promise<void> {
    return this.#sampler.settle()
  }

  /** The link to the model's machine; null when it is this one. */
  remoteLink(): RemoteLink | null {
    return this.#sampler.statuses().find(({ link }) => link !== undefined)?.link ?? null
  }

  /** The run is over; those who watch go on watching. */
  stop(): void {
    if (this.#tee === null) return
    this.#tee = null
    this.#stopSampler()
    this.#sample()
  }

  close(): void {
    for (const viewer of [...this.#viewers]) this.remove(viewer)
  }

  frame(seq: number, cursor: MachineCursor): MachineFrame | null {
    const watch = this.#watch
    if (watch === null) return null
    const frame: MachineFrame = {
      kind: 'machine', seq, snapshot: cursor.isFresh, nowMs: watch.clock.nowMs(), series: watch.log.read(cursor.telemetry), events: watch.events.slice(cursor.events), sensors: this.#sampler.statuses(),
    }
    cursor.isFresh = false
    cursor.events = watch.events.length
    return frame
  }

  #sample(): void {
    if (this.#watch !== null && this.#tee === null) this.#sampler.start(this.#watchedSink(this.#watch.log, this.#watch.clock), this.#watch.clock, null)
  }

  #watchedSink(sink: SampleSink, clock: Clock): WatchedSink {
    this.#watched?.close()
    this.#watched = new WatchedSink(sink, { clock, snapshot: this.#snapshot })
    return this.#watched
  }

  #stopSampler(): void {
    this.#sampler.stop()
    this.#watched?.close()
    this.#watched = null
  }

  #tick(): void {
    for (const viewer of this.#viewers) viewer.offerMachine(this)
  }
}
