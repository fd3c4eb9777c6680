/** Explains one moment: what was different then, for one request or one stretch of time, against the rest of its stage. Coincidence, never proof. */
import { isSameMachine, timeMean } from '../analysis/index.ts'
import { isNotable } from '../format/event-text.ts'
import { requestLabels } from '../measure/request-labels.ts'
import { requestMetrics } from '../measure/request-metrics.ts'
import type { Explanation, Moment, MomentChanges, MomentFigure, MomentGap } from '../model/explanation.ts'
import type { RequestRecord } from '../model/request.ts'
import type { SessionEvent, StageSpan } from '../model/session.ts'
import type { StoredSession } from '../model/stored-session.ts'
import type { SignalSeries } from '../model/telemetry.ts'
import { plannedPromptTokens } from '../model/workload.ts'
import { explainingTelemetry } from '../series/model-machine.ts'
import { medianOrNull } from '../stats/index.ts'
import { changesNear, changesOn } from './changes.ts'
import { isCompared } from './compared-signals.ts'
import { openCounts, type OpenCounts } from './open-counts.ts'
import { gridFactsOf } from './window-facts.ts'
import { byUnusualness, figureOf, leastCompared, type Compared } from './unusual.ts'

type Span = readonly [fromMs: number, toMs: number]

/** Sensors are read every quarter of a second or second: shorter stretches hold no sample of their own. */
const leastSpanMs = 1_000
/** So many stretches tell what is usual. */
const mostStretches = 240
const mostPeers = 2_000
const nearMs = 2_000
const mostShown = 8

/** Like requests only: those of the probe and of the warm-up are others. */
function peersOf({ requests }: StoredSession, stage: number): readonly RequestRecord[] {
  return requests.filter((one) => one.stage === stage && !one.warmup && one.role === undefined)
}

function widened([fromMs, toMs]: Span): Span {
  const room = Math.max(0, leastSpanMs - (toMs - fromMs)) / 2
  return [fromMs - room, toMs + room]
}

/** Stretches of the stage as long as the moment, side by side, those that touch it left out. */
function stretches({ startMs, endMs }: StageSpan, endOfAllMs: number, span: Span): readonly Span[] {
  const lengthMs = span[1] - span[0]
  const latestMs = (endMs ?? endOfAllMs) - lengthMs
  const stepMs = Math.max(lengthMs, (latestMs - startMs) / mostStretches)
  const found: Span[] = []
  for (let fromMs = startMs; fromMs <= latestMs; fromMs += stepMs) if (fromMs >= span[1] || fromMs + lengthMs <= span[0]) found.push([fromMs, fromMs + lengthMs])
  return found
}

function known(values: readonly (number | null)[]): readonly number[] {
  return values.filter((value): value is number => value !== null && !Number.isNaN(value))
}

function signalFigure(series: SignalSeries, span: Span, others: readonly Span[]): MomentFigure | null {
  const { source, device, deviceLabel, signal, unit } = series
  return figureOf({ name: 'signal', signal: { source, device, deviceLabel, signal }, unit, value: timeMean(series, span).mean, others: known(others.map((other) => timeMean(series, other).mean)), at: span })
}

/** Median over the requests sent within each stretch. */
function feltInterval(peers: readonly RequestRecord[], span: Span, others: readonly Span[]): readonly Compared[] {
  const metrics = peers.map((record) => ({ sentAtMs: record.sentAtMs ?? record.dueAtMs, ...requestMetrics(record) }))
  const within = (key: 'ttftMs' | 'tpotMs', [fromMs, toMs]: Span): number | null => medianOrNull(known(metrics.filter(({ sentAtMs }) => sentAtMs >= fromMs && sentAtMs < toMs).map((one) => one[key])))
  return ([['medianTtft', 'ttftMs'], ['medianTpot', 'tpotMs']] as const).map(([name, key]) => ({ name, unit: 'ms', value: within(key, span), others: known(others.map((other) => within(key, other))), at: span }))
}

type Phase = 'read' | 'written' | 'whole'

function phaseSpan({ sentAtMs, dueAtMs, firstTokenAtMs, lastTokenAtMs, endAtMs }: RequestRecord, phase: Phase): Span {
  const fromMs = sentAtMs ?? dueAtMs
  switch (phase) {
    case 'read': return [fromMs, firstTokenAtMs ?? endAtMs]
    case 'written': return [firstTokenAtMs ?? fromMs, lastTokenAtMs ?? endAtMs]
    case 'whole': return [fromMs, endAtMs]
  }
}

const feltNames = [['ttft', 'ttftMs', 'read'], ['tpot', 'tpotMs', 'written'], ['longestGap', 'maxGapMs', 'written'], ['e2e', 'e2eMs', 'whole']] as const

function feltRequest(record: RequestRecord, peers: readonly RequestRecord[]): readonly Compared[] {
  const own = requestMetrics(record)
  const others = peers.filter(({ index }) => index !== record.index).map(requestMetrics)
  return feltNames.map(([name, key, phase]) => ({ name, unit: 'ms', value: own[key], others: known(others.map((one) => one[key])), at: phaseSpan(record, phase) }))
}

function overlapMs([fromMs, toMs]: Span, [otherFromMs, otherToMs]: Span): number {
  return Math.max(0, Math.min(toMs, otherToMs) - Math.max(fromMs, otherFromMs))
}

/** What a request finds beside itself in a phase, as each of its peers found it in the same phase: a slow request is itself one that waits. */
function crowd(record: RequestRecord, peers: readonly RequestRecord[], phase: Phase, open: OpenCounts): readonly Compared[] {
  const step = Math.max(1, Math.ceil(peers.length / mostPeers))
  const others = peers.filter(({ index }, i) => index !== record.index && i % step === 0)
  const beside = (one: RequestRecord, name: 'inFlight' | 'waiting'): number => {
    const span = widened(phaseSpan(one, phase))
    const own = overlapMs(span, phaseSpan(one, name === 'waiting' ? 'read' : 'whole')) / (span[1] - span[0])
    return Math.max(0, open[name](...span) - own)
  }
  return (['inFlight', 'waiting'] as const).map((name) => ({ name, unit: 'count', value: beside(record, name), others: others.map((one) => beside(one, name)), at: widened(phaseSpan(record, phase)) }))
}

function crowdInterval(span: Span, others: readonly Span[], open: OpenCounts): readonly Compared[] {
  return (['inFlight', 'waiting'] as const).map((name) => ({ name, unit: 'count', value: open[name](...span), others: others.map((other) => open[name](...other)), at: span }))
}

function sizes(record: RequestRecord, peers: readonly RequestRecord[], at: Span): readonly Compared[] {
  const others = peers.filter(({ index }) => index !== record.index)
  return (['promptTokens', 'cachedTokens', 'outputTokens'] as const).map((name) => ({ name, unit: 'count', value: record[name], others: known(others.map((one) => one[name])), at }))
}

/** The phase that was slow; all of it where none was. */
function slowPhase(felt: readonly MomentFigure[]): Phase {
  const slowest = felt.filter(({ isUnusual, value, usual }) => isUnusual && value > usual).toSorted(byUnusualness).find(({ name }) => name !== 'e2e')
  return feltNames.find(([name]) => name === slowest?.name)?.[2] ?? 'whole'
}

function eventsNear({ events }: StoredSession, [fromMs, toMs]: Span): readonly SessionEvent[] {
  return events.filter((event) => isNotable(event) && event.atMs >= fromMs - nearMs && event.atMs <= toMs + nearMs)
}

function lastMs({ meta, requests }: StoredSession): number {
  return requests.reduce((latest, { endAtMs }) => Math.max(latest, endAtMs), meta.durationMs ?? 0)
}

function stageOf({ stages }: StoredSession, moment: Moment, record: RequestRecord | null): StageSpan | null {
  if (record !== null) return record.warmup ? null : (stages.find(({ index }) => index === record.stage) ?? null)
  if (moment.kind === 'request') return null
  const middleMs = (moment.fromMs + moment.toMs) / 2
  return stages.find(({ startMs, endMs }) => middleMs >= startMs && middleMs <= (endMs ?? Infinity)) ?? null
}

const mostChanges = 6

/** Levels that changed when it began or ended, or while it lasted, with the wait before the load has settled left out by the test itself. */
function changedNear(stored: StoredSession, { startMs, endMs, index }: StageSpan, [fromMs, toMs]: Span): MomentChanges {
  const telemetry = explainingTelemetry(stored.telemetry, isSameMachine(stored.meta))
  const scan = changesOn(gridFactsOf([startMs, endMs ?? lastMs(stored)], stored.requests.filter(({ stage }) => stage === index), telemetry))
  const near = changesNear(scan, fromMs, toMs).slice(0, mostChanges)
  return {
    changes: near.map(({ of: { unit, ...signal }, atMs, before, after, p, n, binMs }) => ({ signal, unit, atMs, before, after, p, n, binMs })),
    tested: scan.tested, persistent: scan.persistent, bins: scan.bins, gap: scan.gap,
  }
}

const figures = (compared: readonly Compared[]): readonly MomentFigure[] => compared.flatMap((one) => figureOf(one) ?? [])

function gapOf(stage: StageSpan | null, moment: Moment, record: RequestRecord | null): MomentGap | null {
  if (moment.kind === 'request' && record === null) return 'unknown-request'
  return stage === null ? 'no-stage' : null
}

/** Pure; linear in requests and samples of the session. */
export function explainMoment(stored: StoredSession, moment: Moment): Explanation {
  const record = moment.kind === 'request' ? (stored.requests.find(({ index }) => index === moment.index) ?? null) : null
  const stage = stageOf(stored, moment, record)
  const gap = gapOf(stage, moment, record)
  const peers = stage === null ? [] : peersOf(stored, stage.index)
  const ownFelt = record === null ? [] : figures(feltRequest(record, peers))
  const phase = slowPhase(ownFelt)
  const exact: Span = moment.kind === 'interval' ? [moment.fromMs, moment.toMs] : record === null ? [0, 0] : phaseSpan(record, phase)
  const span = widened(exact)
  const labels = record === null ? [] : requestLabels(record, plannedPromptTokens(stored.meta.plan.workload))
  const base = { moment, stage: stage?.index ?? null, fromMs: exact[0], toMs: exact[1], labels, events: eventsNear(stored, exact) }
  if (stage === null || gap !== null) return { ...base, gap, felt: [], differences: [], compared: 0, changed: null }
  const others = stretches(stage, lastMs(stored), span)
  const open = openCounts(stored.requests)
  const felt = record === null ? figures(feltInterval(peers, span, others)) : ownFelt
  const causes = [
    ...figures(record === null ? crowdInterval(span, others, open) : [...crowd(record, peers, phase, open), ...sizes(record, peers, exact)]),
    ...explainingTelemetry(stored.telemetry, isSameMachine(stored.meta)).flatMap((series) => (!isCompared(series) || series.tMs.length === 0 ? [] : signalFigure(series, span, others) ?? [])),
  ]
  const isTooFew = causes.length === 0 || (others.length < leastCompared && peers.length <= leastCompared)
  return { ...base, gap: isTooFew ? 'too-few' : null, felt, differences: causes.filter(({ isUnusual }) => isUnusual).toSorted(byUnusualness).slice(0, mostShown), compared: causes.length, changed: changedNear(stored, stage, exact) }
}
