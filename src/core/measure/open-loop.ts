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
  /** See `RunPorts.traceAtMs`. */
  readonly traceAtMs: ArrayLike<number>
  readonly host: StageHost
}

/** A request whose time has come. `entry`: its place in the schedule. */
interface Due {
  readonly atMs: number
  readonly entry: number
}

export class OpenLoop implements StageDriver {
  private readonly options: OpenLoopOptions
  private readonly next: () => number
  /** When the next request is due; infinite when there is none. */
  private dueAtMs = Number.POSITIVE_INFINITY
  /** When the last request that was handed over is due: it may still be ahead. */
  private sentDueAtMs = Number.NEGATIVE_INFINITY
  private taken = 0
  private isSpent = false
  private waiting: Due[] = []
  /** Users without an open request, the longest idle first: a conversation goes on with its next request. */
  private readonly idleUsers: number[] = []
  private userCount = 0

  constructor(options: OpenLoopOptions) {
    this.options = options
    this.next = dueTimes(options.load, options.seed, options.stage, options.durationMs, options.traceAtMs)
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
    for (const { atMs } of this.waiting) this.options.host.skip(atMs)
    this.waiting = []
    // A loop that was held up may still owe requests of the past: they count as offered.
    for (; this.dueAtMs < nowMs; this.advance()) this.options.host.skip(this.dueAtMs)
    this.dueAtMs = Number.POSITIVE_INFINITY
  }

  private advance(): void {
    const { startMs, durationMs, maxRequests, load } = this.options
    const isLimited = maxRequests !== null && this.taken >= maxRequests
    const dueAtMs = isLimited ? Number.POSITIVE_INFINITY : startMs + this.next()
    // A trace that is over leaves nothing to wait for; a rate that ramps down to nothing fills its time.
    this.isSpent = isLimited || (load.arrival === 'trace' && dueAtMs === Number.POSITIVE_INFINITY)
    this.dueAtMs = durationMs !== null && dueAtMs >= startMs + durationMs ? Number.POSITIVE_INFINITY : dueAtMs
    this.taken += 1
  }

  /** Everything that is due by now, and nothing else: after a pause of the loop the schedule, not the pause, says how much. */
  private sendDue(): void {
    const { host, maxOpen } = this.options
    const leadMs = host.leadMs()
    while (host.isSending() && this.dueAtMs - leadMs <= host.nowMs()) {
      this.waiting.push({ atMs: this.dueAtMs, entry: this.taken - 1 })
      this.advance()
      this.sendWaiting()
      if (this.waiting.length > maxOpen) return host.stop('open-limit')
    }
    if (this.isSpent) this.finishWhenSent()
    else if (host.isSending() && Number.isFinite(this.dueAtMs)) host.at(this.dueAtMs - leadMs, () => this.sendDue())
  }

  private sendWaiting(): void {
    const { host, maxOpen } = this.options
    while (this.waiting.length > 0 && host.isSending() && host.openCount() < maxOpen) {
      const { atMs, entry } = this.waiting.shift()!
      this.sentDueAtMs = atMs
      host.send(atMs, this.nextUser(), entry)
    }
    this.finishWhenSent()
  }

  private finishWhenSent(): void {
    const { host } = this.options
    if (!this.isSpent || this.waiting.length > 0 || !host.isSending()) return
    if (this.sentDueAtMs > host.nowMs()) host.at(this.sentDueAtMs, () => this.finishWhenSent())
    else host.finish()
  }

  private nextUser(): number {
    const idle = this.idleUsers.shift()
    if (idle !== undefined) return idle
    this.userCount += 1
    return this.userCount - 1
  }
}
