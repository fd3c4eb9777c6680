/** The recorder: database, telemetry, live view and exports behind one set of calls. Runs in its own process or inside the CLI. */
import { dirname, join } from 'node:path'
import type { SessionId } from '../core/model/ids.ts'
import type { HostInfo, SessionFailure, SessionMeta } from '../core/model/session.ts'
import type { MachineInfo } from '../shared/ipc/contract.ts'
import type { IpcError, IpcResult } from '../shared/ipc/envelope.ts'
import { sessionClock } from '../node/clock.ts'
import { toDbError } from '../node/db/db-error.ts'
import { openStore, type Store } from '../node/db/store.ts'
import { currentOwner } from '../node/process-identity.ts'
import { createChildLedger } from '../node/telemetry/child-ledger.ts'
import { createClientSource } from '../node/telemetry/client-source.ts'
import type { HostReadings } from '../node/telemetry/host-readings.ts'
import { createHostSource } from '../node/telemetry/host-source.ts'
import { createNvidiaSource, type NvidiaOptions } from '../node/telemetry/nvidia/source.ts'
import { createSampler } from '../node/telemetry/sampler.ts'
import type { Port } from './port.ts'
import type { EngineEvent, RecorderMessage, RecorderMethod, RecorderMethods } from './protocol.ts'
import { ActiveRun } from './recorder/active-run.ts'
import { CallError, toIpcError, unknownSession } from './recorder/call-error.ts'
import { writeHtml, writeJson } from './recorder/exports.ts'
import { History, sessionView, summaryOf } from './recorder/history.ts'
import { HostCard } from './recorder/host-card.ts'
import { purgeDeleted, recoverSessions } from './recorder/recovery.ts'
import { newSessionId } from './recorder/session-id.ts'
import { Viewer } from './recorder/viewer.ts'

/** The engine's last batch and the host's `session:finish` come over different ports: the former gets this long to arrive, ms. */
const engineGraceMs = 2_000

export interface RecorderOptions {
  readonly dbPath: string
  readonly appVersion: string
  /** What this process is in the figures of the tool's own cost: `app` when everything runs in one process. */
  readonly self: 'recorder' | 'app'
  /** Root of the app's process tree; null or absent when this process is the app. */
  readonly appPid?: number | null
  readonly nativeBinding?: string | undefined
  readonly nvidia?: NvidiaOptions
  readonly hostReadings?: HostReadings
  readonly queueLimitBytes?: number
  /** Limits the database file; for tests of a full disk. */
  readonly maxDbPages?: number
}

type Params<M extends RecorderMethod> = RecorderMethods[M][0]
type Answer<M extends RecorderMethod> = RecorderMethods[M][1]
type Handlers = { readonly [M in RecorderMethod]: (params: Params<M>) => Answer<M> | Promise<Answer<M>> }

export interface Recorder {
  /** Set when the database can't be used; calls that need it then answer with this error. */
  readonly unusable: IpcError | null
  /** Raw data of the engine; replaces the engine before. */
  attachEngine(port: Port, pid?: number | null): void
  /** A window that wants live frames. */
  attachViewer(port: Port): void
  call<M extends RecorderMethod>(method: M, params: Params<M>): Promise<IpcResult<Answer<M>>>
  onMessage(listener: (message: RecorderMessage) => void): () => void
  /** A run in progress is stored as interrupted. */
  close(): void
}

/** Never throws: a database that can't be opened makes a recorder that says so. */
export function createRecorder(options: RecorderOptions): Recorder {
  return new RecorderCore(options)
}

class RecorderCore implements Recorder {
  readonly unusable: IpcError | null
  readonly #options: RecorderOptions
  readonly #store: Store | null
  readonly #history: History | null
  readonly #viewers = new Set<Viewer>()
  readonly #listeners = new Set<(message: RecorderMessage) => void>()
  readonly #nvidia
  readonly #hostSource
  readonly #sampler
  readonly #hostCard: HostCard
  #run: ActiveRun | null = null
  #isFinishing = false
  #engine: Port | null = null
  #enginePid: number | null = null
  /** Resolved when the engine has sent all it had for the current run. */
  #engineDone: { readonly promise: Promise<void>; readonly resolve: () => void } = newSignal()

  constructor(options: RecorderOptions) {
    this.#options = options
    const opened = open(options)
    this.#store = opened.store
    this.unusable = opened.error
    this.#history = opened.store === null ? null : new History(opened.store)
    const ledger = createChildLedger(join(dirname(options.dbPath), 'children'))
    ledger.sweep()
    this.#nvidia = createNvidiaSource({ ledger, ...options.nvidia })
    this.#hostSource = createHostSource(options.hostReadings)
    const clientSource = createClientSource({ self: options.self, appPid: options.appPid ?? null, enginePid: () => this.#enginePid })
    this.#sampler = createSampler([this.#hostSource, this.#nvidia, clientSource])
    this.#hostCard = new HostCard(options.appVersion, () => this.#nvidia.gpus())
  }

  attachEngine(port: Port, pid: number | null = null): void {
    this.#engine?.close()
    this.#engine = port
    this.#enginePid = pid
    port.onMessage((message) => this.#fromEngine(message as EngineEvent))
    port.onClose(() => {
      if (this.#engine !== port) return
      this.#engine = null
      this.#engineDone.resolve()
    })
  }

  attachViewer(port: Port): void {
    const viewer: Viewer = new Viewer(port, () => this.#viewers.delete(viewer))
    this.#viewers.add(viewer)
  }

  async call<M extends RecorderMethod>(method: M, params: Params<M>): Promise<IpcResult<Answer<M>>> {
    try {
      // The map holds each method with its own types; TypeScript can't follow that through an index.
      const handler = this.#handlers[method] as ((params: Params<M>) => Answer<M> | Promise<Answer<M>>) | undefined
      if (handler === undefined) throw new CallError({ code: 'ipc/invalid-input', detail: method })
      return { ok: true, value: await handler(params) }
    } catch (error) {
      return { ok: false, error: toIpcError(error) }
    }
  }

  onMessage(listener: (message: RecorderMessage) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  close(): void {
    const run = this.#run
    this.#run = null
    if (run !== null) this.#abandon(run)
    this.#sampler.stop()
    for (const viewer of this.#viewers) viewer.close()
    this.#engine?.close()
    this.#hostCard.close()
    this.#store?.close()
  }

  readonly #handlers: Handlers = {
    'session:begin': ({ name, plan }) => this.#begin(name, plan),
    'session:finish': ({ sessionId, status, failure }) => this.#finish(sessionId, status, failure),
    'sessions:list': () => {
      this.#recover()
      return this.#usable().sessions.list()
    },
    'sessions:get': ({ sessionId }) => sessionView(this.#open(sessionId)),
    'sessions:range': ({ sessionId, fromMs, toMs }) => this.#openHistory(sessionId).range(sessionId, fromMs, toMs) ?? unknownSession(sessionId),
    'sessions:request': ({ sessionId, index }) => {
      const record = this.#openHistory(sessionId).request(sessionId, index)
      return record === null ? unknownSession(sessionId) : { record }
    },
    'sessions:update': ({ sessionId, name, tags }) => {
      const store = this.#usable()
      if (!store.update(sessionId, name ?? null, tags ?? null)) unknownSession(sessionId)
      this.#changed(sessionId)
      return store.sessions.listItem(sessionId) ?? unknownSession(sessionId)
    },
    'sessions:delete': ({ sessionId }) => {
      if (this.#run?.meta.id === sessionId) throw new CallError({ code: 'run/already-active', detail: null })
      if (!this.#usable().markDeleted(sessionId, Date.now())) unknownSession(sessionId)
      this.#changed(sessionId)
      return null
    },
    'sessions:restore': ({ sessionId }) => {
      if (!this.#usable().restore(sessionId)) unknownSession(sessionId)
      this.#changed(sessionId)
      return null
    },
    'export:html': async ({ sessionId, path, language, theme }) => writeHtml(this.#open(sessionId), path, language, theme),
    'export:json': async ({ sessionId, path }) => writeJson(this.#open(sessionId), path),
    'machine:info': () => this.#machineInfo(),
  }

  #begin(name: string, plan: SessionMeta['plan']): RecorderMethods['session:begin'][1] {
    const store = this.#usable()
    if (this.#run !== null) throw new CallError({ code: 'run/already-active', detail: null })
    const originNs = process.hrtime.bigint()
    const createdAtMs = Date.now()
    const host: HostInfo = this.#hostCard.now()
    const meta: SessionMeta = { id: newSessionId(createdAtMs), name, tags: [], status: 'running', failure: null, createdAtMs, durationMs: null, plan, host }
    const sessionPk = store.create(meta, currentOwner())
    this.#engineDone = newSignal()
    this.#run = new ActiveRun({
      store, sampler: this.#sampler, clock: sessionClock(originNs), sessionPk, meta,
      viewers: this.#viewers,
      queueLimitBytes: this.#options.queueLimitBytes,
      onProgress: (progress) => this.#send({ type: 'progress', progress }),
      onFailed: (failure) => this.#send({ type: 'run-failed', sessionId: meta.id, failure }),
    })
    this.#send({ type: 'sessions-changed' })
    return { sessionId: meta.id, originNs: originNs.toString() }
  }

  async #finish(id: SessionId, status: SessionMeta['status'], failure: SessionFailure | null): Promise<null> {
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
      this.#changed(id)
    }
  }

  async #storeEnd(run: ActiveRun, status: Exclude<SessionMeta['status'], 'running'>, failure: SessionFailure | null): Promise<void> {
    const store = this.#usable()
    const { enabled, tailMs } = run.meta.plan.telemetry
    const wantsTail = enabled && run.failure === null && (status === 'completed' || status === 'stopped')
    let durationMs = run.progress().elapsedMs
    let lost: SessionFailure | null = run.failure
    try {
      durationMs = await run.close(wantsTail ? tailMs : 0)
    } catch (error) {
      const { code, message } = toDbError(error)
      lost ??= { code: code === 'db/full' ? 'disk-full' : 'internal', detail: message }
    }
    store.finish(run.sessionPk, lost === null ? { status, failure, durationMs } : { status: 'failed', failure: lost, durationMs })
    store.setHost(run.sessionPk, this.#hostCard.now())
    const opened = this.#history?.open(run.meta.id) ?? null
    if (opened !== null) store.setSummary(run.sessionPk, summaryOf(opened.analysis))
    store.checkpoint()
  }

  #abandon(run: ActiveRun): void {
    try {
      run.abandon()
      this.#store?.finish(run.sessionPk, { status: 'interrupted', failure: { code: 'app-ended', detail: '' }, durationMs: run.progress().elapsedMs })
    } catch {
      // The next start finds the session still running without an owner, and closes it then.
    }
  }

  #fromEngine(message: EngineEvent): void {
    if (message.sessionId !== this.#run?.meta.id) return
    if (message.type === 'batch') this.#run.add(message)
    else this.#engineDone.resolve()
  }

  #recover(): void {
    const store = this.#usable()
    for (const id of recoverSessions(store, this.#run?.meta.id ?? null, Date.now())) this.#history?.forget(id)
  }

  async #machineInfo(): Promise<MachineInfo> {
    return {
      host: await this.#hostCard.complete(),
      sensors: [{ id: 'host', ...this.#hostSource.status() }, { id: 'nvidia', ...this.#nvidia.status() }],
    }
  }

  #usable(): Store {
    if (this.#store === null) throw new CallError(this.unusable ?? { code: 'db/broken', detail: null })
    return this.#store
  }

  #openHistory(id: SessionId): History {
    this.#usable()
    if (this.#run?.meta.id === id) this.#run.flush()
    return this.#history ?? unknownSession(id)
  }

  #open(id: SessionId) {
    return this.#openHistory(id).open(id) ?? unknownSession(id)
  }

  #changed(id: SessionId): void {
    this.#history?.forget(id)
    this.#send({ type: 'sessions-changed' })
  }

  #send(message: RecorderMessage): void {
    for (const listener of this.#listeners) listener(message)
  }
}

function open(options: RecorderOptions): { readonly store: Store; readonly error: null } | { readonly store: null; readonly error: IpcError } {
  try {
    const store = openStore(options.dbPath, { nativeBinding: options.nativeBinding })
    if (options.maxDbPages !== undefined) store.limitPages(options.maxDbPages)
    recoverSessions(store, null, Date.now())
    purgeDeleted(store, Date.now())
    return { store, error: null }
  } catch (error) {
    return { store: null, error: toIpcError(error) }
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
