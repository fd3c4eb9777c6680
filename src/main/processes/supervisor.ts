/** Starts the engine and the recorder, connects them with each other and with the window, and starts them again after a crash. */
import { MessageChannelMain, type WebContents } from 'electron'
import { EngineClient } from '../../background/engine-client.ts'
import { RecorderClient } from '../../background/recorder-client.ts'
import { RunController, type RunEngine } from '../../background/run-controller.ts'
import { LIVE_CHANNEL } from '../../shared/ipc/channels.ts'
import { Child } from './child.ts'

export interface SupervisorOptions {
  readonly enginePath: string
  readonly recorderPath: string
  readonly dbPath: string
  readonly appVersion: string
  readonly log: (message: string) => void
  readonly onRestart: (process: 'engine' | 'recorder') => void
  /** Called for the first recorder and for each one that replaces it. */
  readonly onRecorder: (recorder: RecorderClient) => void
}

/** After so many crashes within a minute a process stays down: something is wrong that a restart does not mend. */
const MAX_CRASHES_A_MINUTE = 3

export class Supervisor {
  readonly controller: RunController
  readonly #options: SupervisorOptions
  #engine: Child
  #recorderChild: Child
  #recorder: RecorderClient
  #crashesAtMs: readonly number[] = []
  #isClosing = false

  constructor(options: SupervisorOptions) {
    this.#options = options
    this.#recorderChild = this.#startRecorder()
    this.#recorder = this.#announceRecorder()
    this.#engine = this.#startEngine()
    this.controller = new RunController({ recorder: this.#recorder, engine: this.#engineClient() })
  }

  get recorder(): RecorderClient {
    return this.#recorder
  }

  /** Gives `contents` a port of its own to the recorder's live stream. */
  attachViewer(contents: WebContents): void {
    const { port1, port2 } = new MessageChannelMain()
    this.#recorderChild.transfer({ type: 'attach-viewer' }, [port1])
    contents.postMessage(LIVE_CHANNEL, null, [port2])
  }

  /** Ends both children; the recorder stores what it holds when it is told to end. */
  close(): void {
    this.#isClosing = true
    this.#engine.kill()
    this.#recorderChild.kill()
  }

  #startEngine(): Child {
    const { enginePath, log } = this.#options
    const engine = new Child({ name: 'LLM Dyno engine', modulePath: enginePath, env: process.env, log })
    engine.onSpawn(() => this.#connectEngine())
    engine.onExit(() => this.#afterExit('engine'))
    return engine
  }

  #startRecorder(): Child {
    const { recorderPath, dbPath, appVersion, log } = this.#options
    const env = { ...process.env, LLM_DYNO_DB: dbPath, LLM_DYNO_VERSION: appVersion, LLM_DYNO_APP_PID: String(process.pid) }
    const recorder = new Child({ name: 'LLM Dyno recorder', modulePath: recorderPath, env, log })
    recorder.onExit(() => this.#afterExit('recorder'))
    return recorder
  }

  #announceRecorder(): RecorderClient {
    const recorder = new RecorderClient(this.#recorderChild.port)
    this.#options.onRecorder(recorder)
    return recorder
  }

  #engineClient(): RunEngine {
    return new EngineClient(this.#engine.port)
  }

  /** Their own port: samples never pass through this process. */
  #connectEngine(): void {
    const { port1, port2 } = new MessageChannelMain()
    this.#engine.transfer({ type: 'recorder-port' }, [port1])
    this.#recorderChild.transfer({ type: 'attach-engine', pid: this.#engine.pid ?? null }, [port2])
  }

  #afterExit(which: 'engine' | 'recorder'): void {
    if (this.#isClosing) return
    const nowMs = performance.now()
    this.#crashesAtMs = [...this.#crashesAtMs.filter((atMs) => nowMs - atMs < 60_000), nowMs]
    if (this.#crashesAtMs.length > MAX_CRASHES_A_MINUTE) {
      this.#options.log(`${which} ended ${this.#crashesAtMs.length} times within a minute: not started again`)
      return
    }
    if (which === 'engine') this.#replaceEngine()
    else this.#replaceRecorder()
    this.#options.onRestart(which)
  }

  #replaceEngine(): void {
    this.#engine = this.#startEngine()
    this.controller.useEngine(this.#engineClient())
  }

  #replaceRecorder(): void {
    this.#recorderChild = this.#startRecorder()
    this.#recorder = this.#announceRecorder()
    this.controller.useRecorder(this.#recorder)
    this.#connectEngine()
  }
}
