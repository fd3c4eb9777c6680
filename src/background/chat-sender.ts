/** Words the run's requests, one thread for all lanes: prompt, body, what the server made of it. A wire carries them. */
import { Buffer } from 'node:buffer'
import type { Plan } from '../core/model/plan.ts'
import type { RequestRecord } from '../core/model/request.ts'
import type { CancelReason, Finished, Sender, SendOrder } from '../core/measure/ports.ts'
import type { Adapter } from '../core/protocol/adapters/adapter.ts'
import { adaptDialect, dialectOf, type Dialect } from '../core/protocol/dialect.ts'
import { contextTokensOf, wishOf } from '../core/protocol/wish.ts'
import { wantsPromptCache } from '../core/model/workload.ts'
import type { PromptItem } from '../core/workload/message.ts'
import { PromptMaker, type PreparedPrompt, type PromptOrder } from '../core/workload/prompt-maker.ts'
import { samplingSeed } from '../core/workload/prompt.ts'
import { UncountedAnswers } from './uncounted-answers.ts'
import { requestHead } from '../node/http/request-head.ts'
import type { Wire } from './wire.ts'

/** Fields that calibration, tests and benches add to each body, so that the simulator follows a script. */
export interface BodyExtras {
  readonly fields: Readonly<Record<string, unknown>>
  /** `dyno_request_id` becomes this and the request's index. */
  readonly requestIdPrefix: string
}

export interface SenderOptions {
  readonly plan: Plan
  readonly adapter: Adapter
  /** The prompts that the plan names; empty where it makes them up. */
  readonly prompts: readonly PromptItem[]
  /** Carries what is built here. */
  readonly wire: Wire
  readonly url: URL
  readonly apiKey: string | null
  readonly extras: BodyExtras | null
}

/** A request that is ready to be sent. */
interface BuiltRequest {
  readonly prompt: PreparedPrompt
  readonly payload: Buffer
}

export class ChatSender implements Sender {
  private readonly options: SenderOptions
  private readonly prompts: PromptMaker
  private readonly head: string
  private readonly contextTokens: number
  private readonly replaysTrace: boolean
  /** Answers whose tokens the server didn't count. */
  readonly uncounted = new UncountedAnswers()
  private dialect: Dialect
  /** Requests of the users that all begin with the next stage, built ahead so that none waits for another's prompt. */
  private readonly built = new Map<number, BuiltRequest>()
  private nextIndex = 0

  /** Throws RangeError where the plan names prompts and none are given. */
  constructor(options: SenderOptions) {
    this.options = options
    const { workload, seed, target, stages } = options.plan
    this.replaysTrace = stages.some(({ arrival }) => arrival === 'trace')
    this.prompts = new PromptMaker(workload, seed, options.prompts, options.plan.probe)
    this.contextTokens = contextTokensOf(workload, options.prompts)
    const capabilities = options.adapter.capabilities(target.engine)
    const usual = dialectOf(target.engine, capabilities)
    this.dialect = {
      ...usual,
      forceLength: usual.forceLength && workload.answers !== 'natural',
      disablePromptCache: usual.disablePromptCache && !wantsPromptCache(workload),
    }
    this.head = requestHead(options.url, options.apiKey, options.adapter.headers(options.apiKey))
  }

  send(order: SendOrder, done: (finished: Finished) => void): (reason: CancelReason) => void {
    if (order.role !== 'probe') this.nextIndex = order.index + 1
    const { prompt, payload } = this.takeBuilt(order.index) ?? this.build(order)
    const forcedTokens = this.dialect.forceLength ? prompt.outputTokens : null
    const isCountable = this.uncounted.wanted
    const { entry: _entry, ...own } = order
    const turn = prompt.conversation === null ? {} : { turn: prompt.conversation.done + 1 }
    const spec = { ...own, ...turn, forcedTokens, maxTokens: prompt.outputTokens, keepText: isCountable || prompt.conversation !== null }
    return this.options.wire.send({ spec, payload }, ({ record, freeAtMs, answer, answerText }) => {
      this.prompts.finished(prompt, order, record, answer)
      this.uncounted.add(record, isCountable ? answerText : null)
      done({ record, freeAtMs })
    })
  }

  get leadMs(): number {
    return this.options.wire.leadMs
  }

  adapt(record: RequestRecord): boolean {
    const adapted = record.error === null ? null : adaptDialect(this.dialect, record.error.message)
    if (adapted === null) return false
    this.dialect = adapted
    return true
  }

  prepare(concurrency: number, done: () => void): void {
    this.built.clear()
    for (let user = 0; user < concurrency; user += 1) {
      const index = this.nextIndex + user
      this.built.set(index, this.build({ index, user, warmup: false, entry: this.replaysTrace ? user : undefined }))
    }
    this.options.wire.prepare(concurrency, this.nextIndex, done)
  }

  freezeWorkload(): void {
    this.prompts.freeze()
  }

  private takeBuilt(index: number): BuiltRequest | undefined {
    const built = this.built.get(index)
    this.built.delete(index)
    return built
  }

  private build(order: PromptOrder): BuiltRequest {
    const { plan, adapter, extras } = this.options
    const { index } = order
    const prompt = this.prompts.next(order)
    const added = extras === null ? {} : { ...extras.fields, dyno_request_id: `${extras.requestIdPrefix}${index}` }
    const wish = wishOf(plan, prompt, this.contextTokens, samplingSeed(plan.seed, index))
    const body = JSON.stringify({ ...adapter.body(wish, this.dialect), ...added })
    return { prompt, payload: Buffer.from(`${this.head}${Buffer.byteLength(body)}\r\n\r\n${body}`) }
  }
}
