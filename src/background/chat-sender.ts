/** Sends the run's requests: prompt, body, connection, time limits and the record at the end. */
import { Buffer } from 'node:buffer'
import type { Plan } from '../core/model/plan.ts'
import type { RequestRecord } from '../core/model/request.ts'
import type { Clock, CancelReason, Finished, Sender, SendOrder } from '../core/measure/ports.ts'
import type { TransportFailure } from '../core/protocol/classify.ts'
import { overdue } from '../core/protocol/deadlines.ts'
import { Exchange } from '../core/protocol/exchange.ts'
import type { Adapter } from '../core/protocol/adapters/adapter.ts'
import { adaptDialect, dialectOf, type Dialect } from '../core/protocol/dialect.ts'
import type { DecodeUtf8 } from '../core/protocol/event-reader.ts'
import { contextTokensOf, wishOf } from '../core/protocol/wish.ts'
import { wantsPromptCache } from '../core/model/workload.ts'
import type { PromptItem } from '../core/workload/message.ts'
import { PromptMaker, type PreparedPrompt, type PromptOrder } from '../core/workload/prompt-maker.ts'
import { samplingSeed } from '../core/workload/prompt.ts'
import { UncountedAnswers } from './uncounted-answers.ts'
import type { CallListener } from '../node/http/connection.ts'
import type { HttpClient } from '../node/http/http-client.ts'
import { requestHead } from '../node/http/request-head.ts'
import { retryAfterMs } from '../node/http/retry-after.ts'

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
  readonly client: HttpClient
  readonly url: URL
  readonly apiKey: string | null
  readonly clock: Clock
  readonly extras: BodyExtras | null
}

/** How long a body may stay open after `[DONE]` before its connection is given up, ms. */
const doneGraceMs = 100
/** After this many bodies in a row that stayed open, the next are not waited for. */
const maxLeftOpen = 3

const decode: DecodeUtf8 = (bytes, start, end) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8', start, end)

interface Open {
  readonly exchange: Exchange
  readonly isProbe: boolean
  readonly finish: (record: RequestRecord, freeAtMs: number) => void
  readonly giveUp: () => void
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
  private readonly open = new Set<Open>()
  private dialect: Dialect
  /** Requests of the users that all begin with the next stage, built ahead so that none waits for another's prompt. */
  private readonly built = new Map<number, BuiltRequest>()
  private nextIndex = 0
  private finishedChunks = 0
  private leftOpen = 0

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

  /** Token events of the load stamped since the start of the run. */
  get chunks(): number {
    let total = this.finishedChunks
    for (const { exchange, isProbe } of this.open) if (!isProbe) total += exchange.chunks
    return total
  }

  send(order: SendOrder, done: (finished: Finished) => void): (reason: CancelReason) => void {
    const { adapter, client, clock } = this.options
    const isProbe = order.role === 'probe'
    if (!isProbe) this.nextIndex = order.index + 1
    const { prompt, payload } = this.takeBuilt(order.index) ?? this.build(order)
    const forcedTokens = this.dialect.forceLength ? prompt.outputTokens : null
    const isCountable = this.uncounted.wanted
    const { entry: _entry, ...own } = order
    const turn = prompt.conversation === null ? {} : { turn: prompt.conversation.done + 1 }
    const spec = { ...own, ...turn, forcedTokens, maxTokens: prompt.outputTokens, keepText: isCountable || prompt.conversation !== null }
    const exchange = new Exchange(spec, clock.nowMs(), decode, adapter)
    const open: Open = {
      exchange,
      isProbe,
      finish: (record, freeAtMs) => {
        if (!this.open.delete(open)) return
        if (!isProbe) this.finishedChunks += exchange.chunks
        this.prompts.finished(prompt, order, record, exchange.answer)
        this.uncounted.add(record, isCountable ? exchange.answerText : null)
        done({ record, freeAtMs })
      },
      giveUp: client.send(payload, this.listener(exchange, () => open)),
    }
    this.open.add(open)
    return (reason) => {
      // What already arrived counts, and may show that the answer is complete.
      client.flush()
      this.fail(open, cancelled(reason))
    }
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
    this.options.client.prepare(concurrency, this.options.plan.timeouts.connectMs, done)
  }

  freezeWorkload(): void {
    this.prompts.freeze()
  }

  /** Ends the requests whose time is up; to be called a few times a second. */
  sweep(): void {
    this.options.client.flush()
    const nowMs = this.options.clock.nowMs()
    for (const open of this.open) {
      const { doneAtMs } = open.exchange
      if (doneAtMs !== null && nowMs - doneAtMs > doneGraceMs) this.endWithoutBody(open)
      const late = overdue(open.exchange, this.options.plan.timeouts, nowMs)
      if (late !== null) this.fail(open, late)
    }
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

  private listener(exchange: Exchange, open: () => Open): CallListener {
    return {
      onSent: (atMs, connection) => exchange.onSent(atMs, connection),
      onHead: ({ status, headers }, atMs) => {
        const wait = retryAfterMs(headers.get('retry-after'), Date.now())
        exchange.onHead({ status, contentType: headers.get('content-type') ?? '', location: headers.get('location') ?? null, retryAfterMs: wait }, atMs)
      },
      onBody: (bytes, start, end, atMs) => {
        const wasDone = exchange.isDone
        exchange.onBody(bytes, start, end, atMs)
        if (exchange.isOverflowed) this.fail(open(), tooLong)
        else if (exchange.isDone && !wasDone) this.awaitBodyEnd(open())
      },
      onEnd: (atMs) => {
        if (exchange.isDone) this.leftOpen = 0
        open().finish(exchange.complete(atMs), atMs)
      },
      onFailure: (failure, atMs) => open().finish(exchange.fail(failure, atMs), atMs),
    }
  }

  /** The last event ends the answer, but the connection can only be kept when the body ends too: usually in the same read. */
  private awaitBodyEnd(open: Open): void {
    if (this.leftOpen >= maxLeftOpen) setImmediate(() => this.endWithoutBody(open))
  }

  private endWithoutBody(open: Open): void {
    if (!this.open.has(open)) return
    this.leftOpen += 1
    open.giveUp()
    const atMs = this.options.clock.nowMs()
    open.finish(open.exchange.complete(atMs), atMs)
  }

  private fail(open: Open, failure: TransportFailure): void {
    if (!this.open.has(open)) return
    open.giveUp()
    const atMs = this.options.clock.nowMs()
    open.finish(open.exchange.fail(failure, atMs), atMs)
  }
}

const tooLong: TransportFailure = { kind: 'bad-http', code: 'malformed', message: 'an event is too long' }

function cancelled(reason: CancelReason): TransportFailure {
  const message = reason === 'stopped' ? 'Cancelled by the user.' : 'Cut off by the end of the run.'
  return { kind: 'cancelled', code: reason, message }
}
