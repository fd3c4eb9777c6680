/** The stable rate that a search reports is one that was really offered. */
import { describe, expect, it } from 'vitest'
import { stableResult } from '../../../../src/core/analysis/slo.ts'
import type { StageAnalysis } from '../../../../src/core/model/analysis.ts'
import { defaultSearch, type SloMiss } from '../../../../src/core/model/plan.ts'
import { defaultSlo } from '../../../../src/core/model/presets.ts'
import type { StoredSession } from '../../../../src/core/model/stored-session.ts'
import { testPlan } from '../../../../bench/support/plans.ts'

type TrialOf = readonly [ratePerS: number, offeredQps: number, miss: SloMiss | null, seconds?: number]

function stableOf(...trials: readonly TrialOf[]) {
  const plan = testPlan('http://127.0.0.1:1/v1', 'm', { stages: [{ ratePerS: 4, arrival: 'poisson' }], search: defaultSearch, slo: defaultSlo })
  const stages = trials.map(([ratePerS, offeredQps, , seconds = 10], index) => ({ index, ratePerS, offeredQps, completedQps: offeredQps, windowMs: [0, seconds * 1000] })) as unknown as readonly StageAnalysis[]
  const events = trials.map(([, , miss], stage) => ({ atMs: stage, kind: 'search-trial', stage, detail: miss }))
  return stableResult({ meta: { plan }, events } as unknown as StoredSession, stages)
}

describe('the stable rate', () => {
  it('is the rate of the plan where as much or more was offered', () => {
    expect(stableOf([4, 4.1, null], [8, 7, 'ttft'], [4, 4, null])).toMatchObject({ stablePerS: 4, kneeMiss: 'ttft' })
  })

  it('is what was offered, over all trials that held, where the schedule fell short', () => {
    expect(stableOf([4, 3, null, 10], [8, 7, 'ttft'], [4, 3.6, null, 20])?.stablePerS).toBeCloseTo(3.4, 9)
  })

  it.each<readonly [string, number, readonly TrialOf[]]>([
    ['more than its rate', 8.6, [[4, 4, null], [8, 8.8, 'ttft', 10], [8, 8.4, 'ttft', 10], [4, 4, null]]],
    ['less than its rate, without the trials of it that held', 7, [[4, 4, null], [8, 8.8, null], [8, 7, 'climbing']]],
    ['less than what held: then that', 4, [[4, 4.2, null], [4.16, 3.7, 'ttft'], [4, 4, null]]],
  ])('and the one that failed is what was offered too: %s', (_, kneePerS, trials) => {
    expect(stableOf(...trials)?.kneePerS).toBeCloseTo(kneePerS, 9)
  })

  it('and the one that failed is the rate of the plan where no trial of it had a window', () => {
    expect(stableOf([4, 4, null], [8, 0, 'nothing', 0])?.kneePerS).toBe(8)
  })

  it('is none where none held', () => {
    expect(stableOf([4, 4, 'ttft'], [2, 2, 'ttft'])?.stablePerS).toBeNull()
  })
})
