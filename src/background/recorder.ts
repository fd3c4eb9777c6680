/** The recorder: database, telemetry, live view and exports behind one set of calls. Runs in its own process or inside the CLI. */
import { dirname, join } from 'node:path'
import { limitsWith } from '../core/diagnosis/limits.ts'
import type { CalibrationLoad } from '../core/model/calibration.ts'
import type { SessionId } from '../core/model/ids.ts'
import type { SessionListItem } from '../core/model/view.ts'
import type { MachineInfo } from '../shared/ipc/contract.ts'
import type { IpcError, IpcResult } from '../shared/ipc/envelope.ts'
import { openStore, type Store } from '../node/db/store.ts'
import { ownerOf } from '../node/process-identity.ts'
import { createChildLedger } from '../node/telemetry/child-ledger.ts'
import { createClientSource } from '../node/telemetry/client-source.ts'
import { gpuSources, type GpuSources } from '../node/telemetry/gpu-sources.ts'
import { createHostSource, type HostOptions } from '../node/telemetry/host-source.ts'
import { createMetricsSource } from '../node/telemetry/metrics/source.ts'
import type { NvidiaOptions } from '../node/telemetry/nvidia/source.ts'
import { createAgentSource } from '../node/telemetry/remote/agent-source.ts'
import { createPrometheusSource } from '../node/telemetry/remote/prometheus-source.ts'
import { createServerSource } from '../node/telemetry/server/source.ts'
import { SimulatedMachine } from '../node/telemetry/simulated/machine.ts'
import { withStandIn } from '../node/telemetry/simulated/stand-in.ts'
import { createSampler, type Sampler } from '../node/telemetry/sampler.ts'
import type { Port } from './port.ts'
import type { RecorderMessage, RecorderMethod, RecorderMethods, SessionBegun } from './protocol.ts'
import { CalibrationDesk } from './recorder/calibration-desk.ts'
import { CallError, toIpcError, unknownSession } from './recorder/call-error.ts'
import { HostCard } from './recorder/host-card.ts'
import { LocalLibrary, type Library, type ReadingMethod, type ReadingMethods } from './recorder/library.ts'
import { MachineWatch } from './recorder/machine-watch.ts'
import { ReaderThread } from './recorder/reader-thread.ts'
import { purgeDeleted, recoverSessions } from './recorder/recovery.ts'
import { RunDesk } from './recorder/run-desk.ts'

export interface RecorderOptions {
  readonly dbPath: string
  readonly appVersion: string
  /** What this process is in the figures of the tool's own cost: `app` when everything runs in one process. */
  readonly self: 'recorder' | 'app'
  /** Root of the app's process tree; null or absent when this process is the app. */
  readonly appPid?: number | null
  readonly nativeBinding?: string | undefined
  readonly nvidia?: NvidiaOptions
  readonly host?: HostOptions
  readonly queueLimitBytes?: number
  /** Entry of a thread to read stored sessions in; absent where nothing else waits meanwhile. */
  readonly reader?: URL
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
  attachEngine(port: Port): void
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
  readonly #store: Store | null
  readonly #library: Library
  readonly #desk: RunDesk | null
  readonly #calibrations: CalibrationDesk | null
  readonly #sampler: Sampler
  readonly #gpus: GpuSources
  readonly #sensors: MachineWatch
  readonly #hostCard: HostCard
  readonly #listeners = new Set<(message: RecorderMessage) => void>()

  constructor(options: RecorderOptions) {
    const { store, error } = open(options)
    this.unusable = error
    this.#store = store
    const ledger = createChildLedger(join(dirname(options.dbPath), 'children'))
    ledger.sweep()
    const server = createServerSource()
    this.#gpus = gpuSources({ ledger, nvidia: options.nvidia, serverPids: () => server.pids() })
    const client = createClientSource({ self: options.self, appPid: options.appPid ?? null })
    const simulated = new SimulatedMachine()
    const ofMachine = [createHostSource({ ledger, ...options.host }), ...this.#gpus.sources, server, createMetricsSource()]
    this.#sampler = createSampler([...ofMachine.map((source) => withStandIn(source, simulated)), createAgentSource(), createPrometheusSource(), client])
    this.#sensors = new MachineWatch(this.#sampler)
    this.#hostCard = new HostCard(options.appVersion, () => this.#gpus.cards())
    this.#library = this.#libraryOf(options)
    this.#calibrations = store === null ? null : new CalibrationDesk(store, () => this.#hostCard.now())
    this.#desk = store === null ? null : new RunDesk({
      store, library: this.#library, sensors: this.#sensors, hostCard: this.#hostCard, hostAtEnd: () => simulated.hostOf(this.#hostCard.now()), queueLimitBytes: options.queueLimitBytes,
      app: typeof options.appPid === 'number' ? ownerOf(options.appPid) : null,
      send: (message) => this.#send(message),
    })
  }

  attachEngine(port: Port): void {
    this.#desk?.attachEngine(port)
    this.#calibrations?.attachEngine(port)
  }

  attachViewer(port: Port): void {
    this.#desk?.attachViewer(port)
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
    this.#desk?.close()
    this.#sensors.close()
    this.#sampler.stop()
    this.#hostCard.close()
    this.#library.close()
    this.#store?.close()
  }

  readonly #handlers: Handlers = {
    'session:begin': (session) => this.#usable(this.#desk).begin(session),
    'session:finish': ({ sessionId, status, failure }) => this.#usable(this.#desk).finish(sessionId, status, failure),
    'sessions:list': () => this.#list(),
    'sessions:get': (params) => this.#read('sessions:get', params),
    'series:get': (params) => this.#read('series:get', params),
    'sessions:range': (params) => this.#read('sessions:range', params),
    'sessions:diagnose': (params) => this.#read('sessions:diagnose', params),
    'sessions:digest': (params) => this.#read('sessions:digest', params),
    'sessions:import': (params) => this.#read('sessions:import', params),
    'sessions:compare': (params) => this.#read('sessions:compare', params),
    'sessions:explain': (params) => this.#read('sessions:explain', params),
    'sessions:request': (params) => this.#read('sessions:request', params),
    'sessions:update': ({ sessionId, name, tags }) => this.#update(sessionId, name ?? null, tags ?? null),
    'sessions:delete': ({ sessionId }) => this.#delete(sessionId),
    'sessions:restore': ({ sessionId }) => {
      if (!this.#usable(this.#store).restore(sessionId)) unknownSession(sessionId)
      return this.#changed(sessionId)
    },
    'export:html': (params) => this.#read('export:html', params),
    'export:json': (params) => this.#read('export:json', params),
    'export:comparison': (params) => this.#read('export:comparison', params),
    'machine:info': () => this.#machineInfo(),
    'diagnosis:limits': (overrides) => {
      this.#library.setLimits(limitsWith(overrides))
      return null
    },
    'machine:sources': (settings) => {
      this.#gpus.allowApplePower(settings.applePower === true)
      this.#sampler.configure(settings)
      return null
    },
    'calibration:begin': (load) => this.#beginCalibration(load),
    'calibration:end': ({ sessionId, truth }) => this.#usable(this.#calibrations).end(sessionId, truth),
    'calibration:fitting': ({ streams, maxAgeMs }) => this.#usable(this.#calibrations).fitting(streams, maxAgeMs),
    'calibration:latest': () => this.#usable(this.#calibrations).latest(),
  }

  #beginCalibration(load: CalibrationLoad): SessionBegun {
    if (this.#usable(this.#desk).activeId !== null) throw new CallError({ code: 'run/already-active', detail: null })
    return this.#usable(this.#calibrations).begin(load)
  }

  /** Also notices runs of other processes that died since. */
  #list(): readonly SessionListItem[] {
    const store = this.#usable(this.#store)
    for (const id of recoverSessions(store, this.#desk?.activeId ?? null, Date.now())) this.#library.forget(id)
    return store.sessions.list()
  }

  #update(id: SessionId, name: string | null, tags: readonly string[] | null): SessionListItem {
    const store = this.#usable(this.#store)
    if (!store.update(id, name, tags)) unknownSession(id)
    this.#changed(id)
    return store.sessions.listItem(id) ?? unknownSession(id)
  }

  #delete(id: SessionId): null {
    if (this.#desk?.activeId === id) throw new CallError({ code: 'run/already-active', detail: null })
    if (!this.#usable(this.#store).markDeleted(id, Date.now())) unknownSession(id)
    return this.#changed(id)
  }

  async #machineInfo(): Promise<MachineInfo> {
    const host = await this.#hostCard.complete()
    return { host, sensors: this.#sampler.statuses() }
  }

  /** Of what is asked for, the latest that the run in progress has brought is stored before it is read. */
  #read<M extends ReadingMethod>(method: M, params: ReadingMethods[M][0]): Promise<ReadingMethods[M][1]> {
    const asked = 'sessionId' in params ? [params.sessionId] : 'sessionIds' in params ? params.sessionIds : []
    for (const id of asked) this.#desk?.flush(id)
    return this.#library.call(method, params)
  }

  #libraryOf({ reader, dbPath, nativeBinding }: RecorderOptions): Library {
    if (reader === undefined || this.#store === null) return new LocalLibrary(this.#store, this.unusable)
    return new ReaderThread({ entry: reader, dbPath, nativeBinding, onOpening: (opening) => this.#send({ type: 'opening', opening }) })
  }

  /** What needs the database; throws the reason why it can't be used. */
  #usable<T>(part: T | null): T {
    if (part === null) throw new CallError(this.unusable ?? { code: 'db/broken', detail: null })
    return part
  }

  #changed(id: SessionId): null {
    this.#library.forget(id)
    this.#send({ type: 'sessions-changed' })
    return null
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
