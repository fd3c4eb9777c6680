/** The row of a session in the list: figures of one load, never a mixture. */
import { expect, it } from 'vitest'
import { summaryOf } from '../../../src/background/recorder/history.ts'
import { analyseSession } from '../../../src/core/analysis/index.ts'
import { fakeStoredSession } from '../../support/stored-session.ts'

it('takes latency from the stage with the most throughput', () => {
  const analysis = analyseSession(fakeStoredSession({ failures: 0 }))
  const best = analysis.stages.find(({ index }) => index === analysis.capacity.bestStage)!
  const summary = summaryOf(analysis)
  expect(summary).toMatchObject({ ttftP95Ms: best.metrics.ttftMs.p95, tpotP50Ms: best.metrics.tpotMs.p50, bestOutputTokensPerS: best.outputTokensPerS })
  expect(summary.ttftP95Ms).not.toBe(analysis.overall.metrics.ttftMs.p95)
})

it('has no latency where nothing was answered', () => {
  expect(summaryOf(analyseSession({ ...fakeStoredSession(), requests: [] }))).toMatchObject({ ttftP95Ms: null, tpotP50Ms: null, bestOutputTokensPerS: null })
})
