/** The engine in a worker thread: its own event loop, so that nothing the terminal does delays a stamp. */
import { MessageChannel, Worker } from 'node:worker_threads'
import { EngineClient } from '../background/engine-client.ts'
import type { Port } from '../background/port.ts'
import { messagePort, workerPort } from '../background/port-worker.ts'

export interface EngineThread {
  readonly client: EngineClient
  close(): Promise<void>
}

/** `attachRecorder` gets the recorder's end of the engine's data port. */
export function startEngineThread(attachRecorder: (port: Port) => void): EngineThread {
  const { port1, port2 } = new MessageChannel()
  const worker = new Worker(new URL('../background/engine.worker.ts', import.meta.url), { workerData: { recorderPort: port1 }, transferList: [port1] })
  attachRecorder(messagePort(port2))
  return {
    client: new EngineClient(workerPort(worker)),
    close: async () => {
      await worker.terminate()
      port2.close()
    },
  }
}
