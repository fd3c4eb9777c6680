/** The host's side of the recorder: calls as promises, and what the recorder says on its own. */
import type { SessionId } from '../core/model/ids.ts'
import type { SessionFailure } from '../core/model/session.ts'
import type { RunProgress, SessionOpening } from '../core/model/view.ts'
import type { IpcError, IpcResult } from '../shared/ipc/envelope.ts'
import type { Port } from './port.ts'
import type { RecorderCall, RecorderMessage, RecorderMethod, RecorderMethods } from './protocol.ts'

type Pending = (result: IpcResult<unknown>) => void

/** Listeners of one kind. */
class Listeners<T> {
  readonly #all = new Set<(value: T) => void>()

  add(listener: (value: T) => void): () => void {
    this.#all.add(listener)
    return () => this.#all.delete(listener)
  }

  emit(value: T): void {
    for (const listener of this.#all) listener(value)
  }
}

export class RecorderClient {
  readonly #port: Port
  readonly #pending = new Map<number, Pending>()
  readonly #progress = new Listeners<RunProgress>()
  readonly #sessionsChanged = new Listeners<null>()
  readonly #opening = new Listeners<SessionOpening>()
  readonly #unusable = new Listeners<IpcError>()
  readonly #runFailed = new Listeners<{ readonly sessionId: SessionId; readonly failure: SessionFailure }>()
  readonly #gone = new Listeners<null>()
  #unusableBecause: IpcError | null = null
  #nextCallId = 1
  #isGone = false

  constructor(port: Port) {
    this.#port = port
    port.onMessage((message) => this.#receive(message as RecorderMessage))
    port.onClose(() => this.#close())
  }

  /** Never rejects: when the recorder dies, the answer is `process/gone`. */
  call<M extends RecorderMethod>(method: M, params: RecorderMethods[M][0]): Promise<IpcResult<RecorderMethods[M][1]>> {
    if (this.#isGone) return Promise.resolve(gone)
    const callId = this.#nextCallId
    this.#nextCallId += 1
    return new Promise((resolve) => {
      this.#pending.set(callId, resolve as Pending)
      this.#port.post({ type: 'call', callId, method, params } satisfies RecorderCall)
    })
  }

  /** About 5 times a second while a run is on; the last one has the phase `ended`. */
  onProgress(listener: (progress: RunProgress) => void): () => void {
    return this.#progress.add(listener)
  }

  onSessionsChanged(listener: () => void): () => void {
    return this.#sessionsChanged.add(listener)
  }

  /** A large session is being opened for a call that waits. */
  onOpening(listener: (opening: SessionOpening) => void): () => void {
    return this.#opening.add(listener)
  }

  /** The database can't be used: every call answers with this error. Called at once when that is already known. */
  onUnusable(listener: (error: IpcError) => void): () => void {
    if (this.#unusableBecause !== null) listener(this.#unusableBecause)
    return this.#unusable.add(listener)
  }

  /** Recording broke off (disk full); the run is to be aborted. */
  onRunFailed(listener: (run: { readonly sessionId: SessionId; readonly failure: SessionFailure }) => void): () => void {
    return this.#runFailed.add(listener)
  }

  /** The recorder process is gone. Called at once when it already is. */
  onGone(listener: () => void): () => void {
    if (this.#isGone) listener()
    return this.#gone.add(listener)
  }

  close(): void {
    this.#port.close()
    this.#close()
  }

  #receive(message: RecorderMessage): void {
    switch (message.type) {
      case 'answer': {
        const resolve = this.#pending.get(message.callId)
        this.#pending.delete(message.callId)
        resolve?.(message.result)
        return
      }
      case 'progress':
        return this.#progress.emit(message.progress)
      case 'sessions-changed':
        return this.#sessionsChanged.emit(null)
      case 'opening':
        return this.#opening.emit(message.opening)
      case 'unusable':
        this.#unusableBecause = message.error
        return this.#unusable.emit(message.error)
      case 'run-failed':
        return this.#runFailed.emit(message)
      case 'ready':
    }
  }

  #close(): void {
    if (this.#isGone) return
    this.#isGone = true
    for (const resolve of this.#pending.values()) resolve(gone)
    this.#pending.clear()
    this.#gone.emit(null)
  }
}

const gone = { ok: false, error: { code: 'process/gone', detail: 'recorder' } } as const
