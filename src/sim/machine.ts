/** Runs a batch model in time: each step ends on an absolute schedule and its tokens go out in one tick. */
import type { Refusal } from './model/batch.ts'
import type { ModelStats, SequenceSpec, TokenEvent } from './model/params.ts'
import { nowMs } from './time/clock.ts'

/** What is stepped: the plain batch model, or one with something wrong around it. */
export interface StepModel {
  enqueue(spec: SequenceSpec, nowMs: number): Refusal | null
  cancel(id: string): void
  beginStep(nowMs: number): number | null
  completeStep(): readonly TokenEvent[]
  stats(): ModelStats
}

/** Calls once at the given time of the machine's clock. */
export interface StepTimer {
  at(dueMs: number, run: (dueMs: number) => void): unknown
}

/** Called for each token with the time it was due, ms of the shared clock. */
export type TokenListener = (event: TokenEvent, dueMs: number) => void

/** A step that ends later than this (the process slept) restarts the schedule instead of catching up in a burst. */
const maxLagMs = 50

/** The simulated machine on the real clock, or on a clock of its own. */
export class Machine {
  private readonly model: StepModel
  private readonly timer: StepTimer
  private readonly nowMs: () => number
  private readonly listeners = new Map<string, TokenListener>()
  private stepping = false

  constructor(model: StepModel, timer: StepTimer, clock: () => number = nowMs) {
    this.model = model
    this.timer = timer
    this.nowMs = clock
  }

  /** Queues a request, or says why not. */
  submit(spec: SequenceSpec, onToken: TokenListener): Refusal | null {
    const refusal = this.model.enqueue(spec, this.nowMs())
    if (refusal !== null) return refusal
    this.listeners.set(spec.id, onToken)
    if (!this.stepping) this.startStep(this.nowMs())
    return null
  }

  /** Frees whatever the request holds. */
  cancel(id: string): void {
    this.listeners.delete(id)
    this.model.cancel(id)
  }

  stats(): ModelStats {
    return this.model.stats()
  }

  private startStep(fromMs: number): void {
    const durationMs = this.model.beginStep(fromMs)
    this.stepping = durationMs !== null
    if (durationMs !== null) this.timer.at(fromMs + durationMs, (dueMs) => this.endStep(dueMs))
  }

  private endStep(dueMs: number): void {
    for (const event of this.model.completeStep()) {
      const listener = this.listeners.get(event.id)
      if (event.last) this.listeners.delete(event.id)
      listener?.(event, dueMs)
    }
    const lateMs = this.nowMs() - dueMs
    this.startStep(lateMs > maxLagMs ? this.nowMs() : dueMs)
  }
}
