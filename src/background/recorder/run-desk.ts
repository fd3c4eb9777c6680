/** Begins and ends runs, one at a time, and connects them with engine and windows. */
import type { SessionId } from '../../core/model/ids.ts'
import { expectedStreams } from '../../core/model/load.ts'
import type { HostInfo, SessionFailure, SessionMeta, SessionStatus } from '../../core/model/session.ts'
import { sessionClock } from '../../node/clock.ts'
import { toDbError } from '../../node/db/db-error.ts'
import type { Store } from '../../node/db/store.ts'
import { currentOwner, type Owner } from '../../node/process-identity.ts'
import type { Port } from '../port.ts'
import type { BeginSession, EngineEvent, RecorderMessage, SessionBegun } from '../protocol.ts'
import { ActiveRun } from './active-run.ts'
import { CallError } from './call-error.ts'
import type { HostCard } from './host-card.ts'
import type { Library } from './library.ts'
import type { MachineWatch } from './machine-watch.ts'
import { newSessionId } from './session-id.ts'
import { Viewer } from './viewer.ts'

/** The engine's last batch and the host's `session:finish` come over different ports: the former gets this long to arrive, ms. */
const engineGraceMs = 2_000

type FinalStatus = Exclude<SessionStatus, 'running'>

export interface RunDeskOptions {
  readonly store: Store
  readonly library: Library
  readonly sensors: MachineWatch
  readonly hostCard: HostCard
  /** The machine that a run was recorded on: the one that a scenario makes up, where one was played. */
  readonly hostAtEnd: () => HostInfo
  readonly queueLimitBytes: number | undefined
  /** The app this recorder belongs to; null when it is the app itself. */
  readonly app: Owner | null
  readonly send: (message: RecorderMessage) => void
}

export class RunDesk {
  readonly #options: RunDeskOptions
  readonly #viewers = new Set<Viewer>()
  #run: ActiveRun | null = null
  #isFinishing = false
  #engine: Port | null = null
  /** Resolved when the engine has sent all it had for the current run. */
  #engineDone = newSignal()

  constructor(options: RunDeskOptions) {
    this.#options = options
  }

  /** The session being recorded; null when none is. */
  get activeId(): SessionId | null {
    return this.#run?.meta.id ?? null
  }

  /** Writes what waits of a session, so that reading it shows the latest. */
  flush(id: SessionId): void {
    if (this.#run?.meta.id === id) this.#run.flush()
  }

  attachEngine(port: Port): void {
    const before = this.#engine
    this.#engine = port
    before?.close()
    port.onMessage((message) => this.#fromEngine(message as EngineEvent))
    port.onClose(() => {
      if (this.#engine !== port) return
      this.#engine = null
      this.#engineDone.resolve()
    })
  }

  attachViewer(port: Port): void {
    const { sensors } = this.#options
    this.#viewers.add(new Viewer(port, {
      onGone: (viewer) => {
        this.#viewers.delete(viewer)
        sensors.remove(viewer)
      },
      onMachine: (viewer) => sensors.add(viewer),
    }))
  }

  /** Throws CallError `run/already-active`, DbError. */
  begin({ name, plan, place = null, remote = null }: BeginSession): SessionBegun {
    if (this.#run !== null) throw new CallError({ code: 'run/already-active', detail: null })
    const { store, sensors, hostCard, queueLimitBytes, app, send } = this.#options
    const originNs = process.hrtime.bigint()
    const createdAtMs = Date.now()
    const host = hostCard.now()
    const streams = plan.stages.reduce((most, stage) => Math.max(most, expectedStreams(stage)), 0)
    const fitting = store.calibrations.fitting({ ...host, streams })
    const meta: SessionMeta = {
      id: newSessionId(createdAtMs), name, tags: [], status: 'running', failure: null, createdAtMs, durationMs: null, plan, host, calibration: fitting?.calibration ?? null, place,
    }
    const sessionPk = store.create(meta, currentOwner(), app, fitting?.pk ?? null)
    this.#engineDone = newSignal()
    this.#run = new ActiveRun({
      store, sensors, clock: sessionClock(originNs), sessionPk, meta, viewers: this.#viewers, remote, queueLimitBytes,
      onProgress: (progress) => send({ type: 'progress', progress }),
      onFailed: (failure) => send({ type: 'run-failed', sessionId: meta.id, failure }),
    })
    send({ type: 'sessions-changed' })
    return { sessionId: meta.id, originNs: originNs.toString() }
  }

  /** Throws CallError `run/none`, DbError. The run is over in any case. */
  async finish(id: SessionId, status: SessionStatus, failure: SessionFailure | null): Promise<null> {
    const run = this.#run
    if (run === null || run.meta.id !== id || this.#isFinishing) throw new CallError({ code: 'run/none', detail: null })
    this.#isFinishing = true
    try {
      if (failure?.code === 'engine-crashed') run.engineCrashed(failure.detail)
      else await withTimeout(this.#engineDone.promise, engineGraceMs)
      await this.#storeEnd(run, status === 'running' ? 'interrupted' : status, failure)
      return null
    } finally {
      this.#isFinishing = false
      this.#run = null
      run.announceEnd()
      this.#options.send({ type: 'sessions-changed' })
    }
  }

  /** A run in progress is stored as interrupted. */
  close(): void {
    const run = this.#run
    this.#run = null
    if (run !== null) this.#abandon(run)
    for (const viewer of this.#viewers) viewer.close()
    this.#engine?.close()
  }

  async #storeEnd(run: ActiveRun, status: FinalStatus, failure: SessionFailure | null): Promise<void> {
    const { store, library, hostAtEnd } = this.#options
    const { enabled, tailMs } = run.meta.plan.telemetry
    const wantsTail = enabled && run.failure === null && (status === 'completed' || status === 'stopped')
    let durationMs = run.progress().elapsedMs
    let lost = run.failure
    try {
      durationMs = await run.close(wantsTail ? tailMs : 0)
    } catch (error) {
      const { code, message } = toDbError(error)
      lost ??= { code: code === 'db/full' ? 'disk-full' : 'internal', detail: message }
    }
    // The app may have been closed meanwhile; then the session is stored already.
    if (this.#run !== run) return
    store.finish(run.sessionPk, lost === null ? { status, failure, durationMs } : { status: 'failed', failure: lost, durationMs })
    store.setHost(run.sessionPk, hostAtEnd())
    library.forget(run.meta.id)
    const summary = await library.call('sessions:summary', { sessionId: run.meta.id }).catch(() => null)
    if (this.#run !== run) return
    if (summary !== null) store.setSummary(run.sessionPk, summary)
    store.checkpoint()
  }

  #abandon(run: ActiveRun): void {
    const durationMs = run.progress().elapsedMs
    try {
      run.abandon()
      this.#options.store.finish(run.sessionPk, { status: 'interrupted', failure: { code: 'app-ended', detail: '' }, durationMs })
    } catch {
      // The next start finds the session still running without an owner, and closes it then.
    }
  }

  #fromEngine(message: EngineEvent): void {
    if (message.sessionId !== this.#run?.meta.id) return
    if (message.type === 'batch') this.#run.add(message)
    else if (message.type === 'recount') this.#run.recount(message.requests)
    else this.#engineDone.resolve()
  }
}

function newSignal(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve: () => void = () => undefined
  const promise = new Promise<void>((done) => {
    resolve = done
  })
  return { promise, resolve }
}

function withTimeout(promise: Promise<void>, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    void promise.then(() => {
      clearTimeout(timer)
      resolve()
    })
  })
}
