/** Starts the engine and the recorder, connects them with each other and with the window, and starts them again after a crash. */
import { MessageChannelMain, type WebContents } from 'electron'
import { EngineClient } from '../../background/engine-client.ts'
import { RecorderClient } from '../../background/recorder-client.ts'
import { RunController } from '../../background/run-controller.ts'
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
  readonly onController: (controller: RunController) => void
}

/** After so many crashes within a minute a process stays down: something is wrong that a restart does not mend. */
const MAX_CRASHES_A_MINUTE = 3

export class Supervisor {
  readonly #options: SupervisorOptions
  #engine: Child
  #recorderChild: Child
  #recorder: RecorderClient
  #controller: RunController
  #viewer: WebContents | null = null
  #crashes: number[] = []
  #closing = false

  constructor(options: SupervisorOptions) {
    this.#options = options
    this.#recorderChild = this.#startRecorder()
    this.#recorder = new RecorderClient(this.#recorderChild.port)
    options.onRecorder(this.#recorder)
    this.#engine = this.#startEngine()
    this.#connectEngine()
    this.#controller = this.#createController()
  }

  get recorder(): RecorderClient {
    return this.#recorder
  }

  get controller(): RunController {
    return this.#controller
  }

  /** Gives `contents` a port of its own to the recorder's live stream. */
  attachViewer(contents: WebContents): void {
    this.#viewer = contents
    const { port1, port2 } = new MessageChannelMain()
    this.#recorderChild.transfer({ type: 'attach-viewer' }, [port1])
    contents.postMessage(LIVE_CHANNEL, null, [port2])
  }

  /** Ends both children; they flush what they hold when their port says so. */
  close(): void {
    this.#closing = true
    this.#engine.kill()
    this.#recorderChild.kill()
  }

  #startEngine(): Child {
    const { enginePath, log } = this.#options
    const engine = new Child({ name: 'LLM Dyno engine', modulePath: enginePath, args: [], env: process.env, log })
    engine.onExit(() => this.#afterExit('engine'))
    return engine
  }

  #startRecorder(): Child {
    const { recorderPath, dbPath, appVersion, log } = this.#options
    const env = { ...process.env, LLM_DYNO_DB: dbPath, LLM_DYNO_VERSION: appVersion, LLM_DYNO_APP_PID: String(process.pid) }
    const recorder = new Child({ name: 'LLM Dyno recorder', modulePath: recorderPath, args: [], env, log })
    recorder.onExit(() => this.#afterExit('recorder'))
    return recorder
  }

  #connectEngine(): void {
    const { port1, port2 } = new MessageChannelMain()
    this.#engine.transfer({ type: 'recorder-port' }, [port1])
    this.#recorderChild.transfer({ type: 'attach-engine' }, [port2])
  }

  #createController(): RunController {
    const controller = new RunController({ recorder: this.#recorder, engine: new EngineClient(this.#engine.port) })
    this.#options.onController(controller)
    return controller
  }

  #afterExit(which: 'engine' | 'recorder'): void {
    if (this.#closing) return
    const nowMs = performance.now()
    this.#crashes = [...this.#crashes.filter((atMs) => nowMs - atMs < 60_000), nowMs]
    if (this.#crashes.length > MAX_CRASHES_A_MINUTE) {
      this.#options.log(`${which} crashed ${this.#crashes.length} times within a minute: not started again`)
      return
    }
    if (which === 'engine') this.#engine = this.#startEngine()
    else this.#replaceRecorder()
    this.#connectEngine()
    this.#controller = this.#createController()
    this.#options.onRestart(which)
  }

  #replaceRecorder(): void {
    this.#recorderChild = this.#startRecorder()
    this.#recorder = new RecorderClient(this.#recorderChild.port)
    this.#options.onRecorder(this.#recorder)
    if (this.#viewer !== null && !this.#viewer.isDestroyed()) this.attachViewer(this.#viewer)
  }
}
