/** The state machine of a run: baseline, warm-up, stages of closed-loop users with pauses, drain, end. Pure: all effects go through ports. */
import type { Plan, StagePlan } from '../model/plan.ts'
import type { RunPhase } from '../model/view.ts'
import type { SessionEvent, SessionFailure } from '../model/session.ts'
import { isSuccess } from '../model/outcome.ts'
import { FailureWatch } from './failure-watch.ts'
import type { CancelReason, Finished, RunPorts, SendOrder } from './ports.ts'

/** A user whose requests fail at once sends at most one in this time, ms. */
export const failureBackoffMs = 100
/** Warm-up tries that a changed wording of requests may add. */
const maxAdaptations = 4

type Stopping = 'no' | 'drain' | 'abort'

/** What the live view shows of the machine. */
export interface RunState {
  readonly phase: RunPhase
  readonly stage: number | null
  readonly inFlight: number
  readonly stopping: Stopping
}

export class RunMachine {
  private readonly plan: Plan
  private readonly ports: RunPorts
  private readonly watch = new FailureWatch()
  private phase: RunPhase = 'preparing'
  private stopping: Stopping = 'no'
  private failure: SessionFailure | null = null
  private stage = -1
  private nextIndex = 0
  private warmupLeft: number
  private adaptationsLeft = maxAdaptations
  private sentInStage = 0
  private readonly open = new Map<number, (reason: CancelReason) => void>()
  private readonly pending = new Set<() => void>()

  constructor(plan: Plan, ports: RunPorts) {
    this.plan = plan
    this.ports = ports
    this.warmupLeft = plan.warmupRequests
  }

  get state(): RunState {
    const inStage = this.phase === 'stage' || this.phase === 'draining' || this.phase === 'pause'
    return { phase: this.phase, stage: inStage && this.stage >= 0 ? this.stage : null, inFlight: this.open.size, stopping: this.stopping }
  }

  /** Begins with the idle baseline, which counts from session time 0 because telemetry does. Call once. */
  start(): void {
    const { enabled, baselineMs } = this.plan.telemetry
    const untilMs = enabled ? baselineMs : 0
    if (this.ports.clock.nowMs() >= untilMs) return this.startWarmup()
    this.phase = 'baseline'
    this.later(untilMs, () => this.startWarmup())
  }

  /** `drain`: nothing new is sent, open requests may finish within `drainMs`. `abort`: open requests are cut off now. */
  stop(mode: 'drain' | 'abort'): void {
    if (this.phase === 'ended' || this.stopping === 'abort' || this.stopping === mode) return
    this.stopping = mode
    this.event(mode === 'drain' ? 'stop-requested' : 'abort-requested')
    if (mode === 'abort') return this.abort('stopped')
    this.drain()
  }

  /** The engine itself can't go on. */
  fail(failure: SessionFailure): void {
    if (this.phase === 'ended' || this.failure !== null) return
    this.failure = failure
    if (failure.code === 'server-died') this.event('server-died', failure.detail)
    this.abort('end-of-run')
  }

  // --- warm-up

  private startWarmup(): void {
    if (this.plan.warmupRequests === 0) return this.prepareStage()
    this.phase = 'warmup'
    this.sendWarmup(this.event('warmup-start'))
  }

  private sendWarmup(dueAtMs: number): void {
    if (this.warmupLeft === 0) return this.endWarmup()
    this.warmupLeft -= 1
    this.send(dueAtMs, 0, true)
  }

  private afterWarmupRequest({ record, freeAtMs }: Finished): void {
    if (record.outcome === 'http-4xx' && this.adaptationsLeft > 0 && this.ports.sender.adapt(record)) {
      this.adaptationsLeft -= 1
      this.warmupLeft += 1
      return this.sendWarmup(freeAtMs)
    }
    const failure = this.watch.observe(record)
    if (failure !== null) return this.fail(failure)
    this.nextOf(record, freeAtMs, (dueAtMs) => this.sendWarmup(dueAtMs))
  }

  private endWarmup(): void {
    const failure = this.watch.afterWarmup()
    this.event('warmup-end')
    this.phase = 'preparing'
    if (failure !== null) return this.fail(failure)
    this.prepareStage()
  }

  // --- stages

  private get stagePlan(): StagePlan {
    return this.plan.stages[this.stage] ?? { concurrency: 0 }
  }

  /** Connections first: users who all had to shake hands at once would look like a slow client. */
  private prepareStage(): void {
    if (this.phase !== 'pause') this.phase = 'preparing'
    this.ports.sender.freezeWorkload()
    const { concurrency } = this.plan.stages[this.stage + 1] ?? { concurrency: 0 }
    this.ports.sender.prepare(concurrency, () => {
      if (this.phase !== 'ended') this.startStage()
    })
  }

  private startStage(): void {
    this.stage += 1
    this.phase = 'stage'
    this.sentInStage = 0
    // One stamp for both: a first burst due before its own stage would fall out of the window.
    const startMs = this.event('stage-start')
    const { stageDurationMs } = this.plan
    if (stageDurationMs !== null) this.later(startMs + stageDurationMs, () => this.drain())
    for (let user = 0; user < this.stagePlan.concurrency && this.phase === 'stage'; user += 1) this.sendAsUser(user, startMs)
  }

  private sendAsUser(user: number, dueAtMs: number): void {
    if (this.phase !== 'stage') return
    const { stageRequests } = this.plan
    if (stageRequests !== null && this.sentInStage >= stageRequests) {
      // Users that the limit leaves out from the start don't end the stage: it ends when one runs out of work.
      if (this.sentInStage > user || this.open.size === 0) this.drain()
      return
    }
    this.sentInStage += 1
    this.send(dueAtMs, user, false)
  }

  private afterStageRequest({ record, freeAtMs }: Finished): void {
    const failure = this.watch.observe(record)
    if (failure !== null) return this.fail(failure)
    if (this.phase === 'stage') return this.nextOf(record, freeAtMs, (dueAtMs) => this.sendAsUser(record.user, dueAtMs))
    this.endStageWhenIdle()
  }

  private endStageWhenIdle(): void {
    if (this.phase !== 'draining' || this.open.size > 0) return
    const endMs = this.event('drain-end')
    if (this.stage >= 0) this.event('stage-end', null, endMs)
    this.clearTimers()
    const isLast = this.stage + 1 >= this.plan.stages.length
    if (this.stopping !== 'no' || this.failure !== null || isLast) return this.end()
    this.phase = 'pause'
    this.later(endMs + this.plan.pauseBetweenStagesMs, () => this.prepareStage())
  }

  // --- sending

  private send(dueAtMs: number, user: number, warmup: boolean): void {
    const order: SendOrder = { index: this.nextIndex, stage: Math.max(0, this.stage), warmup, user, dueAtMs }
    this.nextIndex += 1
    const cancel = this.ports.sender.send(order, (finished) => this.onFinished(order, finished))
    this.open.set(order.index, cancel)
  }

  private onFinished(order: SendOrder, finished: Finished): void {
    if (!this.open.delete(order.index)) return
    this.ports.sink.onRequest(finished.record)
    if (this.phase === 'ended') return
    if (order.warmup && this.phase === 'warmup') this.afterWarmupRequest(finished)
    else this.afterStageRequest(finished)
  }

  /** Lets the user go on: at once, or after a failure not before the back-off. */
  private nextOf(record: Finished['record'], freeAtMs: number, next: (dueAtMs: number) => void): void {
    const dueAtMs = isSuccess(record.outcome) ? freeAtMs : Math.max(freeAtMs, record.dueAtMs + failureBackoffMs)
    if (dueAtMs <= this.ports.clock.nowMs()) return next(dueAtMs)
    this.later(dueAtMs, () => next(dueAtMs))
  }

  // --- ending

  private drain(): void {
    if (this.phase === 'draining' || this.phase === 'ended') return
    this.clearTimers()
    if (this.phase !== 'stage' && this.phase !== 'warmup') return this.end()
    const atMs = this.ports.clock.nowMs()
    if (this.phase === 'warmup') this.event('warmup-end', null, atMs)
    this.phase = 'draining'
    this.event('drain-start', null, atMs)
    this.later(atMs + this.plan.drainMs, () => this.cancelOpen('end-of-run'))
    this.endStageWhenIdle()
  }

  private abort(reason: CancelReason): void {
    if (this.phase === 'stage' || this.phase === 'warmup') this.drain()
    if (this.phase === 'draining') {
      this.cancelOpen(reason)
      // The request whose failure led here was the last one: nobody else will end the stage.
      return this.endStageWhenIdle()
    }
    if (this.phase !== 'ended') this.end()
  }

  private cancelOpen(reason: CancelReason): void {
    for (const cancel of this.open.values()) cancel(reason)
  }

  private end(): void {
    if (this.phase === 'ended') return
    this.clearTimers()
    this.phase = 'ended'
    const failure = this.failure ?? (this.stopping === 'no' ? this.watch.atEnd() : null)
    const status = failure !== null ? 'failed' : this.stopping === 'no' ? 'completed' : 'stopped'
    this.ports.sink.onEnd({ status, failure, atMs: this.ports.clock.nowMs() })
  }

  // --- helpers

  private later(atMs: number, call: () => void): void {
    const cancel = this.ports.timers.at(atMs, () => {
      this.pending.delete(cancel)
      call()
    })
    this.pending.add(cancel)
  }

  private clearTimers(): void {
    for (const cancel of this.pending) cancel()
    this.pending.clear()
  }

  /** Reports an event and returns its stamp, for what begins with it. */
  private event(kind: SessionEvent['kind'], detail: string | null = null, atMs = this.ports.clock.nowMs()): number {
    this.ports.sink.onEvent({ atMs, kind, stage: this.stage >= 0 ? this.stage : null, detail })
    return atMs
  }
}
