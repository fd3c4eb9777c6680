/** Entry of the engine in a worker thread: the recorder's port comes in `workerData`. */
import { parentPort, Worker, workerData, type MessagePort } from 'node:worker_threads'
import { Engine } from './engine.ts'
import { messagePort } from './port-worker.ts'

/** What the host passes; the port must also be in the worker's `transferList`. */
export interface EngineWorkerData {
  readonly recorderPort: MessagePort
}

if (parentPort === null) throw new Error('This entry only runs in a worker thread.')
const { recorderPort } = workerData as EngineWorkerData
const engine = new Engine(messagePort(parentPort), (data) => new Worker(new URL('./lane.worker.ts', import.meta.url), { workerData: data }))
engine.connectRecorder(messagePort(recorderPort))
