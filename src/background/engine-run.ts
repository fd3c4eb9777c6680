/** One run of the engine: joins the state machine with clock, timers, sockets and the stream of events to the recorder. */
import { availableParallelism } from 'node:os'
import type { ClientSample } from '../core/model/client-health.ts'
import type { Plan } from '../core/model/plan.ts'
import type { RequestRecord } from '../core/model/request.ts'
import type { SessionEvent } from '../core/model/session.ts'
import type { RunEnd, RunSink } from '../core/measure/ports.ts'
import { isSynthetic, sourceOf } from '../core/model/workload.ts'
import type { PromptItem } from '../core/workload/message.ts'
import { promptSet } from '../core/workload/sets/index.ts'
import { traceTimes } from '../core/workload/trace.ts'
import { keepsUsers, lanesFor } from '../core/measure/lanes.ts'
import { RunMachine } from '../core/measure/run-machine.ts'
import { adapterOf, rootUrl, routeUrl } from '../core/protocol/adapters/index.ts'
import { unloadWay } from '../core/protocol/unload.ts'
import { err } from '../core/result.ts'
import { AlarmClock } from '../node/alarm-clock.ts'
import { sessionClock, type SessionClock } from '../node/clock.ts'
import { HttpClient } from '../node/http/http-client.ts'
import { resolveTarget, type PinnedTarget } from '../node/http/resolve.ts'
import { countTokensOf, type Tokenizer } from '../node/http/tokenize.ts'
import { unloadModel } from '../node/http/unload.ts'
import { ChatSender } from './chat-sender.ts'
import type { EngineCommand, EngineEvent } from './protocol.ts'
import { clientTokenizer } from './client-tokenizer.ts'
import type { TokenCounter } from './uncounted-answers.ts'
import { LanePool, type StartLane } from './lane-pool.ts'
import { SelfMonitor } from './self-monitor.ts'
import { SocketWire } from './socket-wire.ts'
import type { Wire } from './wire.ts'

export type RunCommand = Extract<EngineCommand, { type: 'run' }>

/** Finished requests leave at this pace: what a killed engine can lose. */
const flushMs = 100
const sampleMs = 1000
/** Figures over less than this would be noise. */
const minSampleMs = 100
/** A message stays small enough to be copied without a pause that would delay stamps. */
const maxRequestsPerBatch = 64
const tokenizeTimeoutMs = 2000

function tokenizerOf({ target }: Plan, pinned: PinnedTarget, apiKey: string | null): Tokenizer | null {
  const { tokenizer } = adapterOf(target.api).capabilities(target.engine)
  const root = new URL(rootUrl(target.apiBaseUrl))
  return tokenizer === null ? null : { target: pinned, path: `${root.pathname.replace(/\/$/u, '')}${tokenizer}`, apiKey, model: target.model, timeoutMs: tokenizeTimeoutMs }
}

export class EngineRun implements RunSink {
  private readonly command: RunCommand
  private readonly emit: (event: EngineEvent) => void
  private readonly startLane: StartLane
  private readonly clock: SessionClock
  private readonly intervals: NodeJS.Timeout[] = []
  private requests: RequestRecord[] = []
  private events: SessionEvent[] = []
  private samples: ClientSample[] = []
  /** Done when all samples that were asked for are there. */
  private sampling: Promise<void> = Promise.resolve()
  private machine: RunMachine | null = null
  private sender: ChatSender | null = null
  private wire: Wire | null = null
  private tokenizer: Tokenizer | null = null
  private tickedChunks = 0
  private sampledAtMs: number
  /** The stage since the sample before; null outside of stages. */
  private sampledStage: number | null = null
  private stopWanted: 'drain' | 'abort' | null = null
  private ended = false

  constructor(command: RunCommand, emit: (event: EngineEvent) => void, startLane: StartLane) {
    this.command = command
    this.startLane = startLane
    this.emit = emit
    this.clock = sessionClock(BigInt(command.originNs))
    this.sampledAtMs = this.clock.nowMs()
  }

  /** Resolves when the run is under way or already over; never rejects. */
  async start(): Promise<void> {
    this.every(flushMs, () => this.flush())
    this.every(sampleMs, () => this.takeSample())
    const { plan, apiKey, extras = null } = this.command
    const adapter = adapterOf(plan.target.api)
    const target = await resolveTarget(routeUrl(adapter, plan.target.apiBaseUrl), plan.timeouts.connectMs)
    if (!target.ok) return this.failEarly('server-unreachable', target.error.message)
    const prompts = promptsOf(this.command)
    if (prompts === null) return this.failEarly('internal', 'The prompts that the plan names did not come with it.')
    const wire = await this.openWire(target.value)
    if (wire === null) return
    try {
      this.sender = new ChatSender({ plan, adapter, prompts, wire, url: target.value.url, apiKey, extras })
    } catch (error) {
      return this.failEarly('server-auth', error instanceof Error ? error.message : String(error))
    }
    this.tokenizer = tokenizerOf(plan, target.value, apiKey)
    const timers = new AlarmClock(this.clock)
    this.machine = new RunMachine(plan, { clock: this.clock, timers, sender: this.sender, sink: this, traceAtMs: traceTimes(prompts) })
    if (!(await this.unloaded(target.value))) return
    this.machine.start()
    if (this.stopWanted !== null) this.machine.stop(this.stopWanted)
  }

  /** Sockets of this thread, or lanes where the load needs several; null when those can't be had, and with them the run. */
  private async openWire(target: PinnedTarget): Promise<Wire | null> {
    const { plan: { target: { api }, timeouts, stages }, plan, originNs } = this.command
    const lanes = lanesFor(plan, availableParallelism())
    if (lanes === 1) {
      const client = new HttpClient(target, this.clock.nowMs)
      this.wire = new SocketWire({ client, clock: this.clock, adapter: adapterOf(api), timeouts, monitor: new SelfMonitor() })
      return this.wire
    }
    const data = { target: { ...target, url: target.url.href }, api, timeouts, originNs }
    const pool = new LanePool({ lanes, data, start: this.startLane, clock: this.clock, byUser: keepsUsers(stages), onLost: (detail) => this.failAt(detail) })
    this.wire = pool
    await pool.ready().catch((error: unknown) => this.failAt(error instanceof Error ? error.message : String(error)))
    return this.ended ? null : pool
  }

  private failAt(detail: string): void {
    if (this.machine === null) this.failEarly('internal', detail)
    else this.machine.fail({ code: 'internal', detail })
  }

  /** Before a cold start; false when that failed, and with it the run. */
  private async unloaded(pinned: PinnedTarget): Promise<boolean> {
    const { plan: { target, coldStart }, apiKey } = this.command
    if (coldStart !== true) return true
    const way = unloadWay(target)
    const done = way === null
      ? err(`${target.engine} has no call for it`)
      : await unloadModel({ way, target: pinned, rootUrl: rootUrl(target.apiBaseUrl), model: target.model, apiKey })
    if (!done.ok) this.failEarly('unload-failed', done.error)
    return done.ok && !this.ended
  }

  stop(mode: 'drain' | 'abort'): void {
    this.stopWanted = mode
    this.machine?.stop(mode)
  }

  onRequest(record: RequestRecord): void {
    this.requests.push(record)
  }

  onEvent(event: SessionEvent): void {
    this.events.push(event)
    if (event.kind !== 'stage-start' && event.kind !== 'stage-end') return
    // A sample never reaches across a border, so that each stage is judged by its own.
    this.takeSample()
    this.sampledStage = event.kind === 'stage-start' ? event.stage : null
  }

  onEnd(end: RunEnd): void {
    if (this.ended) return
    this.ended = true
    void this.finish(end)
  }

  /** Lanes tell a little later than this thread what became of the last requests. */
  private async finish(end: RunEnd): Promise<void> {
    await this.wire?.settled()
    for (const interval of this.intervals) clearInterval(interval)
    this.takeSample()
    await this.sampling
    this.flush()
    this.wire?.close()
    await this.recount()
    this.emit({ type: 'ended', sessionId: this.command.sessionId, ...end })
  }

  /** Never rejects; at once where the server counted itself. */
  private async recount(): Promise<void> {
    if (this.sender === null) return
    const { tokenizer } = this
    const counters: readonly TokenCounter[] = [
      ...(tokenizer === null ? [] : [{ source: 'server-tokenizer', count: (text: string) => countTokensOf(text, tokenizer) } as const]),
      { source: 'client-tokenizer', count: clientTokenizer() },
    ]
    const requests = await this.sender.uncounted.recount(counters, this.clock.nowMs)
    for (let from = 0; from < requests.length; from += maxRequestsPerBatch) {
      this.emit({ type: 'recount', sessionId: this.command.sessionId, requests: requests.slice(from, from + maxRequestsPerBatch) })
    }
  }

  private failEarly(code: 'server-unreachable' | 'server-auth' | 'unload-failed' | 'internal', detail: string): void {
    this.onEnd({ status: 'failed', failure: { code, detail }, atMs: this.clock.nowMs() })
  }

  private every(ms: number, call: () => void): void {
    this.intervals.push(setInterval(call, ms))
  }

  private takeSample(): void {
    const nowMs = this.clock.nowMs()
    if (this.wire === null || nowMs - this.sampledAtMs < minSampleMs) return
    this.sampledAtMs = nowMs
    const [stage, figures] = [this.sampledStage, this.wire.sample()]
    this.sampling = this.sampling.then(async () => {
      this.samples.push({ atMs: nowMs, stage, ...(await figures) })
    })
  }

  private flush(): void {
    const { requests, events, samples: [sample = null, ...more] } = this
    this.requests = []
    this.events = []
    this.samples = []
    this.post(requests.slice(0, maxRequestsPerBatch), events, sample)
    for (let from = maxRequestsPerBatch; from < requests.length; from += maxRequestsPerBatch) {
      this.post(requests.slice(from, from + maxRequestsPerBatch), [], null)
    }
    for (const later of more) this.post([], [], later)
  }

  private post(requests: readonly RequestRecord[], events: readonly SessionEvent[], client: ClientSample | null): void {
    const chunks = this.wire?.chunks ?? 0
    const { phase, stage, inFlight } = this.machine?.state ?? { phase: 'preparing' as const, stage: null, inFlight: 0 }
    const tick = { atMs: this.clock.nowMs(), inFlight, tokens: chunks - this.tickedChunks, phase, stage }
    this.tickedChunks = chunks
    this.emit({ type: 'batch', sessionId: this.command.sessionId, requests, events, tick, client })
  }
}

/** What the plan's requests are to say; null when that is missing. */
function promptsOf({ plan, prompts }: RunCommand): readonly PromptItem[] | null {
  if (isSynthetic(plan.workload)) return []
  const source = sourceOf(plan.workload)
  const items = source.kind === 'prompt-set' ? promptSet(source.set) : (prompts ?? [])
  return items.length === 0 ? null : items
}
