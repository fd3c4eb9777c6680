import { describe, expect, test } from 'vitest'
import type { SessionId } from '../../../src/core/model/ids.ts'
import { runProgress, type ProgressState } from '../../../src/background/recorder/progress.ts'
import { planOf } from '../../support/recorder-rig.ts'

const plan = planOf({
  stages: [{ concurrency: 1 }, { concurrency: 2 }, { concurrency: 4 }], stageDurationMs: 10_000, pauseBetweenStagesMs: 1_000,
  telemetry: { enabled: true, baselineMs: 2_000, tailMs: 3_000 },
})
const counted = { ...plan, stageDurationMs: null, stageRequests: 20 }

function at(over: Partial<ProgressState>): ReturnType<typeof runProgress> {
  return runProgress({
    sessionId: 'x' as SessionId, plan, place: null, phase: 'stage', stage: 0, nowMs: 0, stopping: 'no', finishingSinceMs: null, stageDetail: null, stageStartMs: null, doneInStage: 0, ...over,
  })
}

describe('the time that is left', () => {
  test.each<[string, Partial<ProgressState>, number | null]>([
    ['the whole plan at the start', { phase: 'preparing', stage: null, nowMs: 0 }, 2_000 + 3 * 10_000 + 2 * 1_000 + 3_000],
    ['less baseline while that runs', { phase: 'baseline', stage: null, nowMs: 500 }, 1_500 + 35_000],
    ['the rest of the stage and what follows', { stageStartMs: 5_000, nowMs: 9_000 }, 6_000 + 2 * 11_000 + 3_000],
    ['the tail after the last stage', { stage: 2, stageStartMs: 30_000, nowMs: 40_000 }, 3_000],
    ['stages and pauses ahead during a drain', { phase: 'draining', stage: 1, nowMs: 20_000 }, 1 * 11_000 + 3_000],
    ['the rest of the tail', { phase: 'finishing', stage: null, nowMs: 50_500, finishingSinceMs: 50_000 }, 2_500],
    ['nothing at the end', { phase: 'ended', stage: null }, 0],
    ['unknown while open requests finish', { stopping: 'drain', stageStartMs: 0, nowMs: 1_000 }, null],
    ['the tail after an abort', { stopping: 'abort' }, 3_000],
    ['unknown with counts before the first answer', { plan: counted, stageStartMs: 0, nowMs: 900 }, null],
    ['by the pace with counts', { plan: counted, stageStartMs: 1_000, nowMs: 3_000, doneInStage: 5 }, 6_000 + 2 * (8_000 + 1_000) + 3_000],
  ])('is %s', (_, state, etaMs) => {
    expect(at(state).etaMs).toBe(etaMs)
  })

  test('with both limits, the nearer one counts', () => {
    const both = { ...plan, stageRequests: 10 }
    expect(at({ plan: both, stage: 2, stageStartMs: 0, nowMs: 1_000, doneInStage: 5 }).etaMs).toBe(1_000 + 3_000)
    expect(at({ plan: both, stage: 2, stageStartMs: 0, nowMs: 1_000, doneInStage: 0 }).etaMs).toBe(9_000 + 3_000)
  })
})

test('the fraction grows to 1 and is unknown with the time left', () => {
  expect(at({ phase: 'preparing', stage: null, nowMs: 0 }).fraction).toBe(0)
  expect(at({ phase: 'ended', stage: null, nowMs: 40_000 }).fraction).toBe(1)
  expect(at({ stopping: 'drain' }).fraction).toBeNull()
})

test('says which stage of how many, and its users', () => {
  expect(at({ stage: 2 })).toMatchObject({ stage: 2, stageCount: 3, concurrency: 4 })
  expect(at({ phase: 'pause', stage: null })).toMatchObject({ stage: null, concurrency: null })
})
