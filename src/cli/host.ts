/** Puts engine (in a worker thread), recorder and run controller together for the terminal. */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import packageJson from '../../package.json' with { type: 'json' }
import { memoryPortPair } from '../background/port-memory.ts'
import { RecorderClient } from '../background/recorder-client.ts'
import { createRecorder, type Recorder } from '../background/recorder.ts'
import { serveRecorder } from '../background/recorder/serve.ts'
import { RunController, type RunEnd } from '../background/run-controller.ts'
import type { Calibration, CalibrationLoad } from '../core/model/calibration.ts'
import type { SessionId } from '../core/model/ids.ts'
import type { Plan } from '../core/model/plan.ts'
import type { PromptItem } from '../core/workload/message.ts'
import type { SessionStatus } from '../core/model/session.ts'
import type { RunProgress } from '../core/model/view.ts'
import { createTranslate, type Language } from '../shared/i18n/index.ts'
import type { IpcResult } from '../shared/ipc/envelope.ts'
import { startEngineThread } from './engine-thread.ts'
import { CliError, exitCodes } from './exit-codes.ts'
import { startScriptedSimulator } from './simulator-process.ts'

/** The value of an answer; an error becomes a message in the user's language. */
export function valueOf<T>(result: IpcResult<T>, language: Language): T {
  if (result.ok) return result.value
  const t = createTranslate(language)
  const { code, detail } = result.error
  const words = { detail: detail ?? '' }
  throw new CliError(`${t(`errors:${code}.title`, words)}${detail === null ? '' : ` (${detail})`}\n${t(`errors:${code}.hint`, words)}`)
}

/** The database, behind the same calls that the app uses. */
export interface Store {
  readonly call: Recorder['call']
  close(): Promise<void>
}

/** What is to be run. `prompts`: those of the file that the plan names; empty otherwise. */
export interface RunOrder {
  readonly plan: Plan
  readonly prompts: readonly PromptItem[]
  readonly name: string
  readonly apiKey: string | null
}

export interface Host {
  readonly store: Store
  run(order: RunOrder, onProgress: (progress: RunProgress) => void): Promise<{ readonly sessionId: SessionId; readonly status: SessionStatus }>
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
  if (isOwnChoice && !existsSync(dbFile)) throw new CliError(`There is no database ${dbFile}.`, exitCodes.badArguments)
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
  const store = storeOf(recorder)
  return {
    store,
    run: async ({ plan, prompts, name, apiKey }, onProgress) => {
      const detach = client.onProgress(onProgress)
      const ended = new Promise<RunEnd>((done) => controller.onEnded(done))
      const started = await controller.start(plan, name, apiKey, prompts)
      valueOf(started, language)
      const { sessionId, status } = await ended
      detach()
      return { sessionId, status }
    },
    calibrate: (load) => controller.calibrate(load, startScriptedSimulator),
    stop: (mode) => void controller.stop(mode),
    close: async () => {
      await engine.close()
      client.close()
      await store.close()
    },
  }
}
