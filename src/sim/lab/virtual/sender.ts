/** Sends the load engine's requests to the simulated server on the virtual clock and stamps what comes back. */
import type { CancelReason, Finished, Sender, SendOrder } from '../../../core/measure/ports.ts'
import type { Outcome } from '../../../core/model/outcome.ts'
import type { Plan } from '../../../core/model/plan.ts'
import type { RequestRecord } from '../../../core/model/request.ts'
import { drawTokens } from '../../../core/workload/length-spread.ts'
import type { Machine } from '../../machine.ts'
import type { Random } from '../../random.ts'
import type { LabServer } from '../lab-server.ts'
import type { Noise } from '../noise.ts'
import type { ClientEffect, Fate } from '../scenario.ts'
import type { VirtualClock } from './clock.ts'

export interface SenderOptions {
  readonly plan: Plan
  readonly clock: VirtualClock
  readonly server: LabServer
  readonly machine: Machine
  readonly client: ClientEffect
  readonly noise: Noise
  readonly random: Random
}

interface Open {
  readonly order: SendOrder
  readonly id: string
  readonly sentAtMs: number
  readonly promptTokens: number
  readonly wantedTokens: number
  readonly stamps: number[]
  readonly done: (finished: Finished) => void
  loadMs: number | null
  /** Timers that end with the request. */
  readonly timers: Set<() => void>
  idleTimer: (() => void) | null
}

interface End {
  readonly outcome: Outcome
  readonly status: number | null
  readonly code: string | null
  readonly message: string | null
}

const fine: End = { outcome: 'ok', status: 200, code: null, message: null }
const timeoutWords = 'No answer within the time allowed.'

export class VirtualSender implements Sender {
  private readonly options: SenderOptions
  private readonly open = new Map<string, Open>()

  constructor(options: SenderOptions) {
    this.options = options
  }

  get openStreams(): number {
    return this.open.size
  }

  /** When the client's loop gets to see something that happens now. */
  seenAtMs(atMs: number): number {
    const { client, noise, random } = this.options
    return atMs + client.loopDelayMs(atMs, this.open.size, random) + noise.clientJitterMs * Math.abs(random.normal())
  }

  send(order: SendOrder, done: (finished: Finished) => void): (reason: CancelReason) => void {
    const { plan, clock, client, server } = this.options
    const { workload, seed, timeouts } = plan
    const length = (tokens: number, spread: typeof workload.promptSpread, salt: number): number => (spread === undefined ? tokens : drawTokens(spread, seed ^ salt, order.index, 65_536))
    const open: Open = {
      order, id: String(order.index), sentAtMs: this.seenAtMs(clock.nowMs), stamps: [], done, loadMs: null, timers: new Set(), idleTimer: null,
      promptTokens: length(workload.promptTokens, workload.promptSpread, 1), wantedTokens: length(workload.outputTokens, workload.outputSpread, 2),
    }
    this.open.set(open.id, open)
    this.later(open, open.sentAtMs + timeouts.firstTokenMs, () => this.timeOut(open, 'timeout-first-token'), () => open.stamps.length === 0)
    this.later(open, open.sentAtMs + timeouts.totalMs, () => this.timeOut(open, 'timeout-total'))
    this.later(open, open.sentAtMs + client.rttMs / 2, () => {
      if (!server.isUp) return this.end(open, { outcome: 'refused', status: null, code: 'ECONNREFUSED', message: 'connect ECONNREFUSED' })
      this.arrive(open, server.arrive({ promptTokens: open.promptTokens, outputTokens: open.wantedTokens }, clock.nowMs))
    })
    return (reason) => this.end(open, { outcome: 'cancelled', status: null, code: reason, message: null })
  }

  adapt(): boolean {
    return false
  }

  prepare(_concurrency: number, done: () => void): void {
    done()
  }

  freezeWorkload(): void {
    // Lengths come from the plan as they are.
  }

  /** The server's process died: every open request is reset. */
  resetAll(): void {
    for (const open of this.open.values()) {
      this.end(open, { outcome: open.stamps.length > 0 ? 'reset-mid-stream' : 'reset-before-first-token', status: null, code: 'ECONNRESET', message: 'read ECONNRESET' })
    }
  }

  private arrive(open: Open, fate: Fate): void {
    const { clock, server, machine, plan } = this.options
    if (fate.kind === 'hang') return
    if (fate.kind === 'empty') return this.after(open, 20, () => this.end(open, { outcome: 'empty', status: 200, code: 'empty', message: 'The answer ended without a single token.' }))
    if (fate.kind === 'refuse') return this.after(open, fate.afterMs, () => this.end(open, { outcome: fate.outcome, status: fate.status, code: fate.status === null ? 'error' : `http-${fate.status}`, message: fate.message }))
    open.loadMs = server.loadingMs(clock.nowMs)
    const spec = { id: open.id, promptTokens: open.promptTokens, cachedTokens: 0, outputTokens: open.wantedTokens }
    const refusal = machine.submit(spec, (event, dueMs) => {
      this.onToken(open, dueMs)
      if (event.last) this.after(open, 0, () => this.end(open, fine))
    })
    if (refusal !== null) return this.after(open, 2, () => this.end(open, { outcome: 'rejected', status: 503, code: 'http-503', message: 'server busy, please try again. maximum pending requests exceeded' }))
    this.armIdle(open, plan.timeouts.idleMs)
  }

  private onToken(open: Open, dueMs: number): void {
    const last = open.stamps.at(-1) ?? 0
    open.stamps.push(Math.max(last, this.seenAtMs(dueMs + this.options.client.rttMs / 2)))
    this.armIdle(open, this.options.plan.timeouts.idleMs)
  }

  private armIdle(open: Open, idleMs: number): void {
    open.idleTimer?.()
    open.idleTimer = this.options.clock.at(this.options.clock.nowMs + idleMs, () => {
      if (this.open.has(open.id) && open.stamps.length > 0) this.timeOut(open, 'timeout-idle')
    })
  }

  private timeOut(open: Open, outcome: Outcome): void {
    this.end(open, { outcome, status: open.stamps.length > 0 ? 200 : null, code: outcome, message: timeoutWords })
  }

  private after(open: Open, delayMs: number, call: () => void): void {
    this.later(open, this.options.clock.nowMs + delayMs + this.options.client.rttMs / 2, call)
  }

  private later(open: Open, atMs: number, call: () => void, isWanted: () => boolean = () => true): void {
    const cancel = this.options.clock.at(atMs, () => {
      open.timers.delete(cancel)
      if (this.open.has(open.id) && isWanted()) call()
    })
    open.timers.add(cancel)
  }

  private end(open: Open, end: End): void {
    if (!this.open.delete(open.id)) return
    for (const cancel of open.timers) cancel()
    open.idleTimer?.()
    this.options.machine.cancel(open.id)
    const endAtMs = Math.max(open.stamps.at(-1) ?? 0, this.seenAtMs(this.options.clock.nowMs))
    const record = recordOf(open, end, endAtMs)
    open.done({ record, freeAtMs: endAtMs })
  }
}

function recordOf(open: Open, { outcome, status, code, message }: End, endAtMs: number): RequestRecord {
  const firstTokenAtMs = open.stamps[0] ?? null
  const isAnswered = outcome === 'ok'
  return {
    ...open.order,
    sentAtMs: open.sentAtMs,
    headersAtMs: status === null ? null : (firstTokenAtMs ?? endAtMs),
    firstEventAtMs: firstTokenAtMs,
    firstTokenAtMs,
    firstVisibleAtMs: firstTokenAtMs,
    lastTokenAtMs: open.stamps.at(-1) ?? null,
    endAtMs,
    connection: 'reused',
    outcome,
    httpStatus: status,
    error: code === null ? null : { code, message: message ?? '' },
    retryAfterMs: null,
    promptTokens: isAnswered ? open.promptTokens : null,
    cachedTokens: null,
    outputTokens: isAnswered ? open.stamps.length : null,
    reasoningTokens: null,
    tokenSource: isAnswered ? 'server-usage' : null,
    finishReason: isAnswered ? 'length' : null,
    chunkAtMs: Float64Array.from(open.stamps),
    chunkTokens: null,
    serverTimings: open.loadMs === null ? null : { promptTokens: null, promptMs: null, outputTokens: null, outputMs: null, cachedTokens: null, loadMs: open.loadMs },
  }
}
