/** One message port, whoever hosts it: utility process, worker thread or the same process. */

export interface Port {
  post(message: unknown): void
  /** Returns a function that removes the listener. */
  onMessage(listener: (message: unknown) => void): () => void
  /** Called once when the other side is gone. */
  onClose(listener: () => void): void
  close(): void
}
