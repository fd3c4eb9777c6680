/** One run while it is recorded: takes what engine and sensors send, writes it in time, and keeps the live view fed. */
import type { RequestRecord } from '../../core/model/request.ts'
import type { RemoteConfig } from '../../core/model/remote.ts'
import type { SessionFailure, SessionMeta } from '../../core/model/session.ts'
import type { RunProgress } from '../../core/model/view.ts'
import { toDbError } from '../../node/db/db-error.ts'
import type { Store } from '../../node/db/store.ts'
import type { SessionClock } from '../../node/clock.ts'
import { clientSignal } from '../../node/telemetry/client-source.ts'
import { SignalCursor, SignalLog } from '../../node/telemetry/signal-log.ts'
import type { EngineEvent } from '../protocol.ts'
import { LiveState } from './live-state.ts'
import type { MachineWatch } from './machine-watch.ts'
import type { Viewer } from './viewer.ts'
import { WriteQueue } from './write-queue.ts'

/** Below the promised 250 ms, so that a late timer still keeps it. */
const tickMs = 200
/** Samples are few and small: writing them once a second spares the disk. */
const telemetryEveryTicks = 5
/** The clock of another machine hardly changes. */
const linkEveryTicks = 50
const lockedRetryMs = 100
const lockedRetries = 50

export interface ActiveRunOptions {
  readonly store: Store
  readonly sensors: MachineWatch
  readonly clock: SessionClock
  readonly sessionPk: number
  readonly meta: SessionMeta
  readonly viewers: ReadonlySet<Viewer>
  /** Where the telemetry of the model's machine comes from; null = this machine. */
  readonly remote: RemoteConfig | null
  readonly queueLimitBytes?: number | undefined
  readonly onProgress: (progress: RunProgress) => void
  /** Called once, when recording can't go on; what is stored stays. */
  readonly onFailed: (failure: SessionFailure) => void
}

type Batch = Extract<EngineEvent, { type: 'batch' }>

export class ActiveRun {
  readonly meta: SessionMeta
  readonly #options: ActiveRunOptions
  readonly #queue: WriteQueue
  readonly #log: SignalLog
  readonly #live: LiveState
  readonly #stored = new SignalCursor()
  readonly #timer: NodeJS.Timeout
  #ticks = 0
  #hasOverflowed = false
  #failure: SessionFailure | null = null

  constructor(options: ActiveRunOptions) {
    this.#options = options
    this.meta = options.meta
    this.#queue = new WriteQueue(options.queueLimitBytes)
    this.#log = new SignalLog((event) => {
      this.#queue.addEvents([event])
      this.#live.addEvents([event])
    })
    this.#live = new LiveState(options.meta, this.#log)
    for (const viewer of options.viewers) viewer.restart()
    if (options.meta.plan.telemetry.enabled) options.sensors.start(this.#log, options.clock, { target: options.meta.plan.target, remote: options.remote })
    this.#timer = setInterval(() => this.#tick(), tickMs)
  }

  /** Why recording failed; null while it works. */
  get failure(): SessionFailure | null {
    return this.#failure
  }

  get sessionPk(): number {
    return this.#options.sessionPk
  }

  progress(): RunProgress {
    return this.#live.progress(this.#options.clock.nowMs())
  }

  add(batch: Batch): void {
    const dropped = this.#queue.addRequests(batch.requests)
    if (dropped > 0) this.#overflow(batch.tick.atMs, dropped)
    this.#queue.addEvents(batch.events)
    this.#live.addEvents(batch.events)
    this.#live.addRequests(batch.requests)
    this.#live.addTick(batch.tick)
    if (batch.client === null) return
    const { client } = batch
    this.#queue.addClientSample(client)
    this.#live.addClientSample(client)
    if (!this.meta.plan.telemetry.enabled) return
    this.#log.push(clientSignal('engine', 'proc.cpu'), client.atMs, client.cpuPercent)
    this.#log.push(clientSignal('engine', 'proc.rss'), client.atMs, client.rssBytes)
    this.#log.push(clientSignal('engine', 'loop.delay.p99'), client.atMs, client.loopDelayP99Ms)
    this.#log.push(clientSignal('engine', 'loop.delay.max'), client.atMs, client.loopDelayMaxMs)
  }

  /** Stores records again that are known already; what is live has moved on. */
  recount(requests: readonly RequestRecord[]): void {
    this.#queue.addRequests(requests)
  }

  /** The engine process is gone without a word. */
  engineCrashed(detail: string): void {
    const event = { atMs: this.#options.clock.nowMs(), kind: 'engine-crashed', stage: null, detail } as const
    this.#queue.addEvents([event])
    this.#live.addEvents([event])
  }

  /** Keeps sampling for `tailMs`, then stops the sensors and writes all that is left. Returns the session's length, ms. Throws DbError. */
  async close(tailMs: number): Promise<number> {
    this.#live.finishing(this.#options.clock.nowMs())
    if (tailMs > 0) {
      await new Promise((resolve) => setTimeout(resolve, tailMs))
      await this.#options.sensors.settle()
    }
    this.#keepLink()
    this.#options.sensors.stop()
    clearInterval(this.#timer)
    const durationMs = this.#options.clock.nowMs()
    this.#queue.addTelemetry(this.#log.read(this.#stored))
    for (let retry = 0; !this.#queue.isEmpty; ) {
      try {
        this.#write()
      } catch (error) {
        const { code } = toDbError(error)
        if (code !== 'db/locked' || retry >= lockedRetries) throw error
        retry += 1
        await new Promise((resolve) => setTimeout(resolve, lockedRetryMs))
      }
    }
    return durationMs
  }

  /** Stops at once and writes what it can: the process is about to end. */
  abandon(): void {
    this.#keepLink()
    this.#options.sensors.stop()
    clearInterval(this.#timer)
    this.#queue.addTelemetry(this.#log.read(this.#stored))
    this.flush()
  }

  /** The last word to windows and host. */
  announceEnd(): void {
    this.#live.ended()
    const nowMs = this.#options.clock.nowMs()
    for (const viewer of this.#options.viewers) viewer.offer(this.#live, nowMs, true)
    this.#options.onProgress(this.#live.progress(nowMs))
  }

  /** Writes what waits. A locked database is tried again with the next tick; anything else ends the recording. */
  flush(): void {
    try {
      while (!this.#queue.isEmpty) this.#write()
    } catch (error) {
      const { code, message } = toDbError(error)
      if (code !== 'db/locked') this.#fail({ code: code === 'db/full' ? 'disk-full' : 'internal', detail: message })
    }
  }

  #write(): void {
    const { store, sessionPk } = this.#options
    this.#queue.flushOnce((batch) => store.write(sessionPk, batch, Date.now()))
  }

  #tick(): void {
    this.#ticks += 1
    if (this.#ticks % linkEveryTicks === 0) this.#keepLink()
    if (this.#ticks % telemetryEveryTicks === 0) this.#queue.addTelemetry(this.#log.read(this.#stored))
    if (this.#failure === null) this.flush()
    const nowMs = this.#options.clock.nowMs()
    this.#options.onProgress(this.#live.progress(nowMs))
    for (const viewer of this.#options.viewers) viewer.offer(this.#live, nowMs)
  }

  /** What is known of the other machine's clock; kept while the run is on too, for a run that is interrupted. */
  #keepLink(): void {
    const link = this.#options.remote === null ? null : this.#options.sensors.remoteLink()
    if (link === null) return
    try {
      this.#options.store.setRemote(this.#options.sessionPk, link)
    } catch {
      // The next writing of samples tells what is wrong with the database.
    }
  }

  #overflow(atMs: number, dropped: number): void {
    if (this.#hasOverflowed) return
    this.#hasOverflowed = true
    const event = { atMs, kind: 'queue-overflow', stage: null, detail: `${dropped} requests were not recorded, more may follow` } as const
    this.#queue.addEvents([event])
    this.#live.addEvents([event])
  }

  #fail(failure: SessionFailure): void {
    if (this.#failure !== null) return
    this.#failure = failure
    this.#options.onFailed(failure)
  }
}
