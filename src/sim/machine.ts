/** Runs the batch model in real time: each step ends on an absolute schedule and its tokens go out in one tick. */
import { BatchModel } from './model/batch.ts'
import type { Refusal } from './model/batch.ts'
import type { ModelParams, ModelStats, SequenceSpec, TokenEvent } from './model/params.ts'
import { nowMs } from './time/clock.ts'
import type { Scheduler } from './time/scheduler.ts'

/** Called for each token with the time it was due, ms of the shared clock. */
export type TokenListener = (event: TokenEvent, dueMs: number) => void

/** A step that ends later than this (the process slept) restarts the schedule instead of catching up in a burst. */
const maxLagMs = 50

/** The simulated machine on the real clock. */
export class Machine {
  private readonly model: BatchModel
  private readonly scheduler: Scheduler
  private readonly listeners = new Map<string, TokenListener>()
  private stepping = false

  constructor(params: ModelParams, scheduler: Scheduler) {
    this.model = new BatchModel(params)
    this.scheduler = scheduler
  }

  /** Queues a request, or says why not. */
  submit(spec: SequenceSpec, onToken: TokenListener): Refusal | null {
    const refusal = this.model.enqueue(spec, nowMs())
    if (refusal !== null) return refusal
    this.listeners.set(spec.id, onToken)
    if (!this.stepping) this.startStep(nowMs())
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
    const durationMs = this.model.beginStep()
    this.stepping = durationMs !== null
    if (durationMs !== null) this.scheduler.at(fromMs + durationMs, (dueMs) => this.endStep(dueMs))
  }

  private endStep(dueMs: number): void {
    for (const event of this.model.completeStep()) {
      const listener = this.listeners.get(event.id)
      if (event.last) this.listeners.delete(event.id)
      listener?.(event, dueMs)
    }
    const late = nowMs() - dueMs
    this.startStep(late > maxLagMs ? nowMs() : dueMs)
  }
}
