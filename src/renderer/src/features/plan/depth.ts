/** Named depths of a run: how long its stages last. What else belongs to one follows from that. */
import { thoroughMs } from '../../../../core/model/presets.ts'
import type { PlanForm } from './plan-form.ts'

export const depths = ['quick', 'standard', 'thorough'] as const
export type Depth = (typeof depths)[number]

const quickS = 30
const standardStageS = 120

function stageCount({ load, stages }: PlanForm): number {
  return Math.max(1, load.kind === 'rate' ? load.rates.length : load.kind === 'users' ? stages.length : 1)
}

/** Seconds of each stage: 30 s in all, 120 s a stage, 10 min in all. */
function stageS(form: PlanForm, depth: Depth): number {
  if (depth === 'standard') return standardStageS
  const all = depth === 'quick' ? quickS : thoroughMs / 1000
  return Math.ceil(all / stageCount(form))
}

/** Null where the form has lengths of its own. */
export function depthOf(form: PlanForm): Depth | null {
  if (form.stageRequests !== null) return null
  return depths.find((depth) => form.stageDurationS === stageS(form, depth) && form.load.untilSteady === (depth === 'thorough')) ?? null
}

/** The changes that make the form as deep; a thorough run also warms up until the speed has settled. */
export function withDepth(form: PlanForm, depth: Depth): PlanForm {
  return { ...form, stageDurationS: stageS(form, depth), stageRequests: null, load: { ...form.load, untilSteady: depth === 'thorough' } }
}
