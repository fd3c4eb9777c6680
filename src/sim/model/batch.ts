/** Continuous batching as a pure state machine: queue, slots, cache budget, chunked prefill, one token per step. */
import { createRandom, logNormalFactor } from '../random.ts'
import type { Random } from '../random.ts'
import type { ModelParams, ModelStats, Sequence, SequenceSpec, TokenEvent } from './params.ts'
import { stepTimeMs, type StepWork } from './step-time.ts'

/** A step under way: what each sequence does in it and how long it lasts. */
type Step = {
  readonly durationMs: number
  readonly prefill: ReadonlyMap<Sequence, number>
  readonly decoding: readonly Sequence[]
  readonly work: StepWork
}

/** Why a request was not taken. */
export type Refusal = 'queue-full' | 'too-long'

/**
 * The machine. The caller owns the clock: `beginStep` says how long the step lasts, `completeStep` yields its tokens.
 * Between the two, arrivals and departures are allowed.
 */
export class BatchModel {
  readonly params: ModelParams
  private waiting: Sequence[] = []
  private running: Sequence[] = []
  private step: Step | null = null
  private preemptions = 0
  private steps = 0
  private readonly random: Random

  constructor(params: ModelParams) {
    this.params = params
    this.random = createRandom(params.seed)
  }

  /** Puts a request at the end of the queue, or says why not. */
  enqueue(spec: SequenceSpec, nowMs: number): Refusal | null {
    if (spec.promptTokens + spec.outputTokens > this.params.kvTokens) return 'too-long'
    const free = this.params.slots - this.running.length
    if (this.waiting.length >= this.params.maxQueue + Math.max(0, free)) return 'queue-full'
    const prefillLeft = Math.max(1, spec.promptTokens - spec.cachedTokens)
    this.waiting.push({
      spec,
      arrivedAtMs: nowMs,
      prefillLeft,
      kvTokens: spec.promptTokens - prefillLeft,
      generated: 0,
    })
    return null
  }

  /** Removes a request wherever it is; its slot and cache are free at once. */
  cancel(id: string): void {
    this.waiting = this.waiting.filter((sequence) => sequence.spec.id !== id)
    this.running = this.running.filter((sequence) => sequence.spec.id !== id)
  }

  /** Starts a step and returns its duration in ms, or null when there is nothing to do. */
  beginStep(): number | null {
    if (this.step !== null) throw new Error('a step is already under way')
    this.admit()
    if (this.params.preemption) this.makeRoom()
    if (this.running.length === 0) return null
    const prefill = this.planPrefill()
    const decoding = this.running.filter((sequence) => sequence.prefillLeft === 0)
    const work = {
      prefillTokens: sum([...prefill.values()]),
      decodingSequences: decoding.length,
      contextTokens: sum(decoding.map((sequence) => sequence.kvTokens)),
    }
    const durationMs = stepTimeMs(this.params, work) * logNormalFactor(this.random, this.params.jitterSigma)
    this.step = { durationMs, prefill, decoding, work }
    return durationMs
  }

  /** What the step under way has to do; null when there is none. */
  get work(): StepWork | null {
    return this.step?.work ?? null
  }

  /** Ends the step under way: one token for each sequence that decoded or finished its prompt and is still here. */
  completeStep(): readonly TokenEvent[] {
    const step = this.step
    if (step === null) throw new Error('no step is under way')
    this.step = null
    this.steps += 1
    const alive = new Set(this.running)
    const producers: Sequence[] = step.decoding.filter((sequence) => alive.has(sequence))
    for (const [sequence, tokens] of step.prefill) {
      sequence.prefillLeft -= tokens
      sequence.kvTokens += tokens
      if (sequence.prefillLeft === 0 && alive.has(sequence)) producers.push(sequence)
    }
    const events = producers.map(produceToken)
    this.running = this.running.filter((sequence) => sequence.generated < sequence.spec.outputTokens)
    return events
  }

  stats(): ModelStats {
    return {
      running: this.running.length,
      waiting: this.waiting.length,
      kvTokensUsed: sum(this.running.map((sequence) => sequence.kvTokens)),
      preemptions: this.preemptions,
      steps: this.steps,
    }
  }

  /** First come, first served: the head of the queue waits for a slot and for cache, and nobody overtakes it. */
  private admit(): void {
    let reserved = sum(this.running.map((sequence) => this.reservation(sequence)))
    while (this.running.length < this.params.slots) {
      const head = this.waiting[0]
      if (head === undefined) return
      reserved += this.reservation(head)
      if (reserved > this.params.kvTokens) return
      this.waiting.shift()
      this.running.push(head)
    }
  }

  /** Cache tokens a sequence is counted with: its end size, or only what it needs now when eviction is allowed. */
  private reservation(sequence: Sequence): number {
    const { promptTokens, outputTokens } = sequence.spec
    return this.params.preemption ? promptTokens + sequence.generated + 1 : promptTokens + outputTokens
  }

  /** Sends the youngest sequence back to the head of the queue, its cache lost, until the rest fits. */
  private makeRoom(): void {
    while (this.running.length > 1) {
      const needed = sum(this.running.map((sequence) => this.reservation(sequence)))
      if (needed <= this.params.kvTokens) return
      const youngest = this.running.pop()
      if (youngest === undefined) return
      youngest.prefillLeft = youngest.spec.promptTokens + youngest.generated
      youngest.kvTokens = 0
      this.waiting.unshift(youngest)
      this.preemptions += 1
    }
  }

  private planPrefill(): Map<Sequence, number> {
    const plan = new Map<Sequence, number>()
    let budget = this.params.prefillChunkTokens
    for (const sequence of this.running) {
      if (budget === 0) break
      const tokens = Math.min(sequence.prefillLeft, budget)
      if (tokens > 0) plan.set(sequence, tokens)
      budget -= tokens
    }
    return plan
  }
}

function produceToken(sequence: Sequence): TokenEvent {
  const index = sequence.generated
  sequence.generated += 1
  sequence.kvTokens += 1
  return { id: sequence.spec.id, index, last: sequence.generated === sequence.spec.outputTokens }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
