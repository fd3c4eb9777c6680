/** Asks the model server what it does: queue, cache, slots. Each answer is timed, and a slow server is asked less often. */
import type { Target } from '../../../core/model/plan.ts'
import type { MissingReason, SignalDef, SignalName, SignalUnit } from '../../../core/model/telemetry.ts'
import { mergeReadings, type ServerReading } from '../../../core/server-metrics/reading.ts'
import { serverRates } from '../../../core/server-metrics/rates.ts'
import { httpGet } from '../../servers/http-get.ts'
import { endpointOf, isThisMachine } from '../server/local-host.ts'
import { ringPeriodMs, type Clock, type SampleSink, type SourceStatus, type TelemetrySource } from '../source.ts'
import { endpointsOf, rootOf, type MetricsEndpoint } from './endpoints.ts'

/** An answer slower than this costs the server something: it is then asked half as often. */
const slowMs = 50
const maxPeriodMs = 8_000
/** Servers on other machines are asked less: the way there is not ours. */
const remotePeriodMs = 5_000
const timeoutMs = 2_000
/** After so many answers without a known figure the server is left alone. */
const maxSilentRounds = 5

const units: Partial<Record<SignalName, readonly [unit: SignalUnit, isRate: boolean]>> = {
  'srv.running': ['count', false], 'srv.waiting': ['count', false], 'srv.kv': ['%', false], 'srv.preempt': ['1/s', true], 'srv.prefix.hit': ['%', true], 'srv.tokens': ['tok/s', true],
  'srv.slots.busy': ['count', false], 'srv.slots.total': ['count', false], 'srv.model.bytes': ['B', false], 'srv.model.vram': ['B', false], 'srv.scrape': ['ms', false],
}

function metricsSignal(signal: SignalName): SignalDef {
  const [unit, isRate] = units[signal] ?? ['count', false]
  return { source: 'metrics', device: '', deviceLabel: '', signal, unit, windowMs: isRate ? ringPeriodMs.slow : 0 }
}

const percent = (share: number | null): number | null => (share === null ? null : 100 * share)

/** Values of one reading, by signal; rates need the reading before. */
function valuesOf(now: ServerReading, before: { readonly reading: ServerReading; readonly atMs: number } | null, atMs: number): readonly (readonly [SignalName, number | null])[] {
  const rates = before === null ? null : serverRates(before.reading, now, atMs - before.atMs)
  return [
    ['srv.running', now.running], ['srv.waiting', now.waiting], ['srv.kv', percent(now.kvShare)], ['srv.slots.busy', now.slotsBusy], ['srv.slots.total', now.slotsTotal],
    ['srv.model.bytes', now.modelBytes], ['srv.model.vram', now.modelVramBytes], ['srv.model.loaded', now.modelLoaded],
    ...(rates === null ? [] : ([['srv.preempt', rates.preemptionsPerS], ['srv.prefix.hit', percent(rates.prefixHitShare)], ['srv.tokens', rates.tokensPerS]] as const)),
  ]
}

/** One start of the source; answers to an older one are ignored. */
interface Session {
  readonly sink: SampleSink
  readonly clock: Clock
  readonly target: Target
  readonly isLocal: boolean
  minPeriodMs: number
  open: readonly MetricsEndpoint[]
  /** Signals that had a value: only these can have gaps. */
  readonly seen: Set<SignalName>
  /** Addresses that made sense at least once. */
  readonly understood: Set<MetricsEndpoint>
  before: { readonly reading: ServerReading; readonly atMs: number } | null
  periodMs: number
  dueMs: number
  isAsking: boolean
  silentRounds: number
}

type Answer = { readonly kind: 'reading'; readonly reading: ServerReading } | { readonly kind: 'closed' | 'failed'; readonly reason: MissingReason }

async function ask({ target, understood }: Session, endpoint: MetricsEndpoint): Promise<Answer> {
  const got = await httpGet(`${rootOf(target.apiBaseUrl)}${endpoint.path}`, { timeoutMs, apiKey: null })
  if (!got.ok) return { kind: 'failed', reason: got.error.code === 'timeout' ? 'timeout' : 'lost' }
  const { status, text, json } = got.value
  if (status === 401 || status === 403) return { kind: 'closed', reason: 'no-permission' }
  if (status >= 500 && status !== 501) return { kind: 'failed', reason: 'lost' }
  if (status !== 200) return { kind: 'closed', reason: 'not-supported' }
  const isReadable = endpoint.isReadable({ text, json })
  // Before it ever made sense it may be a server of another kind; afterwards it is an answer that came to harm.
  if (!isReadable && understood.has(endpoint)) return { kind: 'failed', reason: 'unknown' }
  if (isReadable) understood.add(endpoint)
  return { kind: 'reading', reading: endpoint.read({ text, json }, target.model) }
}

export function createMetricsSource(): TelemetrySource {
  let session: Session | null = null
  let reason: MissingReason | null = 'not-applicable'
  let wantedMs: number = ringPeriodMs.slow
  const leastMs = (isLocal: boolean): number => Math.max(wantedMs, isLocal ? ringPeriodMs.slow : remotePeriodMs)

  function close(own: Session, endpoint: MetricsEndpoint, why: MissingReason): void {
    own.open = own.open.filter((each) => each !== endpoint)
    const stillTold = new Set(own.open.flatMap(({ signals }) => signals))
    for (const signal of endpoint.signals) if (!stillTold.has(signal) && !own.seen.has(signal)) own.sink.missing(metricsSignal(signal), why)
    if (own.open.length === 0) reason = why
  }

  function take(own: Session, readings: readonly ServerReading[], atMs: number): void {
    const reading = mergeReadings(readings)
    for (const [signal, value] of valuesOf(reading, own.before, atMs)) {
      if (value !== null) own.seen.add(signal)
      if (value !== null || own.seen.has(signal)) own.sink.push(metricsSignal(signal), atMs, value, 'gap')
    }
    own.before = { reading, atMs }
    if (own.seen.size > 0) return
    own.silentRounds += 1
    if (own.silentRounds < maxSilentRounds) return
    for (const endpoint of own.open) if (!endpoint.mayBeSilent) close(own, endpoint, 'not-supported')
  }

  function fail(own: Session, why: MissingReason, atMs: number): void {
    own.before = null
    for (const signal of own.seen) own.sink.push(metricsSignal(signal), atMs, null, why)
  }

  /** One address after another, so that one is never more than one request on the server. */
  async function round(own: Session): Promise<void> {
    own.isAsking = true
    const readings: ServerReading[] = []
    let slowestMs = 0
    let failure: MissingReason | null = null
    for (const endpoint of own.open) {
      const startMs = own.clock.nowMs()
      const answer = await ask(own, endpoint)
      if (session !== own) return
      slowestMs = Math.max(slowestMs, own.clock.nowMs() - startMs)
      if (answer.kind === 'reading') readings.push(answer.reading)
      else if (answer.kind === 'closed') close(own, endpoint, answer.reason)
      else failure ??= answer.reason
    }
    const atMs = own.clock.nowMs()
    own.sink.push(metricsSignal('srv.scrape'), atMs, failure === null ? slowestMs : null, failure ?? undefined)
    own.periodMs = slowestMs > slowMs || failure !== null ? Math.min(maxPeriodMs, own.periodMs * 2) : own.minPeriodMs
    own.dueMs = atMs + own.periodMs - ringPeriodMs.slow / 2
    if (failure === null) take(own, readings, atMs)
    else fail(own, failure, atMs)
    reason = own.open.length === 0 ? reason : failure
    own.isAsking = false
  }

  async function begin(sink: SampleSink, clock: Clock, target: Target, isCurrent: () => boolean): Promise<void> {
    const isLocal = await isThisMachine(endpointOf(target.apiBaseUrl).host)
    if (!isCurrent()) return
    const minPeriodMs = leastMs(isLocal)
    session = { sink, clock, target, isLocal, minPeriodMs, open: endpointsOf(target.engine), seen: new Set(), understood: new Set(), before: null, periodMs: minPeriodMs, dueMs: 0, isAsking: false, silentRounds: 0 }
    if (session.open.length > 0) return
    reason = 'not-supported'
    for (const signal of ['srv.running', 'srv.waiting', 'srv.kv'] as const) sink.missing(metricsSignal(signal), reason)
  }

  let starts = 0
  return {
    id: 'metrics',
    setPeriod(periodMs) {
      wantedMs = periodMs
      if (session !== null) session.minPeriodMs = leastMs(session.isLocal)
    },
    start(sink, clock, subject = null) {
      starts += 1
      session = null
      reason = subject === null ? 'not-applicable' : null
      const own = starts
      if (subject !== null) void begin(sink, clock, subject.target, () => starts === own)
    },
    sample(ring, atMs) {
      const own = session
      if (own === null || ring === 'fast' || own.isAsking || own.open.length === 0 || atMs < own.dueMs) return
      void round(own)
    },
    stop() {
      starts += 1
      session = null
    },
    status(): SourceStatus {
      const isRunning = session !== null && session.open.length > 0
      const paths = session === null ? null : session.open.map(({ path }) => path).join(' ')
      return { running: isRunning, periodMs: session?.periodMs ?? leastMs(true), reason, detail: paths === '' ? null : paths }
    },
  }
}
