/** What the SLO of a plan says of its stages, and what a search for the stable rate found. */
import type { PresetAttainment, SloResult, StableResult, StageAnalysis } from '../model/analysis.ts'
import { isSuccess } from '../model/outcome.ts'
import { searchBounds, searchEnds, sloMisses, type SearchEnd, type Slo, type SloMiss } from '../model/plan.ts'
import { sloPresetNames, sloPresets } from '../model/presets.ts'
import type { RequestRecord } from '../model/request.ts'
import type { SessionEvent } from '../model/session.ts'
import type { StoredSession } from '../model/stored-session.ts'
import { requestTimes } from '../measure/request-metrics.ts'
import { bracketOf, nextTrial } from '../measure/stable-search.ts'
import { latencyMiss } from '../measure/stage-verdict.ts'
import type { Interval } from './window.ts'

/** Within every limit; a TPOT that is not defined passes. */
export function isGood(record: RequestRecord, slo: Slo, isRate: boolean): boolean {
  if (!isSuccess(record.outcome)) return false
  const { ttftMs, ttftFromDueMs, tpotMs } = requestTimes(record)
  const firstMs = isRate ? ttftFromDueMs : ttftMs
  return (slo.ttftP95Ms === null || (firstMs !== null && firstMs <= slo.ttftP95Ms)) && (slo.tpotP95Ms === null || tpotMs === null || tpotMs <= slo.tpotP95Ms)
}

/** The requests due in the window against every preset, in one pass. */
export function presetAttainments(requests: readonly RequestRecord[], window: Interval | null, isRate: boolean): readonly PresetAttainment[] {
  if (window === null) return []
  const [fromMs, toMs] = window
  const good = new Uint32Array(sloPresetNames.length)
  let due = 0
  for (const record of requests) {
    if (record.dueAtMs < fromMs || record.dueAtMs > toMs) continue
    due += 1
    if (!isSuccess(record.outcome)) continue
    const { ttftMs, ttftFromDueMs, tpotMs } = requestTimes(record)
    const firstMs = (isRate ? ttftFromDueMs : ttftMs) ?? Infinity
    sloPresetNames.forEach((name, i) => {
      const limits = sloPresets[name]
      if (firstMs <= limits.ttftMs && (tpotMs === null || tpotMs <= limits.tpotMs)) good[i] = good[i]! + 1
    })
  }
  if (due === 0 || toMs <= fromMs) return []
  return sloPresetNames.map((preset, i) => ({ preset, attainment: good[i]! / due, goodputPerS: (good[i]! / (toMs - fromMs)) * 1000 }))
}

/** Of the requests due in the window: all of them are the denominator, also those that failed or were never sent. */
export function sloResult(requests: readonly RequestRecord[], window: Interval | null, slo: Slo | undefined, isRate: boolean): SloResult | null {
  if (slo === undefined || window === null) return null
  const [fromMs, toMs] = window
  const due = requests.filter(({ dueAtMs }) => dueAtMs >= fromMs && dueAtMs <= toMs)
  const good = due.filter((record) => isGood(record, slo, isRate)).length
  return {
    miss: latencyMiss(due, slo, isRate),
    attainment: due.length === 0 ? null : good / due.length,
    goodputPerS: toMs > fromMs ? (good / (toMs - fromMs)) * 1000 : null,
  }
}

const isMiss = (detail: string | null): detail is SloMiss => sloMisses.some((miss) => miss === detail)
const isEnd = (detail: string | null): detail is SearchEnd => searchEnds.some((end) => end === detail)

function trialsOf(events: readonly SessionEvent[], stages: readonly StageAnalysis[]): StableResult['trials'] {
  return events.flatMap(({ kind, stage, detail }) => {
    const ratePerS = stages.find(({ index }) => index === stage)?.ratePerS ?? null
    return kind === 'search-trial' && stage !== null && ratePerS !== null ? [{ stage, ratePerS, miss: isMiss(detail) ? detail : null }] : []
  })
}

function highest(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null)
  return known.length === 0 ? null : Math.max(...known)
}

/** What these trials offered in their windows, all in all; null where none had a window. */
function offeredPerS(trials: StableResult['trials'], stages: readonly StageAnalysis[]): number | null {
  let [due, lengthMs] = [0, 0]
  for (const trial of trials) {
    const { windowMs = null, offeredQps = null } = stages.find(({ index }) => index === trial.stage) ?? {}
    if (windowMs === null || offeredQps === null) continue
    due += offeredQps * (windowMs[1] - windowMs[0])
    lengthMs += windowMs[1] - windowMs[0]
  }
  return lengthMs === 0 ? null : due / lengthMs
}

/** A random schedule may have asked for less than its rate: no more was shown to hold than was offered in the windows of the trials that held. */
function shownPerS(heldPerS: number | null, trials: StableResult['trials'], stages: readonly StageAnalysis[]): number | null {
  if (heldPerS === null) return null
  return Math.min(heldPerS, offeredPerS(trials.filter(({ ratePerS, miss }) => ratePerS === heldPerS && miss === null), stages) ?? heldPerS)
}

/** The trials that failed broke at what they offered, above their rate or below it; a rate that held is not broken by an uneven schedule of a higher one. */
function brokenPerS(failedPerS: number | null, stablePerS: number | null, trials: StableResult['trials'], stages: readonly StageAnalysis[]): number | null {
  if (failedPerS === null) return null
  const offered = offeredPerS(trials.filter(({ ratePerS, miss }) => ratePerS === failedPerS && miss !== null), stages) ?? failedPerS
  return Math.max(offered, stablePerS ?? 0)
}

/** Null when the plan is no search. The engine judged each stage while it ran; this only adds it up. */
export function stableResult({ meta: { plan }, events }: StoredSession, stages: readonly StageAnalysis[]): StableResult | null {
  const { search, slo } = plan
  if (search === undefined || slo === undefined) return null
  const trials = trialsOf(events, stages)
  const judged = trials.map(({ ratePerS, miss }) => ({ ratePerS, passed: miss === null }))
  const decision = nextTrial(judged, searchBounds(plan))
  const { heldPerS, failedPerS } = decision.kind === 'end' ? { heldPerS: decision.stablePerS, failedPerS: decision.kneePerS } : bracketOf(judged)
  const told = events.findLast(({ kind }) => kind === 'search-end')?.detail ?? null
  const stablePerS = shownPerS(heldPerS, trials, stages)
  return {
    slo,
    trials,
    stablePerS,
    kneePerS: brokenPerS(failedPerS, stablePerS, trials, stages),
    kneeMiss: trials.find(({ ratePerS, miss }) => ratePerS === failedPerS && miss !== null)?.miss ?? null,
    bestCompletedPerS: highest(stages.map(({ completedQps }) => completedQps)),
    end: isEnd(told) ? told : 'cut-off',
  }
}
