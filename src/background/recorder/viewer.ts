/** One window watching the run or the machine: at most two frames on the way, none while hidden, what was missed merged into the next. */
import type { LiveFrame } from '../../core/model/view.ts'
import type { Port } from '../port.ts'
import type { ViewerMessage } from '../protocol.ts'
import { ViewCursor, type LiveState } from './live-state.ts'
import { MachineCursor, type MachineWatch } from './machine-watch.ts'

const maxOnTheWay = 2

export interface ViewerHandlers {
  onGone(viewer: Viewer): void
  /** It wants the machine instead of the run. */
  onMachine(viewer: Viewer): void
}

export class Viewer {
  readonly #port: Port
  readonly #handlers: ViewerHandlers
  #cursor = new ViewCursor()
  #machine: MachineCursor | null = null
  #sentSeq = 0
  #ackedSeq = 0
  #isVisible = true

  constructor(port: Port, handlers: ViewerHandlers) {
    this.#port = port
    this.#handlers = handlers
    port.onMessage((message) => this.#receive(message as ViewerMessage))
    port.onClose(() => handlers.onGone(this))
  }

  /** Another run began: the next frame is a snapshot. */
  restart(): void {
    this.#cursor = new ViewCursor()
  }

  /** Sends one frame if the viewer may get one. `isLast` frames go out in any case: nothing follows them. */
  offer(state: LiveState, nowMs: number, isLast = false): void {
    if (this.#machine !== null || (!isLast && !this.#mayGetOne)) return
    this.#sentSeq += 1
    this.#port.post(state.frame(this.#sentSeq, this.#cursor, nowMs) satisfies LiveFrame)
  }

  offerMachine(watch: MachineWatch): void {
    if (this.#machine === null || !this.#mayGetOne) return
    const frame = watch.frame(this.#sentSeq + 1, this.#machine)
    if (frame === null) return
    this.#sentSeq += 1
    this.#port.post(frame)
  }

  close(): void {
    this.#port.close()
  }

  get #mayGetOne(): boolean {
    return this.#isVisible && this.#sentSeq - this.#ackedSeq < maxOnTheWay
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
      case 'machine':
        if (this.#machine !== null) return
        this.#machine = new MachineCursor()
        this.#handlers.onMachine(this)
        return
      case 'visible':
        this.#isVisible = message.visible
    }
  }
}
