/** Puts engine (in a worker thread), recorder and run controller together for the terminal. */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import packageJson from '../../package.json' with { type: 'json' }
import { memoryPortPair } from '../background/port-memory.ts'
import { RecorderClient } from '../background/recorder-client.ts'
import { createRecorder, type Recorder } from '../background/recorder.ts'
import { serveRecorder } from '../background/recorder/serve.ts'
import { RunController } from '../background/run-controller.ts'
import { RunJobs, type JobEnd, type JobOrder } from '../background/run-jobs.ts'
import type { Calibration, CalibrationLoad } from '../core/model/calibration.ts'
import type { JobState, RunProgress } from '../core/model/view.ts'
import { createTranslate, type Language } from '../shared/i18n/index.ts'
import type { IpcError, IpcResult } from '../shared/ipc/envelope.ts'
import { ArgumentError } from './argument-error.ts'
import { startEngineThread } from './engine-thread.ts'
import { CliError } from './exit-codes.ts'
import { oneLine } from './summary.ts'
import { startScriptedSimulator } from './simulator-process.ts'

/** The value of an answer; an error becomes a message in the user's language. */
export function valueOf<T>(result: IpcResult<T>, language: Language): T {
  if (result.ok) return result.value
  throw new CliError(messageOf(result.error, language))
}

/** What is wrong, and what to do. */
export function messageOf({ code, detail: said }: IpcError, language: Language): string {
  const detail = said === null ? null : oneLine(said)
  const t = createTranslate(language)
  const words = { detail: detail ?? '' }
  return `${t(`errors:${code}.title`, words)}${detail === null ? '' : ` (${detail})`}\n${t(`errors:${code}.hint`, words)}`
}

/** The database, behind the same calls that the app uses. */
export interface Store {
  readonly call: Recorder['call']
  close(): Promise<void>
}

/** What a job tells while it is on. */
export interface JobWatch {
  readonly onProgress: (progress: RunProgress) => void
  readonly onState: (state: JobState) => void
  /** What went wrong without ending it. */
  readonly onProblem: (error: IpcError) => void
}

export interface Host {
  readonly store: Store
  /** A calibration where it is wished for, then one run or a series of them. */
  run(order: JobOrder, watch: JobWatch): Promise<JobEnd>
  calibrate(load: CalibrationLoad): Promise<IpcResult<Calibration>>
  stop(mode: 'drain' | 'abort'): void
  close(): Promise<void>
}

function recorderFor(dbFile: string): Recorder {
  const dbPath = resolve(dbFile)
  return createRecorder({ dbPath, appVersion: packageJson.version, self: 'app' })
}

function storeOf(recorder: Recorder): Store {
  return {
    call: (method, params) => recorder.call(method, params),
    close: () => {
      recorder.close()
      return Promise.resolve()
    },
  }
}

/** For commands that only read: a misspelt file must not become a new, empty database. */
export function openStore(dbFile: string, isOwnChoice: boolean): Promise<Store> {
  if (isOwnChoice && !existsSync(dbFile)) throw new ArgumentError('noDatabase', { file: dbFile })
  return Promise.resolve(storeOf(recorderFor(dbFile)))
}

/** For commands that measure. */
export function openHost(dbFile: string, language: Language): Host {
  const recorder = recorderFor(dbFile)
  const [clientSide, recorderSide] = memoryPortPair()
  serveRecorder(recorder, recorderSide)
  const client = new RecorderClient(clientSide)
  const engine = startEngineThread((port) => recorder.attachEngine(port))
  const controller = new RunController({ recorder: client, engine: engine.client })
  const jobs = new RunJobs({ controller, recorder: () => client, startScripted: startScriptedSimulator })
  const store = storeOf(recorder)
  return {
    store,
    run: async (order, watch) => {
      const removers = [client.onProgress(watch.onProgress), jobs.onProblem(watch.onProblem), jobs.onChanged((state) => state !== null && watch.onState(state))]
      const ended = new Promise<JobEnd>((done) => jobs.onEnded(done))
      valueOf(await jobs.start(order), language)
      const end = await ended
      removers.forEach((remove) => remove())
      return end
    },
    calibrate: (load) => controller.calibrate(load, startScriptedSimulator),
    stop: (mode) => void jobs.stop(mode),
    close: async () => {
      await engine.close()
      client.close()
      await store.close()
    },
  }
}
