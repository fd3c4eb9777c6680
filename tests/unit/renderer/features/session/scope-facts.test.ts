/** Which stage a session opens with, and what its failures are a share of. */
import { describe, expect, it } from 'vitest'
import { requestMetrics } from '../../../../../src/core/measure/request-metrics.ts'
import { encodeRequests } from '../../../../../src/core/model/request-columns.ts'
import { failuresOf } from '../../../../../src/renderer/src/features/session/scope-facts.ts'
import { startingStage } from '../../../../../src/renderer/src/features/session/scope.ts'
import { viewOf } from '../../../../support/session-view.ts'
import { fakeRequest, fakeStoredSession } from '../../../../support/stored-session.ts'

const { analysis, timeline } = viewOf(fakeStoredSession())

describe('the stage to start with', () => {
  it('is the best one, else the last, else none', () => {
    expect(startingStage(analysis)).toBe(analysis.capacity.bestStage)
    const noBest = { ...analysis, capacity: { ...analysis.capacity, bestStage: null } }
    expect(startingStage(noBest)).toBe(analysis.stages.length - 1)
    expect(startingStage({ ...noBest, stages: [] })).toBeNull()
  })
})

describe('failures', () => {
  it('are counted of what ended in the window, cancelled requests left out', () => {
    const [stage] = analysis.stages
    if (stage === undefined) throw new Error('the session has stages')
    const figures = { ...stage, byOutcome: { ok: 6, 'http-5xx': 2, cancelled: 5 } }
    expect(failuresOf({ kind: 'stage', figures }, timeline.requests)).toEqual({ ended: 8, failed: 2, rate: 0.25, isWhole: false })
  })

  it('are counted over the whole stage where none ended in its window', () => {
    const [stage] = analysis.stages
    if (stage === undefined) throw new Error('the session has stages')
    const records = [
      fakeRequest({ index: 0, warmup: true, outcome: 'refused' }), fakeRequest({ index: 1, outcome: 'refused' }),
      fakeRequest({ index: 2, outcome: 'cancelled' }), fakeRequest({ index: 3, stage: 1, outcome: 'ok' }),
    ]
    const requests = encodeRequests(records, records.map(requestMetrics))
    expect(failuresOf({ kind: 'stage', figures: { ...stage, byOutcome: {} } }, requests)).toEqual({ ended: 1, failed: 1, rate: 1, isWhole: true })
    expect(failuresOf({ kind: 'all', figures: { ...analysis.overall, byOutcome: {} } }, requests)).toEqual({ ended: 2, failed: 1, rate: 0.5, isWhole: true })
    expect(failuresOf({ kind: 'range', range: [0, 1], figures: { ...analysis.overall, byOutcome: {} }, error: null }, requests)).toMatchObject({ ended: 0, rate: null })
  })
})
