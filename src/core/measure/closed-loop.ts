/** A stage of users: each sends its next request when the one before is answered. */
import { rampLevel, type ClosedLoad } from '../model/load.ts'
import type { Finished } from './ports.ts'
import { goOn, type StageDriver, type StageHost } from './stage-driver.ts'

export interface ClosedLoopOptions {
  readonly load: ClosedLoad
  readonly startMs: number
  readonly durationMs: number | null
  readonly maxRequests: number | null
  readonly host: StageHost
}

export class ClosedLoop implements StageDriver {
  private readonly options: ClosedLoopOptions
  private sent = 0

  constructor(options: ClosedLoopOptions) {
    this.options = options
  }

  start(): void {
    const { load, startMs, host } = this.options
    const most = Math.max(load.concurrency, load.ramp?.to ?? 0)
    for (let user = 0; user < most && host.isSending(); user += 1) {
      const atMs = this.joinsAtMs(user)
      if (atMs <= startMs) this.sendAs(user, startMs)
      else host.at(atMs, () => this.sendAs(user, atMs))
    }
  }

  onFinished(finished: Finished): void {
    const { load, host } = this.options
    const { user } = finished.record
    // A ramp that goes down takes users away between their requests.
    if (user < this.usersAt(host.nowMs())) goOn(host, finished, load.thinkTimeMs ?? 0, (dueAtMs) => this.sendAs(user, dueAtMs))
  }

  timeUp(): void {
    // Users owe nothing: each sends when its turn comes.
  }

  end(): void {
    // Users have nothing prepared: the run drops their timers.
  }

  private sendAs(user: number, dueAtMs: number): void {
    const { host, maxRequests } = this.options
    if (!host.isSending()) return
    if (maxRequests !== null && this.sent >= maxRequests) {
      // Users that the limit leaves out from the start don't end the stage: it ends when one runs out of work.
      if (this.sent > user || host.openCount() === 0) host.finish()
      return
    }
    this.sent += 1
    host.send(dueAtMs, user)
  }

  /** An even ramp of whole users is one step a user. */
  private get steps(): number {
    const { load } = this.options
    return load.ramp === undefined ? 1 : (load.ramp.steps ?? Math.abs(load.ramp.to - load.concurrency) + 1)
  }

  private usersInStep(step: number): number {
    const { load } = this.options
    return load.ramp === undefined ? load.concurrency : Math.round(rampLevel(load.concurrency, load.ramp.to, this.steps, (step + 0.5) / this.steps))
  }

  private usersAt(atMs: number): number {
    const { startMs, durationMs } = this.options
    return this.usersInStep(durationMs === null ? 0 : Math.min(this.steps - 1, Math.floor(((atMs - startMs) / durationMs) * this.steps)))
  }

  private joinsAtMs(user: number): number {
    const { startMs, durationMs } = this.options
    for (let step = 0; step < this.steps; step += 1) {
      if (this.usersInStep(step) > user) return startMs + ((durationMs ?? 0) * step) / this.steps
    }
    return Number.POSITIVE_INFINITY
  }
}
