/** A comparison as a JSON document: figures, differences, curves. Time series stay with the sessions. */
import type { Comparison, ComparedRun, QuantileCurve } from '../model/comparison.ts'

export const comparisonFormat = 'llm-dyno-comparison'
export const comparisonFormatVersion = 1

function curveOf(curve: QuantileCurve | null) {
  return curve === null ? null : { n: curve.n, shares: [...curve.shares], valuesMs: [...curve.valuesMs] }
}

function runOf({ stage, figures, curves }: ComparedRun) {
  return { stage, figures, curves: { ttftMs: curveOf(curves.ttftMs), tpotMs: curveOf(curves.tpotMs), iclMs: curveOf(curves.iclMs) } }
}

/** `deltas[metric][base][other]`: positions in `sessions`. */
export function comparisonExport({ sessions, facts, warnings, stages, claims, unmatched }: Comparison) {
  return {
    format: comparisonFormat, version: comparisonFormatVersion,
    sessions: sessions.map(({ label, meta: { id, name, status, createdAtMs, plan } }) => ({ label, id, name, status, createdAtMs, target: plan.target })),
    facts, warnings, claims,
    stages: stages.map(({ load, runs, deltas }) => ({ load, runs: runs.map((run) => (run === null ? null : runOf(run))), deltas })),
    unmatched,
  }
}
