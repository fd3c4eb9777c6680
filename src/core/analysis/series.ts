/** The result of a series of repeats: per arm the runs' figures and their medianOrNull, all requests pooled, and the difference of the arms. */
import { requestMetrics } from '../measure/request-metrics.ts'
import type { SessionAnalysis, StageAnalysis } from '../model/analysis.ts'
import { isSuccess } from '../model/outcome.ts'
import { arms, defaultDeviationShare, type Arm, type SeriesPlace } from '../model/repeats.ts'
import type { RequestRecord } from '../model/request.ts'
import {
  seriesMetrics, type ArmFigure, type ArmStage, type ArmSummary, type Difference, type SeriesAnalysis, type SeriesMetric, type SeriesRun, type SeriesStage, type StageSample,
} from '../model/series-analysis.ts'
import type { StoredSession } from '../model/stored-session.ts'
import { distributionOf } from '../stats/distribution.ts'
import { medianOrNull } from '../stats/ranks.ts'
import { isClientLimited } from './client.ts'
import { differenceOf, type RunFigure } from './series-difference.ts'
import { sentWithin } from './window.ts'

/** Which raw figures a metric is a quantile of; null where only whole runs have it. */
const quantiles = {
  ttftP50Ms: ['ttftMs', 0.5], ttftP95Ms: ['ttftMs', 0.95], tpotP50Ms: ['tpotMs', 0.5], tpotP95Ms: ['tpotMs', 0.95], e2eP50Ms: ['e2eMs', 0.5],
  outputTokensPerS: null, completedQps: null,
} as const satisfies Readonly<Record<SeriesMetric, readonly ['ttftMs' | 'tpotMs' | 'e2eMs', number] | null>>

const minRunsForDeviation = 3

function ascending(values: readonly (number | null)[]): Float64Array {
  return Float64Array.from(values.filter((value) => value !== null)).sort()
}

function sampleOf(stage: StageAnalysis, requests: readonly RequestRecord[]): StageSample {
  const own = requests.filter((request) => request.stage === stage.index && !request.warmup)
  const inside = stage.windowMs === null ? [] : sentWithin(own, stage.windowMs).filter(({ outcome }) => isSuccess(outcome)).map(requestMetrics)
  const { concurrency, ratePerS, arrival, rampTo, metrics } = stage
  return {
    load: { concurrency, ratePerS, arrival, rampTo },
    ttftMs: ascending(inside.map(({ ttftMs }) => ttftMs)), tpotMs: ascending(inside.map(({ tpotMs }) => tpotMs)), e2eMs: ascending(inside.map(({ e2eMs }) => e2eMs)),
    values: {
      ttftP50Ms: metrics.ttftMs.p50, ttftP95Ms: metrics.ttftMs.p95, tpotP50Ms: metrics.tpotMs.p50, tpotP95Ms: metrics.tpotMs.p95, e2eP50Ms: metrics.e2eMs.p50,
      outputTokensPerS: stage.outputTokensPerS, completedQps: stage.completedQps,
    },
    errorRate: stage.errorRate,
  }
}

/** What a session brings to its series; the rest of it need not be kept. Null for a session of its own. */
export function seriesRunOf({ meta, requests }: StoredSession, { stages, client }: SessionAnalysis): SeriesRun | null {
  if (meta.place === null) return null
  const isLimited = isClientLimited(client) || stages.some((stage) => isClientLimited(stage.client))
  return {
    sessionId: meta.id, name: meta.name, status: meta.status, createdAtMs: meta.createdAtMs, arm: meta.place.arm, repeat: meta.place.repeat, target: meta.plan.target,
    clientValid: isLimited ? false : client.valid ? true : null,
    stages: stages.map((stage) => sampleOf(stage, requests)),
  }
}

function armFigure(runs: readonly StageSample[], metric: SeriesMetric, deviationShare: number): ArmFigure {
  const values = runs.map((run) => run.values[metric])
  const known = values.filter((value) => value !== null)
  const middle = medianOrNull(known)
  const isApart = (value: number | null): boolean => value !== null && middle !== null && Math.abs(value - middle) > deviationShare * Math.abs(middle)
  return { runs: values, median: middle, deviating: known.length < minRunsForDeviation ? [] : values.flatMap((value, i) => (isApart(value) ? [i] : [])) }
}

function pooled(runs: readonly StageSample[], name: 'ttftMs' | 'tpotMs' | 'e2eMs'): Float64Array {
  const all = new Float64Array(runs.reduce((sum, run) => sum + run[name].length, 0))
  let at = 0
  for (const run of runs) {
    all.set(run[name], at)
    at += run[name].length
  }
  return all
}

function armStage(runs: readonly StageSample[], deviationShare: number): ArmStage {
  const of = (name: 'ttftMs' | 'tpotMs' | 'e2eMs') => distributionOf(pooled(runs, name))
  return {
    figures: Object.fromEntries(seriesMetrics.map((metric) => [metric, armFigure(runs, metric, deviationShare)])) as Record<SeriesMetric, ArmFigure>,
    pooled: { ttftMs: of('ttftMs'), tpotMs: of('tpotMs'), e2eMs: of('e2eMs') },
    errorRate: medianOrNull(runs.flatMap(({ errorRate }) => (errorRate === null ? [] : [errorRate]))),
  }
}

function runFigures(runs: readonly StageSample[], metric: SeriesMetric): readonly RunFigure[] {
  const source = quantiles[metric]
  return runs.flatMap((run): readonly RunFigure[] => {
    if (source !== null) return [{ kind: 'quantile', sorted: run[source[0]], p: source[1] }]
    const value = run.values[metric]
    return value === null ? [] : [{ kind: 'number', value }]
  })
}

function isSameLoad({ load: one }: StageSample, { load: other }: StageSample): boolean {
  return one.concurrency === other.concurrency && one.ratePerS === other.ratePerS && one.arrival === other.arrival && one.rampTo === other.rampTo
}

/** A stage that a run lacks, or had with another load, can't be compared. */
function stagesOf(a: readonly SeriesRun[], b: readonly SeriesRun[] | null, deviationShare: number): readonly SeriesStage[] {
  const all = [...a, ...(b ?? [])]
  return (a[0]?.stages ?? []).flatMap((first, index) => {
    const samples = all.map(({ stages }) => stages[index])
    if (samples.some((sample) => sample === undefined || !isSameLoad(sample, first))) return []
    const inA = a.map(({ stages }) => stages[index]!)
    const inB = b === null || b.length === 0 ? null : b.map(({ stages }) => stages[index]!)
    const differences = inB === null
      ? null
      : (Object.fromEntries(seriesMetrics.map((metric) => [metric, differenceOf(runFigures(inA, metric), runFigures(inB, metric))])) as Record<SeriesMetric, Difference>)
    return [{ index, load: first.load, a: armStage(inA, deviationShare), b: inB === null ? null : armStage(inB, deviationShare), differences }]
  })
}

function withoutStages({ stages: _stages, ...run }: SeriesRun): Omit<SeriesRun, 'stages'> {
  return run
}

/** The result of a series from the runs that are there, in the order they ran. `deviationShare` 0..1. */
export function analyseSeries(place: Pick<SeriesPlace, 'seriesId' | 'repeats' | 'armCount'>, runs: readonly SeriesRun[], deviationShare = defaultDeviationShare): SeriesAnalysis {
  const counted = runs.filter(({ status, stages }) => status === 'completed' && stages.length > 0)
  const of = (arm: Arm) => counted.filter((run) => run.arm === arm)
  const summary = (arm: Arm): ArmSummary => ({ arm, target: runs.find((run) => run.arm === arm)?.target ?? null, runs: of(arm).map(withoutStages) })
  const [a, b] = arms
  const { seriesId, repeats, armCount } = place
  return {
    seriesId, repeats, armCount, deviationShare,
    a: summary(a),
    b: armCount === 2 ? summary(b) : null,
    leftOut: runs.filter((run) => !counted.includes(run)).map(withoutStages),
    stages: stagesOf(of(a), armCount === 2 ? of(b) : null, deviationShare),
  }
}
