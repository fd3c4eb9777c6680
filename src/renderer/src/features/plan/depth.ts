/** The depth of a run in the form of a plan: which one it has, and giving it one. */
import { depthPace, depths, depthStageMs, type Depth } from '../../../../core/model/depth.ts'
import type { PlanForm } from './plan-form.ts'

function stageS({ load, stages }: PlanForm, depth: Depth): number {
  return depthStageMs(depth, load.kind === 'rate' ? load.rates.length : load.kind === 'users' ? stages.length : 1) / 1000
}

/** Null where the form has lengths of its own. */
export function depthOf(form: PlanForm): Depth | null {
  if (form.stageRequests !== null) return null
  return depths.find((depth) => form.stageDurationS === stageS(form, depth) && form.load.untilSteady === depthPace(depth).warmupUntilSteady) ?? null
}

/** The changes that make the form as deep. */
export function withDepth(form: PlanForm, depth: Depth): PlanForm {
  const { pauseBetweenStagesMs, warmupUntilSteady } = depthPace(depth)
  return { ...form, stageDurationS: stageS(form, depth), stageRequests: null, pauseS: pauseBetweenStagesMs / 1000, load: { ...form.load, untilSteady: warmupUntilSteady } }
}
