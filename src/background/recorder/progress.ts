/** How far a run is and how long it will take: from the plan where it sets times, from the pace so far where it sets counts. */
import type { SessionId } from '../../core/model/ids.ts'
import { noLoad, stageLoad } from '../../core/model/load.ts'
import { stageThatRan, type Plan } from '../../core/model/plan.ts'
import type { RunPhase, RunProgress } from '../../core/model/view.ts'

export interface ProgressState {
  readonly sessionId: SessionId
  readonly plan: Plan
  readonly place: RunProgress['place']
  readonly phase: RunPhase
  readonly stage: number | null
  readonly nowMs: number
  readonly stopping: RunProgress['stopping']
  /** Since when the phase `finishing` lasts; null before. */
  readonly finishingSinceMs: number | null
  readonly stageStartMs: number | null
  /** Of the stage's start event. */
  readonly stageDetail: string | null
  /** Requests of the current stage that ended. */
  readonly doneInStage: number
}

/** Requests/s of the current stage; null before its first answers. */
function pacePerMs(state: ProgressState): number | null {
  if (state.stageStartMs === null || state.doneInStage === 0) return null
  const elapsedMs = state.nowMs - state.stageStartMs
  return elapsedMs > 0 ? state.doneInStage / elapsedMs : null
}

/** Length of a stage, ms, by whichever limit comes first; null when only a pace could tell and there is none. */
function stageMs(plan: Plan, pace: number | null): number | null {
  const byCount = plan.stageRequests === null || pace === null ? null : plan.stageRequests / pace
  if (plan.stageDurationMs === null) return byCount
  return byCount === null ? plan.stageDurationMs : Math.min(byCount, plan.stageDurationMs)
}

/** Whole stages and pauses still ahead after `stage` (-1 = before the first). */
function aheadMs(state: ProgressState, stage: number, pace: number | null): number | null {
  const stages = state.plan.stages.length - 1 - stage
  if (stages <= 0) return 0
  const each = stageMs(state.plan, pace)
  const pauses = stage < 0 ? stages - 1 : stages
  return each === null ? null : stages * each + pauses * state.plan.pauseBetweenStagesMs
}

function etaMs(state: ProgressState): number | null {
  const { plan, nowMs } = state
  const { enabled, tailMs, baselineMs } = plan.telemetry
  const tail = enabled ? tailMs : 0
  if (state.phase === 'ended') return 0
  if (state.phase === 'finishing') return Math.max(0, tail - (nowMs - (state.finishingSinceMs ?? nowMs)))
  if (state.stopping === 'abort') return tail
  // Nobody knows how many stages a search needs.
  if (plan.search !== undefined) return null
  const pace = pacePerMs(state)
  if (state.stopping === 'drain') return null
  const ahead = aheadMs(state, state.stage ?? -1, pace)
  if (ahead === null) return null
  if (state.phase === 'stage') {
    const whole = stageMs(plan, pace)
    return whole === null ? null : Math.max(0, whole - (nowMs - (state.stageStartMs ?? nowMs))) + ahead + tail
  }
  const baseline = enabled && state.stage === null ? Math.max(0, baselineMs - nowMs) : 0
  return baseline + ahead + tail
}

export function runProgress(state: ProgressState): RunProgress {
  const eta = etaMs(state)
  const ran = state.stage === null ? null : stageThatRan(state.plan, state.stage, state.stageDetail)
  const total = eta === null ? 0 : state.nowMs + eta
  return {
    sessionId: state.sessionId,
    place: state.place,
    phase: state.phase,
    stage: state.stage,
    stageCount: state.plan.search === undefined ? state.plan.stages.length : null,
    ...(ran === null ? noLoad : stageLoad(ran)),
    elapsedMs: state.nowMs,
    etaMs: eta,
    fraction: eta === null ? null : total > 0 ? Math.min(1, state.nowMs / total) : 0,
    stopping: state.stopping,
  }
}
