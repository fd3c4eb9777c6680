/** Forwards the run's state to the window and keeps the machine awake while a run is on. */
import { powerSaveBlocker } from 'electron'
import type { RecorderClient } from '../background/recorder-client.ts'
import type { RunController } from '../background/run-controller.ts'
import type { EventName, EventPayload } from '../shared/ipc/contract.ts'

export type Send = <K extends EventName>(name: K, payload: EventPayload<K>) => void

export class RunWatch {
  readonly #send: Send
  #blocker: number | null = null

  constructor(send: Send) {
    this.#send = send
  }

  watchRecorder(recorder: RecorderClient): void {
    recorder.onProgress((progress) => {
      this.#send('run:progress', progress)
      this.#keepAwake(progress.phase !== 'ended')
    })
    recorder.onSessionsChanged(() => this.#send('sessions:changed', null))
  }

  watchController(controller: RunController): void {
    controller.onEnded(({ sessionId, status }) => {
      this.#keepAwake(false)
      this.#send('run:ended', { sessionId, status })
    })
  }

  #keepAwake(on: boolean): void {
    if (on && this.#blocker === null) this.#blocker = powerSaveBlocker.start('prevent-app-suspension')
    if (!on && this.#blocker !== null) {
      powerSaveBlocker.stop(this.#blocker)
      this.#blocker = null
    }
  }
}
