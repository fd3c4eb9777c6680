/** Ports of Electron, described by shape so that nothing here needs Electron to be there. */
import type { Port } from './port.ts'

interface MessageEventLike {
  readonly data: unknown
  readonly ports: readonly MessagePortLike[]
}

/** `MessagePortMain`. */
export interface MessagePortLike {
  postMessage(message: unknown): void
  on(event: 'message', listener: (event: MessageEventLike) => void): unknown
  off(event: 'message', listener: (event: MessageEventLike) => void): unknown
  once(event: 'close', listener: () => void): unknown
  start(): void
  close(): void
}

/** `process.parentPort` of a utility process. */
export interface ParentPortLike {
  postMessage(message: unknown): void
  on(event: 'message', listener: (event: MessageEventLike) => void): unknown
  off(event: 'message', listener: (event: MessageEventLike) => void): unknown
}

/** `UtilityProcess`, as the main process holds it. */
export interface UtilityProcessLike {
  postMessage(message: unknown): void
  on(event: 'message', listener: (message: unknown) => void): unknown
  off(event: 'message', listener: (message: unknown) => void): unknown
  once(event: 'exit', listener: () => void): unknown
  kill(): boolean
}

/** The port to the main process; throws where there is none. */
export function parentPortOfProcess(): ParentPortLike {
  const { parentPort } = process as unknown as { readonly parentPort?: ParentPortLike }
  if (parentPort === undefined) throw new Error('This entry only runs in an Electron utility process.')
  return parentPort
}

/** A channel's end, received in `event.ports`. */
export function electronMessagePort(port: MessagePortLike): Port {
  let started = false
  return {
    post: (message) => port.postMessage(message),
    onMessage: (listener) => {
      const onEvent = (event: MessageEventLike): void => listener(event.data)
      port.on('message', onEvent)
      // Messages wait until the port is started, so none is lost before the first listener.
      if (!started) port.start()
      started = true
      return () => void port.off('message', onEvent)
    },
    onClose: (listener) => void port.once('close', listener),
    close: () => port.close(),
  }
}

/** The utility process's side; the process ends with its parent, so `onClose` never calls. */
export function electronParentPort(parent: ParentPortLike): Port {
  return {
    post: (message) => parent.postMessage(message),
    onMessage: (listener) => {
      const onEvent = (event: MessageEventLike): void => listener(event.data)
      parent.on('message', onEvent)
      return () => void parent.off('message', onEvent)
    },
    onClose: () => undefined,
    close: () => undefined,
  }
}

/** The main process's side; closing it ends the child. */
export function utilityProcessPort(child: UtilityProcessLike): Port {
  return {
    post: (message) => child.postMessage(message),
    onMessage: (listener) => {
      child.on('message', listener)
      return () => void child.off('message', listener)
    },
    onClose: (listener) => void child.once('exit', listener),
    close: () => void child.kill(),
  }
}
