/** From records to figures: the whole analysis of a session, or of a brushed interval of it. */
import { serverNotes } from '../measure/request-labels.ts'
import type { SessionAnalysis, StageAnalysis } from '../model/analysis.ts'
import type { StageLoad } from '../model/load.ts'
import type { RequestRecord } from '../model/request.ts'
import type { StageSpan } from '../model/session.ts'
import type { StoredSession } from '../model/stored-session.ts'
import { explainingTelemetry, modelTelemetry } from '../series/model-machine.ts'
import { plannedPromptTokens } from '../model/workload.ts'
import { failureLimits } from './bands.ts'
import { capacitySummary, compatibleFigures } from './capacity.ts'
import { clientCost, isSameMachine } from './client-cost.ts'
import { clientHealth, stageClientHealth } from './client.ts'
import { energyReport } from './energy.ts'
import { errorChain } from './error-chain.ts'
import { errorReport } from './errors.ts'
import { coldStart, residency } from './model-state.ts'
import { probeAnalysis } from './probe.ts'
import { soakAnalysis } from './soak.ts'
import { holdOf, stopOf } from './hold.ts'
import { addTotals, describeRange, failureShare, rangeTotals, type RangeTotals } from './range.ts'
import { metricDistributions, type MetricDistributions } from './sample.ts'
import { presetAttainments, sloResult, stableResult } from './slo.ts'
import { sessionVerdicts } from './verdicts.ts'
import { settlingOf, type Settling } from './settling.ts'
import { sentWithin, stageInterval, steadyWindow, type Interval } from './window.ts'

export { analyseRange } from './range.ts'
export { isClientLimited } from './client.ts'
export { isSameMachine } from './client-cost.ts'
export { errorClassOf } from './errors.ts'
export { holdMean, timeMean, type TimeMean } from './time-mean.ts'
export { sentWithin, type Interval } from './window.ts'
export { errorBand, percentileTrust, tpotBand, ttftBand, worseBand } from './bands.ts'

interface StageWork {
  readonly span: StageSpan
  readonly requests: readonly RequestRecord[]
  readonly whole: Interval
  readonly window: Interval | null
  readonly settling: Settling | null
  readonly inside: readonly RequestRecord[]
  readonly totals: RangeTotals | null
}

function byStage(requests: readonly RequestRecord[]): ReadonlyMap<number, readonly RequestRecord[]> {
  const groups = new Map<number, RequestRecord[]>()
  for (const request of requests) {
    if (request.warmup) continue
    const group = groups.get(request.stage)
    if (group === undefined) groups.set(request.stage, [request])
    else group.push(request)
  }
  return groups
}

/** Only if at least half of the time and of the requests remains. */
function usefulSettling(requests: readonly RequestRecord[], wide: Interval): Settling | null {
  const sent = sentWithin(requests, wide)
  const settling = settlingOf(sent)
  if (settling === null || settling.atMs > (wide[0] + wide[1]) / 2) return null
  return sentWithin(sent, [settling.atMs, wide[1]]).length * 2 >= sent.length ? settling : null
}

function prepareStage(span: StageSpan, requests: readonly RequestRecord[], stored: StoredSession): StageWork {
  const wide = steadyWindow(span, requests, stored.events)
  const settling = wide === null || span.rampTo !== null ? null : usefulSettling(requests, wide)
  const window: Interval | null = wide === null || settling === null ? wide : [settling.atMs, wide[1]]
  const inside = window === null ? [] : sentWithin(requests, window)
  return { span, requests, whole: stageInterval(span, requests), window, settling, inside, totals: window === null ? null : rangeTotals(requests, window) }
}

function failureMark(requests: readonly RequestRecord[]): StageAnalysis['failureMark'] {
  const share = failureShare(requests) ?? 0
  if (share > failureLimits.greyed) return 'greyed'
  return share > failureLimits.flagged ? 'flagged' : 'none'
}

function spanLoad({ concurrency, ratePerS, arrival, rampTo }: StageSpan): StageLoad {
  return { concurrency, ratePerS, arrival, rampTo }
}

function describeStage(work: StageWork, metrics: MetricDistributions, stored: StoredSession): StageAnalysis {
  const span = { index: work.span.index, startMs: work.span.startMs, endMs: work.whole[1] }
  return {
    ...describeRange(work.window, work.inside, work.totals, metrics),
    index: work.span.index,
    ...spanLoad(work.span),
    startMs: work.span.startMs,
    endMs: work.whole[1],
    compatible: compatibleFigures(work.requests, work.whole),
    client: stageClientHealth(span, stored, work.requests, metrics.ttftMs.p50),
    settling: work.settling,
    hold: holdOf(work.span, work.requests, stored),
    failureMark: failureMark(work.requests),
    stopped: stopOf(work.span, stored.events),
    attainments: presetAttainments(work.requests, work.window, work.span.ratePerS !== null),
    slo: sloResult(work.requests, work.window, stored.meta.plan.slo, work.span.ratePerS !== null),
  }
}

function hull(windows: readonly Interval[]): Interval | null {
  const [first] = windows
  if (first === undefined) return null
  return windows.reduce((all, one) => [Math.min(all[0], one[0]), Math.max(all[1], one[1])] as const, first)
}

/** Everything that can be said about a session in whatever state it ended. Pure; linear in requests and token stamps. */
export function analyseSession(given: StoredSession): SessionAnalysis {
  const stored = { ...given, telemetry: modelTelemetry(given.telemetry) }
  const groups = byStage(stored.requests)
  const work = stored.stages.map((span) => prepareStage(span, groups.get(span.index) ?? [], stored))
  const { each, all } = metricDistributions(work.map(({ inside }) => inside))
  const stages = work.map((one, i) => describeStage(one, each[i]!, stored))
  const windows = work.flatMap(({ window }) => (window === null ? [] : [window]))
  const totals = work.flatMap((one) => (one.totals === null ? [] : [one.totals]))
  const overall = describeRange(hull(windows), work.flatMap(({ inside }) => inside), totals.length === 0 ? null : addTotals(totals), all)
  const capacity = capacitySummary(stages, stored.meta.plan.slo !== undefined)
  const stable = stableResult(stored, stages)
  const errors = errorReport(stored.requests)
  // Of a machine that nobody reads, the client's sensors say nothing: no cause of an error, no energy.
  const explained = { ...stored, telemetry: explainingTelemetry(given.telemetry, isSameMachine(given.meta)) }
  const client = clientHealth(stored.clientSamples, stored.requests, stored.events, overall.metrics.ttftMs.p50)
  const verdicts = sessionVerdicts({ stages, overall, capacity, stable, errors, client }, stored)
  const notes = serverNotes(stored.requests, plannedPromptTokens(stored.meta.plan.workload))
  const cost = clientCost(stored, stages)
  const probe = probeAnalysis(stored.probes ?? [], stored.stages.map(({ index }) => index))
  return { stages, overall, capacity, stable, errors, errorChain: errorChain(explained), client, clientCost: cost, serverNotes: notes, residency: residency(stored), coldStart: coldStart(stored), energy: energyReport(explained), probe, soak: soakAnalysis(stored, work[0]?.window ?? null), verdicts }
}
