/** Two connected ports within one thread; messages are cloned and arrive later, as they would between processes. */
import type { Port } from './port.ts'

class MemoryPort implements Port {
  peer: MemoryPort | null = null
  private readonly listeners = new Set<(message: unknown) => void>()
  private readonly closeListeners: (() => void)[] = []
  private early: unknown[] = []
  private closed = false

  post(message: unknown): void {
    const copy: unknown = structuredClone(message)
    const { peer } = this
    if (!this.closed && peer !== null) setImmediate(() => peer.receive(copy))
  }

  onMessage(listener: (message: unknown) => void): () => void {
    this.listeners.add(listener)
    const { early } = this
    this.early = []
    for (const message of early) listener(message)
    return () => this.listeners.delete(listener)
  }

  onClose(listener: () => void): void {
    this.closeListeners.push(listener)
  }

  close(): void {
    const { peer } = this
    setImmediate(() => {
      this.shut()
      peer?.shut()
    })
  }

  private receive(message: unknown): void {
    if (this.closed) return
    if (this.listeners.size === 0) this.early.push(message)
    for (const listener of [...this.listeners]) listener(message)
  }

  private shut(): void {
    if (this.closed) return
    this.closed = true
    for (const listener of this.closeListeners) listener()
  }
}

/** What one end posts, the other receives; messages wait for the first listener. */
export function memoryPortPair(): readonly [Port, Port] {
  const [a, b] = [new MemoryPort(), new MemoryPort()]
  a.peer = b
  b.peer = a
  return [a, b]
}
