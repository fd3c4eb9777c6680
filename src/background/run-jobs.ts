/** What one start sets going: a calibration where it is wished for and none is recent, then a run or a series of runs, one after another. */
import { calibrationBounds, defaultCalibrationLoad, recentCalibrationMs, type CalibrationLoad } from '../core/model/calibration.ts'
import type { SessionId } from '../core/model/ids.ts'
import { expectedStreams } from '../core/model/load.ts'
import { loadIssue } from '../core/measure/calibration-run.ts'
import type { JobState } from '../core/model/view.ts'
import type { IpcError, IpcResult } from '../shared/ipc/envelope.ts'
import type { StartScripted } from './calibrate.ts'
import type { RecorderClient } from './recorder-client.ts'
import type { RunController, RunEnd } from './run-controller.ts'
import type { RunOrder } from './series-orders.ts'

/** With few streams, each may be faster than the usual rate of a calibration. */
const fewStreams = 64
const briskTokensPerS = 100

export interface JobOrder {
  /** At least one, in order. */
  readonly runs: readonly RunOrder[]
  /** Measure this machine's own error beforehand, unless that was done lately for as many streams. */
  readonly calibrate: boolean
}

export interface JobEnd {
  /** Those that were begun, in order. */
  readonly runs: readonly RunEnd[]
  /** Null for a run of its own. */
  readonly seriesId: string | null
  readonly wasStopped: boolean
  /** Why a later run could not be begun; null when none had to be. */
  readonly error: IpcError | null
}

export interface RunJobsOptions {
  readonly controller: RunController
  readonly recorder: () => RecorderClient
  readonly startScripted: StartScripted
}

interface Job {
  readonly order: JobOrder
  readonly ends: RunEnd[]
  state: JobState
  /** Ends the pause between two runs. */
  wake: () => void
}

export class RunJobs {
  readonly #options: RunJobsOptions
  readonly #changeListeners = new Set<(state: JobState | null) => void>()
  readonly #endListeners = new Set<(end: JobEnd) => void>()
  readonly #problemListeners = new Set<(error: IpcError) => void>()
  #job: Job | null = null

  constructor(options: RunJobsOptions) {
    this.#options = options
  }

  /** Null when nothing is on. */
  current(): JobState | null {
    return this.#job?.state ?? null
  }

  /**
   * Answers when the first session has begun, or (null) when a calibration comes first. Fails as `RunController.start` does; what goes wrong
   * after the answer is told to `onProblem`.
   */
  async start(order: JobOrder): Promise<IpcResult<{ readonly sessionId: SessionId | null }>> {
    if (this.#job !== null) return { ok: false, error: { code: 'run/already-active', detail: null } }
    const job: Job = { order, ends: [], state: { step: 'running', position: 1, length: order.runs.length, stopping: false }, wake: () => undefined }
    this.#job = job
    const load = order.calibrate ? await this.#neededCalibration(order) : null
    if (load !== null) {
      void this.#calibrateAndRun(job, load)
      return { ok: true, value: { sessionId: null } }
    }
    const begun = await this.#begin(job)
    if (!begun.ok) this.#over(job, null)
    return begun
  }

  /** Ends the run that is on, and starts no further one. Fails with `run/none`. */
  stop(mode: 'drain' | 'abort'): IpcResult<null> {
    const job = this.#job
    if (job === null) return { ok: false, error: { code: 'run/none', detail: null } }
    this.#set(job, { stopping: true })
    if (job.state.step === 'calibrating') this.#options.controller.stopCalibration()
    else if (job.state.step === 'running') this.#options.controller.stop(mode)
    job.wake()
    return { ok: true, value: null }
  }

  onChanged(listener: (state: JobState | null) => void): () => void {
    return added(this.#changeListeners, listener)
  }

  onEnded(listener: (end: JobEnd) => void): () => void {
    return added(this.#endListeners, listener)
  }

  onProblem(listener: (error: IpcError) => void): () => void {
    return added(this.#problemListeners, listener)
  }

  /** Null when a recent one speaks for the load, or none could. */
  async #neededCalibration({ runs }: JobOrder): Promise<CalibrationLoad | null> {
    const planned = runs.flatMap(({ plan }) => plan.stages.map(expectedStreams)).reduce((most, streams) => Math.max(most, streams), 1)
    const load = { ...defaultCalibrationLoad, streams: Math.min(calibrationBounds.maxStreams, planned), tokensPerS: planned <= fewStreams ? briskTokensPerS : defaultCalibrationLoad.tokensPerS }
    if (loadIssue(load) !== null) return null
    const recent = await this.#options.recorder().call('calibration:fitting', { streams: load.streams, maxAgeMs: recentCalibrationMs })
    return recent.ok && recent.value === null ? load : null
  }

  /** A calibration that fails is told; the run goes on without it, and says so itself. */
  async #calibrateAndRun(job: Job, load: CalibrationLoad): Promise<void> {
    this.#set(job, { step: 'calibrating' })
    const { controller, startScripted } = this.#options
    const calibrated = await controller.calibrate(load, startScripted)
    if (job.state.stopping) return this.#over(job, null)
    if (!calibrated.ok) this.#tell(calibrated.error)
    this.#set(job, { step: 'running' })
    const begun = await this.#begin(job)
    if (begun.ok) return
    this.#tell(begun.error)
    this.#over(job, begun.error)
  }

  async #begin(job: Job): Promise<IpcResult<{ readonly sessionId: SessionId }>> {
    const { controller } = this.#options
    const order = job.order.runs[job.ends.length]!
    // Listens before it starts, so that no end is missed.
    const ended = new Promise<RunEnd>((resolve) => {
      const remove = controller.onEnded((end) => {
        remove()
        resolve(end)
      })
    })
    this.#set(job, { step: 'running', position: job.ends.length + 1 })
    const begun = await controller.start(order.plan, order.name, order.apiKey, order.prompts, order.place, order.remote ?? null)
    if (begun.ok) void ended.then((end) => this.#ranTo(job, end))
    // A stop that came while the session was being created found no run to end.
    if (begun.ok && job.state.stopping) controller.stop('drain')
    return begun
  }

  async #ranTo(job: Job, end: RunEnd): Promise<void> {
    job.ends.push(end)
    const next = job.order.runs[job.ends.length]
    // A server that is gone, or an engine that died, would spoil what follows too.
    if (next === undefined || end.status !== 'completed' || job.state.stopping) return this.#over(job, null)
    this.#set(job, { step: 'pause', position: job.ends.length + 1 })
    await this.#pause(job, next.plan.pauseBetweenStagesMs)
    if (job.state.stopping) return this.#over(job, null)
    const begun = await this.#begin(job)
    if (begun.ok) return
    this.#tell(begun.error)
    this.#over(job, begun.error)
  }

  #pause(job: Job, ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      job.wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  #set(job: Job, change: Partial<JobState>): void {
    job.state = { ...job.state, ...change }
    for (const listener of this.#changeListeners) listener(job.state)
  }

  #tell(error: IpcError): void {
    for (const listener of this.#problemListeners) listener(error)
  }

  #over(job: Job, error: IpcError | null): void {
    if (this.#job !== job) return
    this.#job = null
    for (const listener of this.#changeListeners) listener(null)
    for (const listener of this.#endListeners) listener({ runs: job.ends, seriesId: job.order.runs[0]?.place?.seriesId ?? null, wasStopped: job.state.stopping, error })
  }
}

function added<T>(listeners: Set<T>, listener: T): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
