/** The probe: one ordinary user beside the load, who asks something short, reads the answer, waits, and asks again. */
import { isSuccess } from '../model/outcome.ts'
import type { ProbePlan } from '../model/plan.ts'
import { firstProbeIndex } from '../model/request.ts'
import type { CancelReason, Finished, SendOrder } from './ports.ts'
import { failureBackoffMs } from './stage-driver.ts'

export interface ProbeHost {
  nowMs(): number
  /** Calls once at or after `atMs`, unless sending stops before. */
  at(atMs: number, call: () => void): void
  send(order: SendOrder, done: (finished: Finished) => void): (reason: CancelReason) => void
  /** Its request ended, whatever for. */
  onFinished(finished: Finished): void
}

export class ProbeUser {
  private readonly plan: ProbePlan
  private readonly host: ProbeHost
  private cancelOpen: ((reason: CancelReason) => void) | null = null
  private stage: number | null = null
  private sent = 0

  constructor(plan: ProbePlan, host: ProbeHost) {
    this.plan = plan
    this.host = host
  }

  get isOpen(): boolean {
    return this.cancelOpen !== null
  }

  /** Waits a pause first: the load's own burst at the start is nobody's everyday. A request that is still open goes on. */
  beginStage(stage: number, startMs: number): void {
    this.stage = stage
    if (!this.isOpen) this.sendAt(startMs + this.plan.pauseMs)
  }

  /** Nothing is sent any more; an open request may finish. */
  endStage(): void {
    this.stage = null
  }

  cancel(reason: CancelReason): void {
    this.cancelOpen?.(reason)
  }

  private sendAt(dueAtMs: number): void {
    this.host.at(dueAtMs, () => {
      if (this.stage === null || this.isOpen) return
      const order: SendOrder = { index: firstProbeIndex + this.sent, stage: this.stage, warmup: false, user: 0, dueAtMs, role: 'probe' }
      this.sent += 1
      this.cancelOpen = this.host.send(order, (finished) => this.onFinished(finished))
    })
  }

  private onFinished(finished: Finished): void {
    this.cancelOpen = null
    const { record, freeAtMs } = finished
    if (this.stage !== null) this.sendAt(isSuccess(record.outcome) ? freeAtMs + this.plan.pauseMs : Math.max(freeAtMs + this.plan.pauseMs, record.dueAtMs + failureBackoffMs))
    this.host.onFinished(finished)
  }
}
