/** Ports of worker threads: the CLI's hosts of engine and recorder. */
import type { MessagePort, Worker } from 'node:worker_threads'
import type { Port } from './port.ts'

/** A message port, or the `parentPort` inside a worker. */
export function messagePort(port: MessagePort): Port {
  return {
    post: (message) => port.postMessage(message),
    onMessage: (listener) => {
      port.on('message', listener)
      return () => port.off('message', listener)
    },
    onClose: (listener) => void port.once('close', listener),
    close: () => port.close(),
  }
}

/** The host's side of a worker; closing it ends the worker. */
export function workerPort(worker: Worker): Port {
  return {
    post: (message) => worker.postMessage(message),
    onMessage: (listener) => {
      worker.on('message', listener)
      return () => worker.off('message', listener)
    },
    onClose: (listener) => void worker.once('exit', listener),
    close: () => void worker.terminate(),
  }
}
