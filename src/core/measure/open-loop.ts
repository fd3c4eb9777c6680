/** A stage with a rate: requests go out when they are due, whatever became of those before. */
import type { OpenLoad } from '../model/load.ts'
import type { Finished } from './ports.ts'
import { dueTimes } from './schedule.ts'
import type { StageDriver, StageHost } from './stage-driver.ts'

export interface OpenLoopOptions {
  readonly load: OpenLoad
  readonly seed: number
  readonly stage: number
  readonly startMs: number
  readonly durationMs: number | null
  readonly maxRequests: number | null
  /** With so many open requests, further ones wait; with as many waiting too, the stage ends. */
  readonly maxOpen: number
  readonly host: StageHost
}

export class OpenLoop implements StageDriver {
  private readonly options: OpenLoopOptions
  private readonly next: () => number
  /** When the next request is due; infinite when there is none. */
  private dueAtMs = Number.POSITIVE_INFINITY
  private taken = 0
  private isSpent = false
  private waiting: number[] = []
  /** Users without an open request, the longest idle first: a conversation goes on with its next request. */
  private readonly idleUsers: number[] = []
  private userCount = 0

  constructor(options: OpenLoopOptions) {
    this.options = options
    this.next = dueTimes(options.load, options.seed, options.stage, options.durationMs)
  }

  start(): void {
    this.advance()
    this.sendDue()
  }

  onFinished({ record }: Finished): void {
    this.idleUsers.push(record.user)
    this.sendWaiting()
  }

  timeUp(): void {
    this.sendDue()
  }

  end(): void {
    const nowMs = this.options.host.nowMs()
    for (const dueAtMs of this.waiting) this.options.host.skip(dueAtMs)
    this.waiting = []
    // A loop that was held up may still owe requests of the past: they count as offered.
    for (; this.dueAtMs < nowMs; this.advance()) this.options.host.skip(this.dueAtMs)
    this.dueAtMs = Number.POSITIVE_INFINITY
  }

  private advance(): void {
    const { startMs, durationMs, maxRequests } = this.options
    this.isSpent = maxRequests !== null && this.taken >= maxRequests
    const dueAtMs = this.isSpent ? Number.POSITIVE_INFINITY : startMs + this.next()
    this.dueAtMs = durationMs !== null && dueAtMs >= startMs + durationMs ? Number.POSITIVE_INFINITY : dueAtMs
    this.taken += 1
  }

  /** Everything that is due by now, and nothing else: after a pause of the loop the schedule, not the pause, says how much. */
  private sendDue(): void {
    const { host, maxOpen } = this.options
    while (host.isSending() && this.dueAtMs <= host.nowMs()) {
      this.waiting.push(this.dueAtMs)
      this.advance()
      this.sendWaiting()
      if (this.waiting.length > maxOpen) return host.stop('open-limit')
    }
    if (host.isSending() && Number.isFinite(this.dueAtMs)) host.at(this.dueAtMs, () => this.sendDue())
  }

  private sendWaiting(): void {
    const { host, maxOpen } = this.options
    while (this.waiting.length > 0 && host.isSending() && host.openCount() < maxOpen) host.send(this.waiting.shift()!, this.nextUser())
    if (this.isSpent && this.waiting.length === 0 && host.isSending()) host.finish()
  }

  private nextUser(): number {
    const idle = this.idleUsers.shift()
    if (idle !== undefined) return idle
    this.userCount += 1
    return this.userCount - 1
  }
}
