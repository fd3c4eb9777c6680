/** Carries requests over the sockets of this thread: exchange, time limits and the record at the end. */
import { Buffer } from 'node:buffer'
import type { CancelReason, Clock } from '../core/measure/ports.ts'
import type { Timeouts } from '../core/model/plan.ts'
import type { RequestRecord } from '../core/model/request.ts'
import type { Adapter } from '../core/protocol/adapters/adapter.ts'
import type { TransportFailure } from '../core/protocol/classify.ts'
import { overdue } from '../core/protocol/deadlines.ts'
import type { DecodeUtf8 } from '../core/protocol/event-reader.ts'
import { Exchange } from '../core/protocol/exchange.ts'
import type { CallListener } from '../node/http/connection.ts'
import type { HttpClient } from '../node/http/http-client.ts'
import { retryAfterMs } from '../node/http/retry-after.ts'
import type { SelfMonitor } from './self-monitor.ts'
import type { Delivered, Parcel, Wire, WireFigures } from './wire.ts'

export interface SocketWireOptions {
  readonly client: HttpClient
  readonly clock: Clock
  readonly adapter: Adapter
  readonly timeouts: Timeouts
  /** Of this thread; stopped with the wire. */
  readonly monitor: SelfMonitor
}

/** How often requests whose time is up are looked for, ms. */
const sweepMs = 50
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

export class SocketWire implements Wire {
  readonly leadMs = 0
  private readonly options: SocketWireOptions
  private readonly open = new Set<Open>()
  private readonly sweeping: NodeJS.Timeout
  private finishedChunks = 0
  private leftOpen = 0

  constructor(options: SocketWireOptions) {
    this.options = options
    this.sweeping = setInterval(() => this.sweep(), sweepMs)
  }

  get chunks(): number {
    let total = this.finishedChunks
    for (const { exchange, isProbe } of this.open) if (!isProbe) total += exchange.chunks
    return total
  }

  send({ spec, payload }: Parcel, done: (delivered: Delivered) => void): (reason: CancelReason) => void {
    const { adapter, client, clock } = this.options
    const isProbe = spec.role === 'probe'
    const exchange = new Exchange(spec, clock.nowMs(), decode, adapter)
    const open: Open = {
      exchange,
      isProbe,
      finish: (record, freeAtMs) => {
        if (!this.open.delete(open)) return
        if (!isProbe) this.finishedChunks += exchange.chunks
        done({ record, freeAtMs, answer: exchange.answer, answerText: exchange.answerText })
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

  prepare(users: number, _firstIndex: number, done: () => void): void {
    this.options.client.prepare(users, this.options.timeouts.connectMs, done)
  }

  sample(): Promise<WireFigures> {
    const { client, monitor } = this.options
    return Promise.resolve({
      ...monitor.sample(), connectionsOpened: client.opened, connectionsReused: client.reused, parseBacklogBytes: client.takeMaxBacklogBytes(),
      stampedBy: client.takeStampedBy(),
    })
  }

  /** Who cancels a request here hears of its end at once: nothing is left to wait for. */
  settled(): Promise<void> {
    return Promise.resolve()
  }

  close(): void {
    clearInterval(this.sweeping)
    this.options.monitor.stop()
    this.options.client.close()
  }

  /** Ends the requests whose time is up. */
  private sweep(): void {
    this.options.client.flush()
    const nowMs = this.options.clock.nowMs()
    for (const open of this.open) {
      const { doneAtMs } = open.exchange
      if (doneAtMs !== null && nowMs - doneAtMs > doneGraceMs) this.endWithoutBody(open)
      const late = overdue(open.exchange, this.options.timeouts, nowMs)
      if (late !== null) this.fail(open, late)
    }
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
