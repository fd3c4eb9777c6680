/** How long to warm up: a number of requests, or until the speed of answers has settled. */
import { isSuccess } from '../model/outcome.ts'
import type { RequestRecord } from '../model/request.ts'
import { requestMetrics } from './request-metrics.ts'

/** Distinct prompts at least, so that the last one can't have met a cache by chance. */
export const minSteadyPrompts = 2
/** TPOT of so many answers in a row must lie within this share of their median. */
const steadyAnswers = 3
const steadySpread = 0.1
/** Then it is as warm as it gets, ms. */
export const maxSteadyMs = 60_000

export class Warmup {
  private readonly requests: number
  private readonly untilSteady: boolean
  private readonly startMs: number
  private sent = 0
  private spare = 0
  private tpots: (number | null)[] = []

  constructor(requests: number, untilSteady: boolean, startMs: number) {
    this.requests = untilSteady ? Math.max(requests, minSteadyPrompts) : requests
    this.untilSteady = untilSteady
    this.startMs = startMs
  }

  /** Whether another request is to be sent; counts it as sent. */
  takeNext(nowMs: number): boolean {
    const isDone = this.sent >= this.requests + this.spare && (!this.untilSteady || this.isSteady || nowMs - this.startMs >= maxSteadyMs)
    if (isDone) return false
    this.sent += 1
    return true
  }

  /** A request that had to be worded anew does not count. */
  addSpare(): void {
    this.spare += 1
  }

  observe(record: RequestRecord): void {
    this.tpots.push(isSuccess(record.outcome) ? requestMetrics(record).tpotMs : Number.POSITIVE_INFINITY)
    if (this.tpots.length > steadyAnswers) this.tpots = this.tpots.slice(-steadyAnswers)
  }

  /** Answers without a TPOT (a single chunk) have no speed that could settle. */
  private get isSteady(): boolean {
    if (this.tpots.length < steadyAnswers) return false
    const known = this.tpots.filter((tpot) => tpot !== null).toSorted((a, b) => a - b)
    if (known.length === 0) return true
    const [least, middle, most] = [known[0]!, known[known.length >> 1]!, known.at(-1)!]
    return Number.isFinite(most) && most - least <= steadySpread * middle
  }
}
