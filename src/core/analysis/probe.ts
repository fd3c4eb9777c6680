/** What the probe user felt, stage by stage: never part of the load's figures. */
import type { ProbeAnalysis, ProbeFigures } from '../model/analysis.ts'
import { isFailure, isSuccess } from '../model/outcome.ts'
import type { RequestRecord } from '../model/request.ts'
import { requestMetrics } from '../measure/request-metrics.ts'
import { distribution } from '../stats/index.ts'

/** Over all probe requests that ended: there are few, so none is left out for being early. */
function figuresOf(probes: readonly RequestRecord[]): ProbeFigures {
  const metrics = probes.filter(({ outcome }) => isSuccess(outcome)).map(requestMetrics)
  return {
    requests: probes.filter(({ outcome }) => outcome !== 'cancelled').length,
    failures: probes.filter(({ outcome }) => isFailure(outcome)).length,
    ttftMs: distribution(metrics.map(({ ttftMs }) => ttftMs)),
    tpotMs: distribution(metrics.map(({ tpotMs }) => tpotMs)),
    e2eMs: distribution(metrics.map(({ e2eMs }) => e2eMs)),
  }
}

/** Null where no probe was sent. `stages`: the numbers of those that ran, in order. */
export function probeAnalysis(probes: readonly RequestRecord[], stages: readonly number[]): ProbeAnalysis | null {
  if (probes.length === 0) return null
  return {
    overall: figuresOf(probes),
    stages: stages.map((stage) => ({ stage, ...figuresOf(probes.filter((probe) => probe.stage === stage)) })),
  }
}
