/** The lanes that come from requests: first tokens, token time, throughput, open requests, failures. */
import { outcomeKey } from '../../../core/format/index.ts'
import { isFailure, isSuccess, outcomes, type Outcome } from '../../../core/model/outcome.ts'
import type { RequestColumns } from '../../../core/model/request-columns.ts'
import { dashes, fromSignal, lane, type LaneContext } from './lane-context.ts'
import type { Lane, LaneFlag, LaneSeries } from './lane-types.ts'

/** Answers may be seconds apart; the line between them still reads as one. */
const LATENCY_GAP_MS = 12_000

interface Picked {
  readonly tMs: Float64Array
  readonly value: Float64Array
  readonly request: Float64Array
}

/** Positions of the requests that pass, in order of `stamp`. */
function positions(requests: RequestColumns, stamp: Float64Array, pass: (outcome: Outcome) => boolean): readonly number[] {
  const kept: number[] = []
  requests.outcome.forEach((code, i) => {
    if (pass(outcomes[code] ?? 'malformed') && !Number.isNaN(stamp[i] ?? Number.NaN)) kept.push(i)
  })
  return kept.sort((a, b) => (stamp[a] ?? 0) - (stamp[b] ?? 0))
}

function pick(requests: RequestColumns, at: readonly number[], stamp: Float64Array, value: (i: number, rank: number) => number): Picked {
  return {
    tMs: Float64Array.from(at, (i) => stamp[i] ?? 0),
    value: Float64Array.from(at, (i, rank) => value(i, rank)),
    request: Float64Array.from(at, (i) => requests.index[i] ?? 0),
  }
}

function pointSeries(id: string, label: string, picked: Picked, style: Pick<LaneSeries, 'ink' | 'mark'>): LaneSeries {
  return { id, label, ...style, ...picked, dash: dashes.solid, gapMs: Number.POSITIVE_INFINITY, hasReadout: false }
}

/** Every request at its send time; a failure that never spoke sits at the top edge. */
function ttftLane(context: LaneContext): Lane {
  const { t, timeline: { requests } } = context
  const at = (pass: (outcome: Outcome) => boolean): readonly number[] => positions(requests, requests.sentAtMs, pass)
  const ttft = (i: number): number => requests.ttftMs[i] ?? Number.NaN
  const orTop = (i: number): number => (Number.isNaN(ttft(i)) ? Number.POSITIVE_INFINITY : ttft(i))
  const points = [
    pointSeries('ok', t('session:series.request'), pick(requests, at(isSuccess), requests.sentAtMs, ttft), { ink: 'ttft', mark: 'point' }),
    pointSeries('cancelled', t('session:series.cancelled'), pick(requests, at((o) => o === 'cancelled'), requests.sentAtMs, ttft), { ink: 'muted', mark: 'ring' }),
    pointSeries('failed', t('session:series.failed'), pick(requests, at(isFailure), requests.sentAtMs, orTop), { ink: 'error', mark: 'cross' }),
  ].filter((series) => series.tMs.length > 0)
  const lines = [
    ...fromSignal(context, 'req.ttft.p50', { label: 'p50', ink: 'ttft', gapMs: LATENCY_GAP_MS }),
    ...fromSignal(context, 'req.ttft.p95', { label: 'p95', ink: 'ttft', dash: dashes.long, gapMs: LATENCY_GAP_MS }),
    ...fromSignal(context, 'req.probe.ttft', { label: t('session:series.probe'), ink: 'inflight', mark: 'point', gapMs: Number.POSITIVE_INFINITY }),
  ]
  const hasAny = requests.ttftMs.some((value) => !Number.isNaN(value))
  const note = requests.index.length === 0 ? t('session:reason.no-request') : hasAny ? null : t('session:reason.no-first-token')
  return lane(context, 'ttft', 'ms', note === null ? [...points, ...lines] : [], { heightPx: 120, canLog: true, note })
}

function tpotLane(context: LaneContext): Lane {
  const series = [
    ...fromSignal(context, 'req.tpot.p50', { label: 'p50', ink: 'tpot', gapMs: LATENCY_GAP_MS }),
    ...fromSignal(context, 'req.tpot.p95', { label: 'p95', ink: 'tpot', mark: 'band', dash: dashes.long, gapMs: LATENCY_GAP_MS }),
  ]
  return lane(context, 'tpot', 'ms', series, { heightPx: 84, canLog: true, note: series.length === 0 ? context.t('session:reason.no-tokens') : null })
}

function throughputLane(context: LaneContext): Lane {
  const found = fromSignal(context, 'req.tokens', { label: context.t('session:series.service'), ink: 'throughput', mark: 'area' })
  const series = found.filter((each) => each.value.some((value) => value > 0))
  return lane(context, 'throughput', 'tok/s', series, { heightPx: 84, note: series.length === 0 ? context.t('session:reason.no-tokens') : null })
}

/** A ramp of users, drawn as a step a user. */
function rampSteps(fromMs: number, toMs: number, from: number, to: number): readonly (readonly [number, number])[] {
  const count = Math.abs(to - from) + 1
  return Array.from({ length: count + 1 }, (_, i) => [fromMs + ((toMs - fromMs) * i) / count, from + Math.sign(to - from) * Math.min(i, count - 1)])
}

/** What was asked for beside what was open: the configured users as a dashed step. */
function configured(context: LaneContext): readonly LaneSeries[] {
  const { t, timeline: { stages, durationMs } } = context
  const steps = stages.flatMap(({ startMs, endMs, concurrency, rampTo }): (readonly [number, number])[] => {
    if (concurrency === null) return []
    const lastMs = endMs ?? durationMs
    const level = rampTo === null ? [[startMs, concurrency], [lastMs, concurrency]] as const : rampSteps(startMs, lastMs, concurrency, rampTo)
    return endMs === null ? [...level] : [...level, [endMs + 1e-3, Number.NaN]]
  })
  if (steps.length === 0) return []
  return [{
    id: 'configured', label: t('session:series.configured'), ink: 'muted', mark: 'step', dash: dashes.dot,
    tMs: Float64Array.from(steps, ([at]) => at), value: Float64Array.from(steps, ([, users]) => users),
    gapMs: Number.POSITIVE_INFINITY, request: null, hasReadout: true,
  }]
}

function inflightLane(context: LaneContext): Lane {
  const open = fromSignal(context, 'req.inflight', { label: context.t('session:series.open'), ink: 'inflight', mark: 'step' })
  return lane(context, 'inflight', '', [...open, ...configured(context)], { isCount: true, note: open.length === 0 ? context.t('session:reason.no-requests') : null })
}

/** The count from the start to the end of the recording, not only from the first failure to the last. */
function countedUp({ tMs, value, request }: Picked, durationMs: number): Picked {
  return { tMs: Float64Array.of(0, ...tMs, Math.max(durationMs, tMs.at(-1) ?? 0)), value: Float64Array.of(0, ...value, value.length), request }
}

/** Failures counted up over time, a cross each: the slope is the rate, the first one carries its class. */
function errorLane(context: LaneContext): Lane {
  const { t, timeline: { requests, durationMs } } = context
  const failed = positions(requests, requests.endAtMs, isFailure)
  const picked = pick(requests, failed, requests.endAtMs, (_, rank) => rank + 1)
  const first = failed[0]
  const flags: readonly LaneFlag[] = first === undefined ? [] : [{ atMs: requests.endAtMs[first] ?? 0, text: t('session:series.firstStrike', { outcome: t(outcomeKey(outcomes[requests.outcome[first] ?? 0] ?? 'malformed')) }) }]
  const series: readonly LaneSeries[] = [
    { ...pointSeries('count', t('session:series.failures'), countedUp(picked, durationMs), { ink: 'error', mark: 'step' }), request: null, hasReadout: true },
    pointSeries('each', t('session:series.failed'), picked, { ink: 'error', mark: 'cross' }),
  ]
  return lane(context, 'errors', '', first === undefined ? [] : series, { isCount: true, flags, note: first === undefined ? t('session:series.noFailures') : null })
}

/** In the order of the timeline. */
export function requestLanes(context: LaneContext): readonly Lane[] {
  return [ttftLane(context), tpotLane(context), throughputLane(context), inflightLane(context), errorLane(context)]
}
