/** The load levels of a session as verdicts see them: what each felt like, and whether it held at all. */
import type { StageAnalysis } from '../model/analysis.ts'
import { loadLevel } from '../model/load.ts'
import { isFailure, isSuccess } from '../model/outcome.ts'
import type { RequestRecord } from '../model/request.ts'

/** Below this many values a 95th percentile is not stated: the slowest of all is. */
export const minForPercentile = 10

/** The latency that a sentence may state, ms. */
export interface Stated {
  readonly ms: number
  readonly n: number
  /** Of all n requests, not of 95 % of them. */
  readonly few: boolean
}

export interface Level {
  readonly stage: StageAnalysis
  /** Or requests/s, where a rate drove the load. */
  readonly users: number
  /** Over the whole stage; cancelled requests didn't end. */
  readonly ended: number
  readonly failed: number
  /** Why the level doesn't count as held: too many failures, or nobody was answered. */
  readonly broken: 'failed' | 'unanswered' | null
  readonly ttft: Stated | null
  readonly tpot: Stated | null
}

function stated({ n, p95, max }: StageAnalysis['metrics']['ttftMs']): Stated | null {
  if (p95 === null || max === null) return null
  return n < minForPercentile ? { ms: max, n, few: true } : { ms: p95, n, few: false }
}

/** Levels at which something was sent, by users or rate. Under a rate a person waits from when the request was due. A level without answers is one of them. */
export function levelsOf(stages: readonly StageAnalysis[], requests: readonly RequestRecord[]): readonly Level[] {
  const counts = new Map(stages.map(({ index }) => [index, { sent: 0, ended: 0, failed: 0, answered: 0 }]))
  for (const { stage, warmup, outcome } of requests) {
    const count = counts.get(stage)
    if (warmup || count === undefined) continue
    count.sent += 1
    if (outcome !== 'cancelled') count.ended += 1
    if (isFailure(outcome)) count.failed += 1
    if (isSuccess(outcome)) count.answered += 1
  }
  return stages
    .flatMap((stage) => {
      const { sent, ended, failed, answered } = counts.get(stage.index)!
      if (sent === 0) return []
      const broken = stage.failureMark === 'greyed' ? 'failed' as const : answered === 0 || stage.metrics.ttftMs.n === 0 ? 'unanswered' as const : null
      return [{ stage, users: loadLevel(stage), ended, failed, broken, ttft: stated(stage.metrics[stage.ratePerS === null ? 'ttftMs' : 'ttftFromDueMs']), tpot: stated(stage.metrics.tpotMs) }]
    })
    .sort((a, b) => a.users - b.users)
}
