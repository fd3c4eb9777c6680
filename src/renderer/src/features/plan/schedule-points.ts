/** The load of a plan over time as points and ticks, so that it can be looked at before it runs. */
import { dueTimes } from '../../../../core/measure/schedule.ts'
import { nextTrial, type Trial } from '../../../../core/measure/stable-search.ts'
import { isOpenLoad, rampLevel, type StagePlan } from '../../../../core/model/load.ts'
import { searchBounds } from '../../../../core/model/plan.ts'
import type { TraceFacts } from '../../../../core/workload/trace.ts'
import type { PlanDraft } from '../../../../shared/ipc/contract.ts'

export interface SchedulePicture {
  /** Level over time, a gap between stages; x and y are shares 0..1 of the whole. */
  readonly lines: readonly (readonly (readonly [x: number, y: number])[])[]
  /** When single requests are due, where there are few enough to be seen. */
  readonly ticks: readonly number[]
  /** Users or requests/s at the top. */
  readonly most: number
  /** A search: how it might go, with a limit nobody knows yet. */
  readonly isExample: boolean
}

const maxTicks = 240
/** Stages without a time limit are drawn as if they took this, ms. */
const nominalMs = 10_000
/** Where the example of a search has its limit, as a multiple of its start. */
const exampleLimit = 2.7

function exampleStages(plan: PlanDraft, first: StagePlan): readonly StagePlan[] {
  const bounds = searchBounds(plan)
  const trials: Trial[] = []
  for (let decision = nextTrial(trials, bounds); decision.kind === 'try'; decision = nextTrial(trials, bounds)) {
    trials.push({ ratePerS: decision.ratePerS, passed: decision.ratePerS <= bounds.startPerS * exampleLimit })
  }
  return trials.map(({ ratePerS }) => (isOpenLoad(first) ? { ...first, ratePerS } : first))
}

/** The level at shares of the stage's time. */
function levels(stage: StagePlan): readonly (readonly [fraction: number, level: number])[] {
  const from = stage.ratePerS ?? stage.concurrency
  const { ramp } = stage
  if (ramp === undefined) return [[0, from], [1, from]]
  const steps = ramp.steps ?? (isOpenLoad(stage) ? null : Math.min(200, Math.abs(ramp.to - from) + 1))
  if (steps === null) return [[0, from], [1, ramp.to]]
  return Array.from({ length: steps }, (_, i) => {
    const level = rampLevel(from, ramp.to, steps, (i + 0.5) / steps)
    return [[i / steps, level], [(i + 1) / steps, level]] as const
  }).flat()
}

/** Null when there are too many to be told apart. */
function dueWithin(stages: readonly StagePlan[], plan: PlanDraft, starts: readonly number[], stageMs: number): readonly number[] {
  const due: number[] = []
  for (const [i, stage] of stages.entries()) {
    if (!isOpenLoad(stage)) return []
    const next = dueTimes(stage, plan.seed, i, plan.stageDurationMs)
    const limit = plan.stageRequests ?? Number.POSITIVE_INFINITY
    for (let count = 0, atMs = next(); atMs < stageMs && count < limit; count += 1, atMs = next()) {
      if (due.length >= maxTicks) return []
      due.push((starts[i] ?? 0) + atMs)
    }
  }
  return due
}

/** How dense a trace is along its time, as far as the plan replays it. */
function tracePicture(plan: PlanDraft, { perBin, durationMs }: TraceFacts, scale: number): SchedulePicture {
  const wholeMs = Math.max(1000, Math.min(durationMs / scale, plan.stageDurationMs ?? Number.POSITIVE_INFINITY))
  const binMs = Math.max(1, durationMs / scale / perBin.length)
  const perS = perBin.slice(0, Math.max(1, Math.ceil(wholeMs / binMs))).map((count) => (count / binMs) * 1000)
  const most = Math.max(...perS)
  return { lines: [perS.flatMap((rate, i) => [[i / perS.length, rate / most], [(i + 1) / perS.length, rate / most]] as const)], ticks: [], most, isExample: false }
}

/** Of a plan without issues. `trace`: what is known of the trace that it replays. */
export function schedulePicture(plan: PlanDraft, trace: TraceFacts | null = null): SchedulePicture | null {
  const [first] = plan.stages
  if (first === undefined) return null
  if (first.arrival === 'trace') return trace === null ? null : tracePicture(plan, trace, first.traceScale ?? 1)
  const isExample = plan.search !== undefined
  const stages = isExample ? exampleStages(plan, first) : plan.stages
  const stageMs = plan.stageDurationMs ?? nominalMs
  const pitchMs = stageMs + plan.pauseBetweenStagesMs
  const wholeMs = stages.length * pitchMs - plan.pauseBetweenStagesMs
  const starts = stages.map((_, i) => i * pitchMs)
  const most = Math.max(...stages.flatMap((stage) => levels(stage).map(([, level]) => level)))
  return {
    lines: stages.map((stage, i) => levels(stage).map(([fraction, level]) => [((starts[i] ?? 0) + fraction * stageMs) / wholeMs, level / most])),
    ticks: isExample ? [] : dueWithin(stages, plan, starts, stageMs).map((atMs) => atMs / wholeMs),
    most,
    isExample,
  }
}
