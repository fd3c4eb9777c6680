/** Forwards the run's state to the window and keeps the machine awake while a run is on. */
import { powerSaveBlocker } from 'electron'
import type { RecorderClient } from '../background/recorder-client.ts'
import type { RunJobs } from '../background/run-jobs.ts'
import type { EventName, EventPayload } from '../shared/ipc/contract.ts'

export type Send = <K extends EventName>(name: K, payload: EventPayload<K>) => void

export class RunWatch {
  readonly #send: Send
  #blocker: number | null = null

  constructor(send: Send) {
    this.#send = send
  }

  watchRecorder(recorder: RecorderClient): void {
    recorder.onProgress((progress) => this.#send('run:progress', progress))
    recorder.onSessionsChanged(() => this.#send('sessions:changed', null))
    recorder.onOpening((opening) => this.#send('sessions:opening', opening))
  }

  watchJobs(jobs: RunJobs): void {
    jobs.onChanged((state) => {
      this.#send('run:job', state)
      // Also while it calibrates and between the runs of a series.
      this.#keepAwake(state !== null)
    })
    jobs.onProblem((error) => this.#send('run:problem', error))
    jobs.onEnded(({ runs, seriesId }) => {
      const last = runs.at(-1)
      if (last !== undefined) this.#send('run:ended', { sessionId: last.sessionId, status: last.status, seriesId })
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
