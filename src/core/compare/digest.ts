/** What is kept of a session for a comparison, so that never more than one whole session is in memory. */
import { isGood } from '../analysis/slo.ts'
import { forEachTokenEvent } from '../analysis/tokens.ts'
import { sentWithin, type Interval } from '../analysis/window.ts'
import { runDisturbed } from '../diagnosis/rules/run-disturbed.ts'
import { defaultDiagnosisLimits } from '../diagnosis/limits.ts'
import { derive } from '../diagnosis/derived.ts'
import type { EvidenceInput } from '../diagnosis/evidence-input.ts'
import { sessionEvidence } from '../diagnosis/evidence.ts'
import { requestTimes } from '../measure/request-metrics.ts'
import type { SessionAnalysis, StageAnalysis } from '../model/analysis.ts'
import type { ComparedMetric, ComparedRun, FactName } from '../model/comparison.ts'
import { isFailure, isSuccess } from '../model/outcome.ts'
import type { Slo } from '../model/plan.ts'
import type { RequestRecord } from '../model/request.ts'
import type { SessionMeta } from '../model/session.ts'
import type { StoredSession } from '../model/stored-session.ts'
import type { SignalSeries } from '../model/telemetry.ts'
import { modelTelemetry } from '../series/model-machine.ts'
import { requestSeries } from '../series/request-series.ts'
import type { Uniform } from '../stats/draws.ts'
import { quantileCurve } from './curves.ts'
import { factsOf, type FactValue } from './facts.ts'
import { failureFigure, quantileFigure, rateFigure, singleFigure, sliceCount, type DrawnFigure } from './figures.ts'
import { overlaysOf } from './overlays.ts'

export interface StageDigest {
  readonly load: Pick<StageAnalysis, 'concurrency' | 'ratePerS' | 'arrival' | 'rampTo'>
  readonly run: Omit<ComparedRun, 'figures'>
  readonly figures: Readonly<Record<ComparedMetric, DrawnFigure>>
  readonly isFailing: boolean
  /** More than 1 % failed. */
  readonly hasFailures: boolean
}

export interface SessionDigest {
  readonly meta: SessionMeta
  readonly facts: Readonly<Record<FactName, FactValue>>
  readonly isClientLimited: boolean
  readonly isDisturbed: boolean
  readonly stages: readonly StageDigest[]
}

interface StageInput {
  readonly stage: StageAnalysis
  readonly window: Interval
  /** Of the stage, warm-ups left out, in the order of sending. */
  readonly all: readonly RequestRecord[]
  readonly slo: Slo | undefined
  readonly uniform: Uniform
}

/** Amounts by the slice of the window they happened in; null where the window is too short for slices. */
function perSlice([fromMs, toMs]: Interval, each: (add: (atMs: number, amount: number) => void) => void): Float64Array | null {
  const count = sliceCount(toMs - fromMs)
  if (count === null) return null
  const sums = new Float64Array(count)
  each((atMs, amount) => {
    if (atMs < fromMs || atMs > toMs) return
    const i = Math.min(count - 1, Math.floor(((atMs - fromMs) / (toMs - fromMs)) * count))
    sums[i] = sums[i]! + amount
  })
  return sums
}

/** Answers, each credited evenly over the time it took: users that answer in step would else make a rate look unsteady that is not. */
function answersPerSlice([fromMs, toMs]: Interval, answers: readonly RequestRecord[]): Float64Array | null {
  const count = sliceCount(toMs - fromMs)
  if (count === null) return null
  const sums = new Float64Array(count)
  const widthMs = (toMs - fromMs) / count
  for (const { sentAtMs, dueAtMs, endAtMs } of answers) {
    const startMs = sentAtMs ?? dueAtMs
    const perMs = 1 / Math.max(endAtMs - startMs, 1e-6)
    const last = Math.min(count - 1, Math.floor((endAtMs - fromMs) / widthMs))
    for (let i = Math.max(0, Math.floor((startMs - fromMs) / widthMs)); i <= last; i += 1) {
      const inside = Math.min(endAtMs, fromMs + (i + 1) * widthMs) - Math.max(startMs, fromMs + i * widthMs)
      sums[i] = sums[i]! + Math.max(0, inside) * perMs
    }
  }
  return sums
}

type Times = ReturnType<typeof requestTimes>

function known(times: readonly Times[], read: (one: Times) => number | null): Float64Array {
  return Float64Array.from(times.flatMap((one) => read(one) ?? []))
}

function rates({ stage, window, all, slo, uniform }: StageInput): Pick<StageDigest['figures'], 'outputTokensPerS' | 'completedQps' | 'goodputPerS'> {
  const tokens = perSlice(window, (add) => all.forEach((record) => forEachTokenEvent(record, add)))
  const completed = answersPerSlice(window, all.filter(({ outcome }) => isSuccess(outcome)))
  const good = slo === undefined ? null : answersPerSlice(window, all.filter((record) => isGood(record, slo, stage.ratePerS !== null)))
  // The ends of the window cut into answers: of those open at an end, a random part counts.
  const edge = (stage.measuredConcurrency ?? 0) / Math.sqrt(6)
  const counted = (figure: DrawnFigure): DrawnFigure => ({ ...figure, n: stage.requestsInWindow })
  return {
    outputTokensPerS: counted(rateFigure(stage.outputTokensPerS, tokens, 0, uniform)),
    completedQps: counted(rateFigure(stage.completedQps, completed, edge, uniform)),
    goodputPerS: counted(rateFigure(stage.slo?.goodputPerS ?? null, good, edge, uniform)),
  }
}

function gapsOf(records: readonly RequestRecord[]): Float64Array {
  const gaps = new Float64Array(records.reduce((sum, { chunkAtMs }) => sum + Math.max(0, chunkAtMs.length - 1), 0))
  let at = 0
  for (const { chunkAtMs } of records) {
    for (let i = 1; i < chunkAtMs.length; i += 1) {
      gaps[at] = chunkAtMs[i]! - chunkAtMs[i - 1]!
      at += 1
    }
  }
  return gaps
}

function stageDigest(input: StageInput, { energy }: SessionAnalysis, place: number, series: readonly SignalSeries[]): StageDigest {
  const { stage, window, all, uniform } = input
  const inside = sentWithin(all, window)
  const answered = inside.filter(({ outcome }) => isSuccess(outcome))
  const times = answered.map(requestTimes)
  const [ttftMs, tpotMs, e2eMs] = [known(times, (one) => one.ttftMs), known(times, (one) => one.tpotMs), known(times, (one) => one.e2eMs)]
  const ended = inside.filter(({ outcome }) => outcome !== 'cancelled')
  const power = energy.stages[place] ?? null
  const { concurrency, ratePerS, arrival, rampTo } = stage
  return {
    load: { concurrency, ratePerS, arrival, rampTo },
    figures: {
      ttftP50Ms: quantileFigure(ttftMs, 0.5, uniform), ttftP95Ms: quantileFigure(ttftMs, 0.95, uniform),
      tpotP50Ms: quantileFigure(tpotMs, 0.5, uniform), tpotP95Ms: quantileFigure(tpotMs, 0.95, uniform),
      e2eP50Ms: quantileFigure(e2eMs, 0.5, uniform),
      ...rates(input),
      errorRate: failureFigure(stage.errorRate, Float64Array.from(ended, ({ outcome }) => (isFailure(outcome) ? 1 : 0))),
      grossJPerToken: singleFigure(power?.grossJPerToken ?? null, stage.requestsInWindow),
    },
    run: {
      stage: stage.index, energy: power,
      curves: { ttftMs: quantileCurve(ttftMs), tpotMs: quantileCurve(tpotMs), iclMs: quantileCurve(gapsOf(answered)) },
      overlays: overlaysOf(series, stage.startMs, stage.endMs),
    },
    isFailing: stage.failureMark === 'greyed', hasFailures: stage.failureMark !== 'none',
  }
}

function isDisturbed(input: EvidenceInput): boolean {
  const derived = derive(input, defaultDiagnosisLimits)
  return derived.disturbance?.verdict === 'too-small' || runDisturbed.evaluate(input, defaultDiagnosisLimits, derived) !== null
}

/** One pass over a session; `uniform` is its own source of draws. */
export function digestOf(stored: StoredSession, analysis: SessionAnalysis, uniform: Uniform): SessionDigest {
  const lastMs = stored.requests.reduce((latest, { endAtMs }) => Math.max(latest, endAtMs), 0)
  const series = [...modelTelemetry(stored.telemetry), ...requestSeries(stored.requests, Math.max(stored.meta.durationMs ?? 0, lastMs))]
  const facts = factsOf(stored, analysis)
  return {
    meta: stored.meta, facts, isClientLimited: facts.client === 'limited',
    isDisturbed: isDisturbed(sessionEvidence(stored, analysis)),
    stages: analysis.stages.flatMap((stage, place) => {
      if (stage.windowMs === null) return []
      const all = stored.requests.filter((request) => request.stage === stage.index && !request.warmup)
        .toSorted((a, b) => (a.sentAtMs ?? a.dueAtMs) - (b.sentAtMs ?? b.dueAtMs))
      return [stageDigest({ stage, window: stage.windowMs, all, slo: stored.meta.plan.slo, uniform }, analysis, place, series)]
    }),
  }
}
