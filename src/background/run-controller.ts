/** One run at a time, from start to stored end, whatever dies on the way. The same for app and CLI. */
import type { Calibration, CalibrationLoad } from '../core/model/calibration.ts'
import type { SessionId } from '../core/model/ids.ts'
import type { Plan } from '../core/model/plan.ts'
import type { SeriesPlace } from '../core/model/repeats.ts'
import type { RemoteConfig } from '../core/model/remote.ts'
import type { PromptItem } from '../core/workload/message.ts'
import type { SessionFailure, SessionStatus } from '../core/model/session.ts'
import type { RunProgress } from '../core/model/view.ts'
import type { IpcError, IpcResult } from '../shared/ipc/envelope.ts'
import { calibrate, type StartScripted } from './calibrate.ts'
import type { EngineCommand, EngineEvent } from './protocol.ts'
import type { RecorderClient } from './recorder-client.ts'

/** After an abort, the engine gets this long to close its connections before it is ended by force, ms. */
const forceAfterMs = 5_000

type EngineEnd = Extract<EngineEvent, { type: 'ended' }>
type RunCommand = Extract<EngineCommand, { type: 'run' }>

/** What the controller needs of the engine's client. */
export interface RunEngine {
  run(command: RunCommand): void
  stop(mode: 'drain' | 'abort'): void
  onEnded(listener: (end: EngineEnd) => void): () => void
  /** The engine is gone, by itself or by force. */
  onExit(listener: () => void): void
  /** Ends the engine by force. */
  close(): void
}

export interface RunEnd {
  readonly sessionId: SessionId
  readonly status: SessionStatus
  readonly failure: SessionFailure | null
}

interface CurrentRun {
  readonly sessionId: SessionId
  progress: RunProgress | null
  /** Set by the first thing that ended the run; what follows is not the cause. */
  end: Omit<RunEnd, 'sessionId'> | null
  recordingFailure: SessionFailure | null
  isAborting: boolean
  force: NodeJS.Timeout | undefined
}

export class RunController {
  #recorder: RecorderClient
  #engine: RunEngine
  #hasEngine = true
  #isStarting = false
  #isCalibrating = false
  #run: CurrentRun | null = null
  #detachRecorder: () => void
  readonly #endListeners = new Set<(end: RunEnd) => void>()

  constructor({ recorder, engine }: { readonly recorder: RecorderClient; readonly engine: RunEngine }) {
    this.#recorder = recorder
    this.#engine = engine
    this.#detachRecorder = this.#watchRecorder(recorder)
    this.#watchEngine(engine)
  }

  /** After a restart of the recorder process. A run of the one before is over, whether its end was heard of yet or not. */
  useRecorder(recorder: RecorderClient): void {
    this.#recorderGone()
    this.#detachRecorder()
    this.#recorder = recorder
    this.#detachRecorder = this.#watchRecorder(recorder)
  }

  /** After a restart of the engine process. A run of the one before is over, whether its end was heard of yet or not. */
  useEngine(engine: RunEngine): void {
    this.#engineGone()
    this.#engine = engine
    this.#hasEngine = true
    this.#watchEngine(engine)
  }

  /** `prompts`: those of the user's file, where the plan names one. `remote`: where the telemetry of the model's machine comes from, with its token. Creates the session and starts the engine, which also waits for the idle baseline. Fails with `run/already-active`, `run/calibrating`, `process/gone` or a database error. */
  async start(plan: Plan, name: string, apiKey: string | null, prompts: readonly PromptItem[] = [], place: SeriesPlace | null = null, remote: RemoteConfig | null = null): Promise<IpcResult<{ readonly sessionId: SessionId }>> {
    const busy = this.#busy()
    if (busy !== null) return { ok: false, error: busy }
    this.#isStarting = true
    try {
      const begun = await this.#recorder.call('session:begin', { name, plan, place, remote })
      if (!begun.ok) return begun
      const { sessionId, originNs } = begun.value
      this.#run = { sessionId, progress: null, end: null, recordingFailure: null, isAborting: false, force: undefined }
      this.#engine.run({ type: 'run', sessionId, plan, prompts, apiKey, originNs })
      return { ok: true, value: { sessionId } }
    } finally {
      this.#isStarting = false
    }
  }

  /** Measures this machine's own error while nothing else runs. Fails as `start` does, or with what `calibrate` says. */
  async calibrate(load: CalibrationLoad, startServer: StartScripted): Promise<IpcResult<Calibration>> {
    const busy = this.#busy()
    if (busy !== null) return { ok: false, error: busy }
    this.#isCalibrating = true
    try {
      return await calibrate({ engine: this.#engine, recorder: this.#recorder, startServer, load })
    } finally {
      this.#isCalibrating = false
    }
  }

  /** Ends a calibration early; it then fails. */
  stopCalibration(): void {
    if (this.#isCalibrating) this.#engine.stop('abort')
  }

  /** `drain` lets open requests finish; `abort` cuts them, and ends an engine that does not obey. Fails with `run/none`. */
  stop(mode: 'drain' | 'abort'): IpcResult<null> {
    const run = this.#run
    if (run === null || run.end !== null) return { ok: false, error: { code: 'run/none', detail: null } }
    this.#engine.stop(mode)
    if (mode === 'abort') this.#forceLater(run)
    return { ok: true, value: null }
  }

  /** The latest progress; null when no run is on. */
  current(): RunProgress | null {
    return this.#run?.progress ?? null
  }

  /** The session whose run is on. */
  currentSessionId(): SessionId | null {
    return this.#run?.sessionId ?? null
  }

  /** Called when the session is stored and a new run may start. */
  onEnded(listener: (end: RunEnd) => void): () => void {
    this.#endListeners.add(listener)
    return () => this.#endListeners.delete(listener)
  }

  #busy(): IpcError | null {
    if (this.#isCalibrating) return { code: 'run/calibrating', detail: null }
    if (this.#isStarting || this.#run !== null) return { code: 'run/already-active', detail: null }
    return this.#hasEngine ? null : { code: 'process/gone', detail: 'engine' }
  }

  #watchRecorder(recorder: RecorderClient): () => void {
    const removers = [
      recorder.onProgress((progress) => {
        if (this.#run?.sessionId === progress.sessionId) this.#run.progress = progress
      }),
      recorder.onRunFailed(({ sessionId, failure }) => this.#recordingFailed(sessionId, failure)),
      recorder.onGone(() => this.#recorderGone()),
    ]
    return () => removers.forEach((remove) => remove())
  }

  #watchEngine(engine: RunEngine): void {
    engine.onEnded((end) => {
      const isOurs = engine === this.#engine && end.sessionId === this.#run?.sessionId
      if (isOurs) void this.#finish({ status: end.status, failure: end.failure })
    })
    engine.onExit(() => {
      if (engine !== this.#engine) return
      this.#hasEngine = false
      this.#engineGone()
    })
  }

  #engineGone(): void {
    const run = this.#run
    if (run === null) return
    if (run.isAborting) void this.#finish({ status: 'stopped', failure: null })
    else void this.#finish({ status: 'interrupted', failure: { code: 'engine-crashed', detail: '' } })
  }

  #recordingFailed(sessionId: SessionId, failure: SessionFailure): void {
    const run = this.#run
    if (run === null || run.sessionId !== sessionId) return
    run.recordingFailure = failure
    this.#engine.stop('abort')
    this.#forceLater(run)
  }

  /** The next recorder will find the session without an owner and mark it as interrupted. */
  #recorderGone(): void {
    const run = this.#run
    if (run === null) return
    const wasEnding = run.end !== null
    run.end = { status: 'interrupted', failure: { code: 'recorder-crashed', detail: '' } }
    if (!wasEnding) this.#engine.stop('abort')
    this.#over(run)
  }

  async #finish(end: Omit<RunEnd, 'sessionId'>): Promise<void> {
    const run = this.#run
    if (run === null || run.end !== null) return
    run.end = run.recordingFailure === null ? end : { status: 'failed', failure: run.recordingFailure }
    clearTimeout(run.force)
    const stored = await this.#recorder.call('session:finish', { sessionId: run.sessionId, ...run.end })
    if (this.#run !== run) return
    if (!stored.ok) run.end = { status: 'failed', failure: { code: stored.error.code === 'db/full' ? 'disk-full' : 'internal', detail: stored.error.detail ?? '' } }
    this.#over(run)
  }

  #over(run: CurrentRun): void {
    clearTimeout(run.force)
    this.#run = null
    const { sessionId, end } = run
    if (end !== null) for (const listener of this.#endListeners) listener({ sessionId, ...end })
  }

  #forceLater(run: CurrentRun): void {
    if (run.isAborting) return
    run.isAborting = true
    run.force = setTimeout(() => this.#engine.close(), forceAfterMs)
  }
}
