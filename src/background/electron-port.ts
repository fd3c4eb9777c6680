/** Electron's ports as ours. Described by shape, so that only the main process needs to know Electron. */
import type { Port } from './port.ts'

export interface ElectronMessage {
  readonly data: unknown
  readonly ports: readonly ElectronMessagePort[]
}

/** A MessagePortMain. */
export interface ElectronMessagePort {
  on(event: 'message', listener: (message: ElectronMessage) => void): unknown
  on(event: 'close', listener: () => void): unknown
  off(event: 'message', listener: (message: ElectronMessage) => void): unknown
  postMessage(message: unknown): void
  start(): void
  close(): void
}

/** `process.parentPort` of a utility process. */
export interface ElectronParentPort {
  on(event: 'message', listener: (message: ElectronMessage) => void): unknown
  postMessage(message: unknown): void
}

export function electronPort(port: ElectronMessagePort): Port {
  let isStarted = false
  return {
    post: (message) => port.postMessage(message),
    onMessage(listener) {
      const deliver = (message: ElectronMessage) => listener(message.data)
      port.on('message', deliver)
      // Messages wait in the port until there is someone to read them.
      if (!isStarted) port.start()
      isStarted = true
      return () => port.off('message', deliver)
    },
    onClose: (listener) => void port.on('close', listener),
    close: () => port.close(),
  }
}
