/** The host's handle on an engine, the same for a utility process and a worker thread. */
import type { RunCommand } from './engine-run.ts'
import type { Port } from './port.ts'
import type { EngineCommand, EngineEvent } from './protocol.ts'

export type RunEnded = Extract<EngineEvent, { type: 'ended' }>

export class EngineClient {
  private readonly port: Port

  constructor(port: Port) {
    this.port = port
  }

  /** Starts a session. The key is only in this message and in the engine's memory. */
  run(command: Omit<RunCommand, 'type'>): void {
    this.port.post({ type: 'run', ...command } satisfies EngineCommand)
  }

  /** `drain` first, `abort` on a second wish. The end is told by `onEnded`. */
  stop(mode: 'drain' | 'abort'): void {
    this.port.post({ type: 'stop', mode } satisfies EngineCommand)
  }

  /** Called at the end of each session; returns what removes the listener. */
  onEnded(listener: (ended: RunEnded) => void): () => void {
    return this.port.onMessage((message) => {
      if (isEnded(message)) listener(message)
    })
  }

  /** Called once when the engine's process or thread is gone, expected or not. */
  onExit(listener: () => void): void {
    this.port.onClose(listener)
  }

  close(): void {
    this.port.close()
  }
}

function isEnded(message: unknown): message is RunEnded {
  return typeof message === 'object' && message !== null && 'type' in message && message.type === 'ended'
}
