/** One window watching the run: at most two frames on the way, none while hidden, what was missed merged into the next. */
import type { LiveFrame } from '../../core/model/view.ts'
import type { Port } from '../port.ts'
import type { ViewerMessage } from '../protocol.ts'
import { ViewCursor, type LiveState } from './live-state.ts'

const maxOnTheWay = 2

export class Viewer {
  readonly #port: Port
  #cursor = new ViewCursor()
  #sentSeq = 0
  #ackedSeq = 0
  #isVisible = true

  constructor(port: Port, onGone: () => void) {
    this.#port = port
    port.onMessage((message) => this.#receive(message as ViewerMessage))
    port.onClose(onGone)
  }

  /** Another run began: the next frame is a snapshot. */
  restart(): void {
    this.#cursor = new ViewCursor()
  }

  /** Sends one frame if the viewer may get one. `isLast` frames go out in any case: nothing follows them. */
  offer(state: LiveState, nowMs: number, isLast = false): void {
    const hasCredit = this.#sentSeq - this.#ackedSeq < maxOnTheWay
    if (!isLast && !(hasCredit && this.#isVisible)) return
    this.#sentSeq += 1
    this.#port.post(state.frame(this.#sentSeq, this.#cursor, nowMs) satisfies LiveFrame)
  }

  close(): void {
    this.#port.close()
  }

  #receive(message: ViewerMessage): void {
    switch (message.type) {
      case 'ack':
        this.#ackedSeq = Math.min(this.#sentSeq, Math.max(this.#ackedSeq, message.seq))
        return
      case 'resync':
        this.#ackedSeq = this.#sentSeq
        this.restart()
        return
      case 'visible':
        this.#isVisible = message.visible
    }
  }
}
