/** A world for the run state machine in which time passes only when told: clock, timers, a scripted server, and all that was reported. */
import type { Plan } from '../../src/core/model/plan.ts'
import type { Outcome } from '../../src/core/model/outcome.ts'
import type { RequestRecord } from '../../src/core/model/request.ts'
import type { SessionEvent } from '../../src/core/model/session.ts'
import type { Finished, RunEnd, RunPorts, SendOrder } from '../../src/core/measure/ports.ts'
import { RunMachine } from '../../src/core/measure/run-machine.ts'
import { exchangeFor } from './transcript.ts'

/** How the scripted server answers a request. */
export interface Answer {
  readonly afterMs: number
  readonly outcome: Outcome
  readonly httpStatus?: number
  readonly message?: string
  /** From sending to the first of two token events; the last one ends the answer. Without it there are no stamps. */
  readonly ttftMs?: number
}

interface Timer {
  readonly atMs: number
  readonly order: number
  readonly call: () => void
}

export class FakeWorld {
  nowMs = 0
  /** How much time passes with each look at the clock. */
  tickMs = 0
  readonly orders: SendOrder[] = []
  readonly requests: RequestRecord[] = []
  readonly events: SessionEvent[] = []
  readonly ends: RunEnd[] = []
  readonly adapted: RequestRecord[] = []
  maxOpen = 0
  isFrozen = false
  /** How long the connections of a stage take to stand. */
  prepareMs = 0
  /** A cancel crosses the answer on its way: the answer comes as if there had been none. */
  crossesCancel = false
  /** Requests are handed over so long before their time, and then sent at it. */
  leadMs = 0
  readonly machine: RunMachine
  private readonly answer: (order: SendOrder) => Answer
  private timers: Timer[] = []
  private nextOrder = 0
  private open = 0

  constructor(plan: Plan, answer: (order: SendOrder) => Answer, adapts = false, traceAtMs: readonly number[] = []) {
    this.answer = answer
    const lead = (): number => this.leadMs
    const ports: RunPorts = {
      traceAtMs,
      clock: { nowMs: () => (this.nowMs += this.tickMs) },
      timers: { at: (atMs, call) => this.at(atMs, call) },
      sender: {
        get leadMs() {
          return lead()
        },
        send: (order, done) => this.send(order, done),
        adapt: (record) => this.adapted.push(record) > 0 && adapts,
        prepare: (_concurrency, done) => {
          if (this.prepareMs === 0) done()
          else this.at(this.nowMs + this.prepareMs, done)
        },
        freezeWorkload: () => {
          this.isFrozen = true
        },
      },
      sink: {
        onRequest: (record) => this.requests.push(record),
        onEvent: (event) => this.events.push(event),
        onEnd: (end) => this.ends.push(end),
      },
    }
    this.machine = new RunMachine(plan, ports)
  }

  /** Lets time pass until nothing is left to happen, or until `untilMs`. */
  run(untilMs = Number.POSITIVE_INFINITY): void {
    for (let step = 0; step < 100_000; step += 1) {
      const next = this.timers.reduce<Timer | undefined>((first, timer) => (first === undefined || timer.atMs < first.atMs || (timer.atMs === first.atMs && timer.order < first.order) ? timer : first), undefined)
      if (next === undefined || next.atMs > untilMs) break
      this.timers = this.timers.filter((timer) => timer !== next)
      this.nowMs = Math.max(this.nowMs, next.atMs)
      next.call()
    }
    if (untilMs !== Number.POSITIVE_INFINITY) this.nowMs = Math.max(this.nowMs, untilMs)
  }

  /** `kind@ms` of each event, for short expectations. */
  get story(): readonly string[] {
    return this.events.map(({ kind, stage, atMs }) => `${kind}${stage === null ? '' : ` ${stage}`} @${atMs}`)
  }

  at(atMs: number, call: () => void): () => void {
    const timer = { atMs, order: this.nextOrder, call }
    this.nextOrder += 1
    this.timers.push(timer)
    return () => {
      this.timers = this.timers.filter((other) => other !== timer)
    }
  }

  private send(order: SendOrder, done: (finished: Finished) => void): () => void {
    this.orders.push(order)
    this.open += 1
    this.maxOpen = Math.max(this.maxOpen, this.open)
    const sentAtMs = Math.max(this.nowMs, order.dueAtMs)
    const finish = (answer: Omit<Answer, 'afterMs'>): void => {
      this.open -= 1
      const blank = exchangeFor().fail({ kind: 'cancelled', code: 'x', message: '' }, this.nowMs)
      const error = answer.message === undefined ? null : { code: 'x', message: answer.message }
      const firstTokenAtMs = answer.ttftMs === undefined ? null : sentAtMs + answer.ttftMs
      const stamps = firstTokenAtMs === null ? {} : { firstTokenAtMs, lastTokenAtMs: this.nowMs, chunkAtMs: Float64Array.of(firstTokenAtMs, this.nowMs), outputTokens: 101 }
      const record = { ...blank, ...order, sentAtMs, endAtMs: this.nowMs, outcome: answer.outcome, httpStatus: answer.httpStatus ?? null, error, ...stamps }
      done({ record, freeAtMs: this.nowMs })
    }
    const answer = this.answer(order)
    const cancelTimer = this.at(sentAtMs + answer.afterMs, () => finish(answer))
    return () => {
      if (this.crossesCancel) return
      cancelTimer()
      finish({ outcome: 'cancelled' })
    }
  }
}
