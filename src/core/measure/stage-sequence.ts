/** Which stage comes next: those of the plan in their order, or those that a search asks for. */
import { isOpenLoad, loadLevel, stageLoad, type StagePlan } from '../model/load.ts'
import { searchBounds, type Plan, type Slo } from '../model/plan.ts'
import type { SessionEvent } from '../model/session.ts'
import { nextTrial, type Trial } from './stable-search.ts'
import { stageMiss, type EndedStage } from './stage-verdict.ts'

export interface NextStage {
  readonly index: number
  readonly load: StagePlan
  /** Of its start event, where the plan alone does not say what it is. */
  readonly detail: string | null
}

type Note = Pick<SessionEvent, 'kind' | 'detail'>

export interface StageSequence {
  readonly needsRecords: boolean
  readonly hasNext: boolean
  /** Goes on to the next stage; null when there is none left. */
  next(): NextStage | null
  /** Takes a stage that is over; returns what is to be noted about it. */
  ended(stage: EndedStage): readonly Note[]
}

/** After a stage that had to be stopped, those that ask for as much or more are left out. */
class PlannedStages implements StageSequence {
  readonly needsRecords = false
  private readonly stages: readonly StagePlan[]
  private index = -1
  private hopelessLevel = Number.POSITIVE_INFINITY

  constructor(stages: readonly StagePlan[]) {
    this.stages = stages
  }

  get hasNext(): boolean {
    return this.nextIndex < this.stages.length
  }

  next(): NextStage | null {
    this.index = this.nextIndex
    const load = this.stages[this.index]
    return load === undefined ? null : { index: this.index, load, detail: null }
  }

  ended({ load, stopped }: EndedStage): readonly Note[] {
    if (stopped !== null) this.hopelessLevel = Math.min(this.hopelessLevel, loadLevel(stageLoad(load)))
    return []
  }

  private get nextIndex(): number {
    const found = this.stages.findIndex((load, i) => i > this.index && loadLevel(stageLoad(load)) < this.hopelessLevel)
    return found === -1 ? this.stages.length : found
  }
}

class SearchedStages implements StageSequence {
  readonly needsRecords = true
  private readonly plan: Plan
  private readonly slo: Slo
  private readonly trials: Trial[] = []
  private index = -1

  constructor(plan: Plan, slo: Slo) {
    this.plan = plan
    this.slo = slo
  }

  get hasNext(): boolean {
    return nextTrial(this.trials, searchBounds(this.plan)).kind === 'try'
  }

  next(): NextStage | null {
    const decision = nextTrial(this.trials, searchBounds(this.plan))
    const [first] = this.plan.stages
    if (decision.kind === 'end' || first === undefined || !isOpenLoad(first)) return null
    this.index += 1
    return { index: this.index, load: { ...first, ratePerS: decision.ratePerS }, detail: String(decision.ratePerS) }
  }

  ended(stage: EndedStage): readonly Note[] {
    const miss = stageMiss(stage, this.slo)
    this.trials.push({ ratePerS: stage.load.ratePerS ?? 0, passed: miss === null })
    const decision = nextTrial(this.trials, searchBounds(this.plan))
    const note: Note = { kind: 'search-trial', detail: miss ?? 'held' }
    return decision.kind === 'end' ? [note, { kind: 'search-end', detail: decision.end }] : [note]
  }
}

export function stageSequence(plan: Plan): StageSequence {
  return plan.search === undefined || plan.slo === undefined ? new PlannedStages(plan.stages) : new SearchedStages(plan, plan.slo)
}
