/** Lets a thread of its own read sessions: started with the first call, and anew after one that a session was too large for. */
import { Worker } from 'node:worker_threads'
import type { DiagnosisLimits } from '../../core/diagnosis/limits.ts'
import type { SessionId } from '../../core/model/ids.ts'
import type { SessionOpening } from '../../core/model/view.ts'
import type { IpcError, IpcResult } from '../../shared/ipc/envelope.ts'
import { CallError, toIpcError } from './call-error.ts'
import type { Library, ReadingMethod, ReadingMethods } from './library.ts'
import type { ReaderData, ReaderNews, ReaderOrder } from './reader-messages.ts'

export interface ReaderThreadOptions extends ReaderData {
  /** The thread's entry. */
  readonly entry: URL
  readonly onOpening: (opening: SessionOpening) => void
}

type Pending = (result: IpcResult<unknown>) => void

function reasonOf(error: unknown): IpcError {
  const isOutOfMemory = error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
  return isOutOfMemory ? { code: 'session/too-large', detail: null } : toIpcError(error)
}

export class ReaderThread implements Library {
  readonly #options: ReaderThreadOptions
  readonly #pending = new Map<number, Pending>()
  #worker: Worker | null = null
  #limits: DiagnosisLimits | null = null
  #nextCallId = 1

  constructor(options: ReaderThreadOptions) {
    this.#options = options
  }

  async call<M extends ReadingMethod>(method: M, params: ReadingMethods[M][0]): Promise<ReadingMethods[M][1]> {
    const callId = this.#nextCallId
    this.#nextCallId += 1
    const worker = this.#started()
    const result = await new Promise<IpcResult<unknown>>((resolve) => {
      this.#pending.set(callId, resolve)
      order(worker, { type: 'call', callId, method, params })
    })
    if (!result.ok) throw new CallError(result.error)
    return result.value as ReadingMethods[M][1]
  }

  forget(sessionId: SessionId): void {
    if (this.#worker !== null) order(this.#worker, { type: 'forget', sessionId })
  }

  setLimits(limits: DiagnosisLimits): void {
    this.#limits = limits
    if (this.#worker !== null) order(this.#worker, { type: 'limits', limits })
  }

  close(): void {
    const worker = this.#worker
    this.#worker = null
    this.#answerAll({ code: 'process/gone', detail: 'reader' })
    void worker?.terminate()
  }

  #started(): Worker {
    if (this.#worker !== null) return this.#worker
    const { entry, dbPath, nativeBinding } = this.#options
    const worker = new Worker(entry, { workerData: { dbPath, nativeBinding } satisfies ReaderData })
    worker.on('message', (news: ReaderNews) => this.#take(news))
    worker.on('error', (error) => this.#gone(worker, reasonOf(error)))
    worker.on('exit', () => this.#gone(worker, { code: 'process/gone', detail: 'reader' }))
    this.#worker = worker
    if (this.#limits !== null) order(worker, { type: 'limits', limits: this.#limits })
    return worker
  }

  #take(news: ReaderNews): void {
    if (news.type === 'opening') return this.#options.onOpening(news.opening)
    const resolve = this.#pending.get(news.callId)
    this.#pending.delete(news.callId)
    resolve?.(news.result)
  }

  /** An `error` is followed by an `exit`: only the first says why. */
  #gone(worker: Worker, error: IpcError): void {
    if (this.#worker !== worker) return
    this.#worker = null
    this.#answerAll(error)
  }

  #answerAll(error: IpcError): void {
    for (const resolve of this.#pending.values()) resolve({ ok: false, error })
    this.#pending.clear()
  }
}

function order(worker: Worker, message: ReaderOrder): void {
  worker.postMessage(message)
}
