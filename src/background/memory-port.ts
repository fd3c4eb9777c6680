/** Two ports of one process, connected: the CLI and the tests talk to recorder and engine through them. */
import type { Port } from './port.ts'

class MemoryPort implements Port {
  #peer: MemoryPort | null = null
  #isOpen = true
  readonly #listeners = new Set<(message: unknown) => void>()
  readonly #closeListeners: (() => void)[] = []

  connect(peer: MemoryPort): void {
    this.#peer = peer
  }

  post(message: unknown): void {
    const peer = this.#peer
    if (!this.#isOpen || peer === null) return
    // Cloned and later, as between processes: nobody may rely on shared objects or on an answer within the call.
    const copy = structuredClone(message)
    setImmediate(() => peer.#deliver(copy))
  }

  onMessage(listener: (message: unknown) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  onClose(listener: () => void): void {
    this.#closeListeners.push(listener)
  }

  close(): void {
    if (!this.#isOpen) return
    const peer = this.#peer
    this.#shut()
    // After what was posted before.
    setImmediate(() => {
      if (peer !== null) peer.#shut()
    })
  }

  #deliver(message: unknown): void {
    if (!this.#isOpen) return
    for (const listener of this.#listeners) listener(message)
  }

  #shut(): void {
    if (!this.#isOpen) return
    this.#isOpen = false
    for (const listener of this.#closeListeners) listener()
  }
}

export function memoryPortPair(): readonly [Port, Port] {
  const a = new MemoryPort()
  const b = new MemoryPort()
  a.connect(b)
  b.connect(a)
  return [a, b]
}
