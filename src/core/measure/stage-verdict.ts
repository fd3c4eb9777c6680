/** Whether a stage held what is asked of a stable rate, from its own records. */
import { rangeTotals } from '../analysis/range.ts'
import { steadyWindow } from '../analysis/window.ts'
import { stageLoad, type StagePlan, type StageStop } from '../model/load.ts'
import { isFailure, isSuccess } from '../model/outcome.ts'
import type { Slo, SloMiss } from '../model/plan.ts'
import type { RequestRecord } from '../model/request.ts'
import type { SessionEvent } from '../model/session.ts'
import { distribution } from '../stats/index.ts'
import { requestTimes } from './request-metrics.ts'
import { SaturationWatch } from './saturation.ts'

/** A stage that is over: its records, skipped requests included. */
export interface EndedStage {
  readonly index: number
  readonly load: StagePlan
  readonly startMs: number
  readonly sendingStoppedMs: number
  readonly endMs: number
  readonly stopped: StageStop | null
  readonly records: readonly RequestRecord[]
}

/** Completed may fall behind offered by this share, and by what in-flight requests come and go. */
const backlogShare = 0.05

/** A whole stage is looked at in so many parts, however short it was. */
const judgedBins = 24

const missOfStop: Readonly<Record<StageStop, SloMiss>> = { errors: 'errors', 'error-share': 'errors', 'over-saturation': 'climbing', 'open-limit': 'throughput' }

function isOver(limit: number | null, value: number | null): boolean {
  return limit !== null && value !== null && value > limit
}

/** Latency and failures against an SLO; TTFT counts from the due time under a rate. Null = all met. */
export function latencyMiss(records: readonly RequestRecord[], slo: Slo, isRate: boolean): SloMiss | null {
  const ended = records.filter(({ outcome }) => outcome !== 'cancelled')
  const failed = ended.filter(({ outcome }) => isFailure(outcome)).length
  if (ended.length > 0 && failed / ended.length > slo.maxErrorShare) return 'errors'
  const metrics = records.filter(({ outcome }) => isSuccess(outcome)).map(requestTimes)
  if (metrics.length === 0) return 'nothing'
  if (isOver(slo.ttftP95Ms, distribution(metrics.map(({ ttftMs, ttftFromDueMs }) => (isRate ? ttftFromDueMs : ttftMs))).p95)) return 'ttft'
  return isOver(slo.tpotP95Ms, distribution(metrics.map(({ tpotMs }) => tpotMs)).p95) ? 'tpot' : null
}

/** Open requests at each due time, by counting starts and ends. */
function climbsWithin(records: readonly RequestRecord[], fromMs: number, toMs: number): boolean {
  const watch = new SaturationWatch(fromMs, (toMs - fromMs) / judgedBins)
  const sent = records.flatMap(({ sentAtMs }) => (sentAtMs === null ? [] : [sentAtMs])).toSorted((a, b) => a - b)
  const ends = records.flatMap(({ sentAtMs, endAtMs }) => (sentAtMs === null ? [] : [endAtMs])).toSorted((a, b) => a - b)
  let ended = 0
  sent.forEach((atMs, i) => {
    while (ended < ends.length && ends[ended]! <= atMs) ended += 1
    if (atMs >= fromMs && atMs <= toMs) watch.addOpen(atMs, i + 1 - ended)
  })
  for (const { dueAtMs, firstTokenAtMs } of records) {
    if (firstTokenAtMs !== null && dueAtMs >= fromMs && dueAtMs <= toMs) watch.addTtft(dueAtMs, firstTokenAtMs - dueAtMs)
  }
  return watch.isClimbing
}

/** Null when the stage is stable: SLO met, no upward trend, completed ≈ offered. Else what it missed. */
export function stageMiss(stage: EndedStage, slo: Slo): SloMiss | null {
  if (stage.stopped !== null) return missOfStop[stage.stopped]
  const { index, load, startMs, sendingStoppedMs, endMs, records } = stage
  const at = (kind: SessionEvent['kind'], atMs: number): SessionEvent => ({ kind, atMs, stage: index, detail: null })
  const window = steadyWindow({ index, ...stageLoad(load), startMs, endMs }, records, [at('stage-start', startMs), at('drain-start', sendingStoppedMs)])
  if (window === null) return 'nothing'
  const [fromMs, toMs] = window
  const due = records.filter(({ dueAtMs }) => dueAtMs >= fromMs && dueAtMs <= toMs)
  const miss = latencyMiss(due, slo, true)
  if (miss !== null) return miss
  const totals = rangeTotals(records, window)
  const meanOpen = totals.lengthMs > 0 ? totals.busyMs / totals.lengthMs : 0
  if (totals.due - totals.completed > backlogShare * totals.due + 2 * Math.sqrt(meanOpen)) return 'throughput'
  return climbsWithin(records, fromMs, toMs) ? 'climbing' : null
}
