/** The run that would tell more: the session's own plan, changed in one way. */
import type { Experiment, ExperimentId } from '../model/diagnosis.ts'
import { isOpenLoad, type StagePlan } from '../model/load.ts'
import type { Plan } from '../model/plan.ts'
import { planBounds } from '../model/plan.ts'
import type { EvidenceInput } from './evidence-input.ts'

const longerMs = 900_000
const shortPromptTokens = 128

function scaled(stages: readonly StagePlan[], factor: number): readonly StagePlan[] {
  return stages.map((stage) => (isOpenLoad(stage) ? { ...stage, ratePerS: Math.max(planBounds.minRatePerS, stage.ratePerS * factor) } : { ...stage, concurrency: Math.max(1, Math.round(stage.concurrency * factor)) }))
}

function users(counts: readonly number[]): readonly StagePlan[] {
  return [...new Set(counts.filter((count) => count >= 1 && count <= planBounds.maxConcurrency))].map((concurrency) => ({ concurrency }))
}

/** Without a search, which has a single stage of its own making. */
function withStages(plan: Plan, stages: readonly StagePlan[]): Plan {
  return { ...plan, search: undefined, stages, stageDurationMs: plan.stageDurationMs ?? 30_000 }
}

function changed(id: ExperimentId, { stored, server }: EvidenceInput): Plan {
  const { plan } = stored.meta
  switch (id) {
    case 'repeat': return plan
    case 'fewer-users': return withStages(plan, scaled(plan.stages, 0.5))
    case 'lower-rate': return withStages(plan, scaled(plan.stages, 0.6))
    case 'one-user': return withStages(plan, users([1]))
    case 'up-to-slots': {
      const slots = server.slots.value ?? 1
      return withStages(plan, users([1, slots, 2 * slots]))
    }
    case 'more-levels': return withStages(plan, users([1, 2, 4, 8, 16]))
    case 'longer': return { ...plan, stages: plan.stages.slice(-1), stageDurationMs: Math.max(longerMs, plan.stageDurationMs ?? 0), stageRequests: null, telemetry: { ...plan.telemetry, tailMs: 30_000 } }
    case 'shorter-prompts':
      return { ...plan, workload: { ...plan.workload, promptSpread: undefined, source: undefined, shape: 'custom', promptTokens: shortPromptTokens } }
    case 'with-warm-up': return { ...plan, warmupRequests: Math.max(3, plan.warmupRequests) }
  }
}

export function experimentOf(id: ExperimentId | null, input: EvidenceInput): Experiment | null {
  return id === null ? null : { id, plan: changed(id, input) }
}
