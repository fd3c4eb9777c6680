/** The state machine of a run: baseline, warm-up, stages with pauses, drain, end. Pure: all effects go through ports. */
import { defaultMaxOpen, firstBurst, isOpenLoad, type StagePlan, type StageStop } from '../model/load.ts'
import type { Plan } from '../model/plan.ts'
import type { RunPhase } from '../model/view.ts'
import type { RequestRecord } from '../model/request.ts'
import type { SessionEvent, SessionFailure } from '../model/session.ts'
import { ClosedLoop } from './closed-loop.ts'
import { FailureWatch } from './failure-watch.ts'
import { OpenLoop } from './open-loop.ts'
import type { CancelReason, Finished, RunPorts, SendOrder } from './ports.ts'
import { ProbeUser } from './probe-user.ts'
import { goOn, type StageDriver, type StageHost } from './stage-driver.ts'
import { stageSequence, type NextStage, type StageSequence } from './stage-sequence.ts'
import { StageWatch } from './stage-watch.ts'
import { unsentRecord } from './unsent.ts'
import { Warmup } from './warmup.ts'

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

interface CurrentStage {
  readonly load: StagePlan
  readonly startMs: number
  readonly driver: StageDriver
  readonly watch: StageWatch
  readonly records: RequestRecord[]
  sendingStoppedMs: number
  stopped: StageStop | null
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
  private warmup: Warmup | null = null
  private adaptationsLeft = maxAdaptations
  private readonly sequence: StageSequence
  private current: CurrentStage | null = null
  private readonly open = new Map<number, (reason: CancelReason) => void>()
  private readonly pending = new Set<() => void>()
  private readonly probe: ProbeUser | null

  constructor(plan: Plan, ports: RunPorts) {
    this.plan = plan
    this.ports = ports
    this.sequence = stageSequence(plan)
    this.probe = plan.probe === undefined ? null : new ProbeUser(plan.probe, {
      nowMs: () => this.ports.clock.nowMs(),
      at: (atMs, call) => this.later(atMs, call),
      send: (order, done) => this.ports.sender.send(order, done),
      onFinished: ({ record }) => {
        this.ports.sink.onRequest(record)
        if (this.phase === 'draining' && this.current === null) this.endWhenProbed()
      },
    })
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
    const { warmupRequests, warmupUntilSteady = false } = this.plan
    if (warmupRequests === 0 && !warmupUntilSteady) return this.prepareStage()
    this.phase = 'warmup'
    const atMs = this.event('warmup-start')
    this.warmup = new Warmup(warmupRequests, warmupUntilSteady, atMs)
    this.sendWarmup(atMs)
  }

  private sendWarmup(dueAtMs: number): void {
    if (this.warmup?.takeNext(this.ports.clock.nowMs()) !== true) return this.endWarmup()
    this.send(dueAtMs, 0, true)
  }

  private afterWarmupRequest(finished: Finished): void {
    const { record, freeAtMs } = finished
    if (record.outcome === 'http-4xx' && this.adaptationsLeft > 0 && this.ports.sender.adapt(record)) {
      this.adaptationsLeft -= 1
      this.warmup?.addSpare()
      return this.sendWarmup(freeAtMs)
    }
    const failure = this.watch.observe(record)
    if (failure !== null) return this.fail(failure)
    this.warmup?.observe(record)
    goOn(this.host, finished, 0, (dueAtMs) => this.sendWarmup(dueAtMs))
  }

  private endWarmup(): void {
    const failure = this.watch.afterWarmup()
    this.event('warmup-end')
    this.phase = 'preparing'
    if (failure !== null) return this.fail(failure)
    this.prepareStage()
  }

  // --- stages

  /** The next stage, or the end when there is none. Connections first: users who all had to shake hands at once would look like a slow client. */
  private prepareStage(): void {
    if (this.phase !== 'pause') this.phase = 'preparing'
    this.ports.sender.freezeWorkload()
    const next = this.sequence.next()
    if (next === null) return this.end()
    this.ports.sender.prepare(firstBurst(next.load), () => {
      if (this.phase !== 'ended') this.startStage(next)
    })
  }

  private startStage(next: NextStage): void {
    this.stage = next.index
    this.phase = 'stage'
    // One stamp for both: a first burst due before its own stage would fall out of the window.
    const startMs = this.event('stage-start', next.detail)
    const { stageDurationMs, stop = {} } = this.plan
    if (stageDurationMs !== null) this.later(startMs + stageDurationMs, () => this.endStage())
    const driver = this.driverOf(next.load, startMs)
    this.current = { load: next.load, startMs, driver, watch: new StageWatch(stop, next.load, startMs), sendingStoppedMs: startMs, stopped: null, records: [] }
    driver.start()
    if (this.phase === 'stage') this.probe?.beginStage(next.index, startMs)
  }

  private driverOf(load: StagePlan, startMs: number): StageDriver {
    const { seed, stageDurationMs: durationMs, stageRequests: maxRequests } = this.plan
    const common = { startMs, durationMs, maxRequests, host: this.host }
    return isOpenLoad(load)
      ? new OpenLoop({ ...common, load, seed, stage: this.stage, maxOpen: load.maxOpen ?? defaultMaxOpen, traceAtMs: this.ports.traceAtMs ?? [] })
      : new ClosedLoop({ ...common, load })
  }

  private readonly host: StageHost = {
    leadMs: () => this.ports.sender.leadMs ?? 0,
    nowMs: () => this.ports.clock.nowMs(),
    openCount: () => this.open.size,
    isSending: () => this.phase === 'stage',
    send: (dueAtMs, user, entry) => this.send(dueAtMs, user, false, entry),
    skip: (dueAtMs) => this.report(unsentRecord(this.orderOf(dueAtMs, 0, false), this.ports.clock.nowMs())),
    at: (atMs, call) => this.later(atMs, call),
    finish: () => this.drain(),
    stop: (reason) => this.stopStage(reason),
  }

  private endStage(): void {
    this.current?.driver.timeUp()
    this.drain()
  }

  private stopStage(reason: StageStop): void {
    if (this.phase !== 'stage' || this.current === null) return
    this.current.stopped = reason
    this.event('stage-stopped', reason)
    this.drain()
  }

  private afterStageRequest(finished: Finished): void {
    const failure = this.watch.observe(finished.record)
    // What still comes after a failure only has to be waited for.
    if (failure !== null && this.failure === null) return this.fail(failure)
    if (this.phase !== 'stage' || this.current === null) return this.endStageWhenIdle()
    const stop = this.current.watch.observe(finished.record, this.open.size, this.ports.clock.nowMs())
    if (stop !== null) return this.stopStage(stop)
    this.current.driver.onFinished(finished)
  }

  private endStageWhenIdle(): void {
    if (this.phase !== 'draining' || this.open.size > 0) return
    const endMs = this.event('drain-end')
    const { current } = this
    if (current !== null) {
      this.event('stage-end', null, endMs)
      this.current = null
      const isWhole = this.stopping === 'no' && this.failure === null
      if (isWhole) for (const { kind, detail } of this.sequence.ended({ ...current, index: this.stage, endMs })) this.event(kind, detail, endMs)
    }
    this.clearTimers()
    if (this.stopping !== 'no' || this.failure !== null || !this.sequence.hasNext) return this.endWhenProbed()
    this.phase = 'pause'
    this.later(endMs + this.plan.pauseBetweenStagesMs, () => this.prepareStage())
  }

  /** The probe's last request may still finish: what it felt at the height of the load would be missing else. */
  private endWhenProbed(): void {
    if (this.stopping === 'abort' || this.failure !== null || this.probe?.isOpen !== true) return this.end()
    this.later(this.ports.clock.nowMs() + this.plan.drainMs, () => this.probe?.cancel('end-of-run'))
  }

  // --- sending

  private send(dueAtMs: number, user: number, warmup: boolean, entry?: number): void {
    const order = this.orderOf(dueAtMs, user, warmup, this.current?.load.arrival === 'trace' ? entry : undefined)
    const cancel = this.ports.sender.send(order, (finished) => this.onFinished(order, finished))
    this.open.set(order.index, cancel)
  }

  private orderOf(dueAtMs: number, user: number, warmup: boolean, entry?: number): SendOrder {
    const order = { index: this.nextIndex, stage: Math.max(0, this.stage), warmup, user, dueAtMs, entry }
    this.nextIndex += 1
    return order
  }

  private report(record: RequestRecord): void {
    this.ports.sink.onRequest(record)
    if (this.sequence.needsRecords && !record.warmup) this.current?.records.push(record)
  }

  private onFinished(order: SendOrder, finished: Finished): void {
    if (!this.open.delete(order.index)) return
    this.report(finished.record)
    if (this.phase === 'ended') return
    if (order.warmup && this.phase === 'warmup') this.afterWarmupRequest(finished)
    else this.afterStageRequest(finished)
  }

  // --- ending

  private drain(): void {
    if (this.phase === 'draining' || this.phase === 'ended') return
    this.clearTimers()
    if (this.phase !== 'stage' && this.phase !== 'warmup') return this.end()
    const atMs = this.ports.clock.nowMs()
    if (this.phase === 'warmup') this.event('warmup-end', null, atMs)
    this.phase = 'draining'
    this.current?.driver.end()
    this.probe?.endStage()
    if (this.current !== null) this.current.sendingStoppedMs = atMs
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
    this.probe?.cancel(reason)
  }

  private end(): void {
    if (this.phase === 'ended') return
    this.clearTimers()
    this.phase = 'ended'
    this.probe?.cancel(this.stopping === 'abort' ? 'stopped' : 'end-of-run')
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
