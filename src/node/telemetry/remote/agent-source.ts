/** Samples of another machine through this tool's agent there: one stream, clocks compared all the while, reconnecting with patience. */
import type { IncomingMessage } from 'node:http'
import { ClockOffset } from '../../../core/remote/clock-offset.ts'
import type { RemoteConfig, RemoteIssue } from '../../../core/model/remote.ts'
import type { SignalDef } from '../../../core/model/telemetry.ts'
import { agentBatchSchema, agentLimits, agentPaths, remoteEventKinds, type AgentBatch } from '../../../shared/schema/agent/v1.ts'
import type { Clock, SampleSink, SourceStatus, Subject, TelemetrySource } from '../source.ts'
import { askAgentTime, greetAgent } from './agent-calls.ts'
import { reasonOfIssue } from './issues.ts'
import { LineReader } from './line-reader.ts'
import { RemoteState } from './remote-state.ts'
import { createStampedHttp, type StampedHttp } from './stamped-http.ts'

export interface AgentTiming {
  readonly timeoutMs: number
  /** Round trips before the first sample is placed, and the time between later ones. */
  readonly firstProbes: number
  readonly probeEveryMs: number
  /** The agent speaks four times a second; a silence of this length is a lost connection. */
  readonly silenceMs: number
  readonly backoffMs: readonly [first: number, most: number]
}

const usualTiming: AgentTiming = { timeoutMs: 4_000, firstProbes: 8, probeEveryMs: 2_000, silenceMs: 3_000, backoffMs: [500, 10_000] }
const linePeriodMs = 250

export function createAgentSource(timing: Partial<AgentTiming> = {}): TelemetrySource {
  let link: AgentLink | null = null
  return {
    id: 'agent',
    start(sink, clock, subject = null) {
      link?.stop()
      link = null
      const remote = subject?.remote ?? null
      if (subject === null || remote?.address.kind !== 'agent') return
      link = new AgentLink(remote, subject, sink, clock, { ...usualTiming, ...timing })
      link.start()
    },
    stop() {
      link?.stop()
      link = null
    },
    status: (): SourceStatus => link?.status() ?? { running: false, periodMs: null, reason: 'not-applicable', detail: null },
  }
}

class AgentLink {
  readonly #timing: AgentTiming
  readonly #base: string
  readonly #streamUrl: string
  readonly #sink: SampleSink
  readonly #clock: Clock
  readonly #offset = new ClockOffset()
  readonly #state: RemoteState
  readonly #http: StampedHttp
  #instance: string | null = null
  #series = new Map<number, SignalDef>()
  #stream: IncomingMessage | null = null
  #silence: NodeJS.Timeout | undefined
  #retry: NodeJS.Timeout | undefined
  #probe: NodeJS.Timeout | undefined
  #waitMs: number
  #isOpen = true
  #isStreaming = false

  constructor(remote: RemoteConfig, { target }: Subject, sink: SampleSink, clock: Clock, timing: AgentTiming) {
    const url = new URL(remote.address.kind === 'agent' ? remote.address.url : 'http://invalid.')
    this.#timing = timing
    this.#waitMs = timing.backoffMs[0]
    this.#base = url.href.replace(/\/+$/, '')
    this.#streamUrl = `${this.#base}${agentPaths.stream}?${new URLSearchParams({ engine: target.engine, model: target.model }).toString()}`
    this.#sink = sink
    this.#clock = clock
    this.#state = new RemoteState('agent', url.host, sink, clock, this.#offset)
    this.#http = createStampedHttp({ token: remote.token, ca: remote.address.kind === 'agent' ? remote.address.ca : null, nowMs: () => clock.nowMs() })
  }

  start(): void {
    void this.#connect()
  }

  stop(): void {
    this.#isOpen = false
    clearTimeout(this.#retry)
    clearTimeout(this.#probe)
    this.#drop()
    this.#http.close()
  }

  status(): SourceStatus {
    const { issue } = this.#state
    return { running: this.#isStreaming, periodMs: linePeriodMs, reason: issue === null ? null : reasonOfIssue(issue), detail: this.#state.machine, link: this.#state.link() }
  }

  async #connect(): Promise<void> {
    const { timeoutMs, firstProbes, probeEveryMs } = this.#timing
    const hello = await greetAgent(this.#http, this.#base, timeoutMs)
    if (!this.#isOpen) return
    if (!hello.ok) return this.#fail(hello.error)
    if (hello.value.instance !== this.#instance) this.#offset.reset()
    this.#instance = hello.value.instance
    this.#state.machine = hello.value.machine
    for (let i = 0; i < firstProbes; i += 1) {
      const issue = await this.#compareClocks()
      if (!this.#isOpen) return
      if (issue !== null) return this.#fail(issue)
    }
    const opened = await this.#http.open(this.#streamUrl, timeoutMs)
    if (!opened.ok) return this.#isOpen ? this.#fail(opened.error) : undefined
    if (!this.#isOpen) return void opened.value.destroy()
    if (opened.value.statusCode !== 200) {
      opened.value.destroy()
      return this.#fail({ code: opened.value.statusCode === 503 ? 'busy' : opened.value.statusCode === 401 ? 'auth' : 'not-agent', detail: `HTTP ${opened.value.statusCode}` })
    }
    this.#read(opened.value)
    this.#probe = setTimeout(() => void this.#keepComparing(), probeEveryMs)
  }

  /** One round trip; the issue when there was no usable answer. */
  async #compareClocks(): Promise<RemoteIssue | null> {
    const asked = await askAgentTime(this.#http, this.#base, this.#timing.timeoutMs, this.#clock)
    if (!asked.ok) return asked.error
    // Another agent has taken its place; its stream ends or has ended too.
    if (asked.value.instance !== this.#instance) return { code: 'garbled', detail: 'another agent' }
    if (this.#offset.add(asked.value.probe) === 'stepped') this.#sink.event('clock-jump', this.#clock.nowMs(), this.#state.machine ?? this.#base, { source: 'agent' })
    return null
  }

  async #keepComparing(): Promise<void> {
    const stream = this.#stream
    await this.#compareClocks()
    if (this.#isOpen && this.#stream === stream && stream !== null) this.#probe = setTimeout(() => void this.#keepComparing(), this.#timing.probeEveryMs)
  }

  #read(stream: IncomingMessage): void {
    const lines = new LineReader(agentLimits.lineBytes)
    this.#stream = stream
    this.#series = new Map()
    this.#watch()
    stream.on('data', (part: Buffer) => {
      if (this.#stream !== stream) return
      this.#watch()
      const found = lines.add(part)
      if (found === null) return this.#fail({ code: 'garbled', detail: `a line of more than ${agentLimits.lineBytes} bytes` })
      for (const line of found) if (this.#stream === stream && line !== '') this.#line(line)
    })
    const ended = (): void => {
      if (this.#stream === stream) this.#fail({ code: 'refused', detail: 'the connection ended' })
    }
    stream.on('close', ended)
    stream.on('error', ended)
  }

  #line(line: string): void {
    const batch = parseBatch(line)
    if (batch === null) return this.#fail({ code: 'garbled', detail: line.slice(0, 60) })
    this.#state.issue = null
    this.#isStreaming = true
    this.#waitMs = this.#timing.backoffMs[0]
    this.#take(batch)
  }

  #take({ series = [], samples = [], missing = [], events = [] }: AgentBatch): void {
    const nowMs = this.#clock.nowMs()
    const offsetMs = this.#offset.estimate(nowMs)?.offsetMs ?? null
    if (offsetMs === null) return
    for (const { id, ...def } of series) this.#series.set(id, { source: 'agent', ...def, deviceLabel: def.device === '' ? (this.#state.machine ?? '') : def.deviceLabel })
    const reasons = new Map(missing)
    for (const [id, atMs, value] of samples) {
      const def = this.#series.get(id)
      if (def !== undefined) this.#state.push(def, atMs - offsetMs, value, reasons.get(id))
    }
    const sampled = new Set(samples.map(([id]) => id))
    for (const [id, reason] of missing) {
      const def = this.#series.get(id)
      if (def !== undefined && !sampled.has(id)) this.#sink.missing(def, reason)
    }
    for (const { kind, atMs, detail } of events) {
      const known = remoteEventKinds.find((each) => each === kind)
      if (known !== undefined && atMs - offsetMs >= 0) this.#sink.event(known, Math.min(nowMs, atMs - offsetMs), detail, { source: 'agent' })
    }
  }

  #watch(): void {
    clearTimeout(this.#silence)
    this.#silence = setTimeout(() => this.#fail({ code: 'timeout', detail: `silent for ${this.#timing.silenceMs} ms` }), this.#timing.silenceMs)
  }

  #drop(): void {
    const stream = this.#stream
    this.#stream = null
    this.#isStreaming = false
    clearTimeout(this.#silence)
    clearTimeout(this.#probe)
    stream?.destroy()
  }

  #fail(issue: RemoteIssue): void {
    this.#drop()
    if (!this.#isOpen) return
    this.#state.gap(issue, reasonOfIssue(issue))
    const waitMs = this.#waitMs
    this.#waitMs = Math.min(this.#timing.backoffMs[1], waitMs * 2)
    clearTimeout(this.#retry)
    this.#retry = setTimeout(() => void this.#connect(), waitMs)
  }
}

function parseBatch(line: string): AgentBatch | null {
  try {
    const parsed = agentBatchSchema.safeParse(JSON.parse(line))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}
