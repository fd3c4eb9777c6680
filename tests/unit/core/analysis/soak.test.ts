/** A soak in slices: what happened when, and what drifts. */
import { expect, it } from 'vitest'
import { testPlan } from '../../../../bench/support/plans.ts'
import { soakAnalysis } from '../../../../src/core/analysis/soak.ts'
import { formatterFor } from '../../../../src/core/format/index.ts'
import { driftLines } from '../../../../src/core/report/soak-text.ts'
import { createTranslate } from '../../../../src/shared/i18n/index.ts'
import { parsePlan } from '../../../../src/shared/schema/plan/v1.ts'
import { soakSliceMs } from '../../../../src/core/model/plan.ts'
import { fakeRequest, fakeStoredSession } from '../../../support/stored-session.ts'

const plan = testPlan('http://127.0.0.1:1/v1', 'm', { stageDurationMs: 60_000, soak: { sliceMs: 10_000 } })
const { meta } = fakeStoredSession({ seed: 1 })
const stage = { index: 0, startMs: 1000, endMs: 61_000, concurrency: 1, ratePerS: null, arrival: null, rampTo: null }

/** One a second, each 500 ms, the first token later and later. */
const requests = Array.from({ length: 60 }, (_, i) => {
  const sentAtMs = 1000 + i * 1000
  return fakeRequest({ index: i, stage: 0, warmup: false, outcome: i === 25 ? 'http-5xx' : 'ok', sentAtMs, dueAtMs: sentAtMs, firstTokenAtMs: sentAtMs + 100 + i, lastTokenAtMs: sentAtMs + 400, endAtMs: sentAtMs + 500, outputTokens: 4, chunkTokens: null, chunkAtMs: Float64Array.of(sentAtMs + 100 + i, sentAtMs + 400) })
})
const stored = { meta: { ...meta, plan }, stages: [stage], requests, telemetry: [], clientSamples: [], events: [] }

it('counts in each slice what happened in it', () => {
  const soak = soakAnalysis(stored, [1000, 61_000])
  expect(soak?.slices.map(({ fromMs, n, failures }) => [fromMs, n, failures])).toEqual([[1000, 10, 0], [11_000, 10, 0], [21_000, 9, 1], [31_000, 10, 0], [41_000, 10, 0], [51_000, 10, 0]])
  expect(soak?.slices[1]).toMatchObject({ completedQps: 1, outputTokensPerS: 4, measuredConcurrency: 0.5, ttftP50Ms: 114.5, serverBytes: null })
})

it('finds the drift of what drifts, and none of what does not', () => {
  const drifts = soakAnalysis(stored, [1000, 61_000])?.drifts ?? []
  const ttft = drifts.find(({ figure }) => figure === 'ttftP50Ms')
  expect(ttft).toMatchObject({ n: 5, tau: 1 })
  expect(ttft?.perHour).toBeGreaterThan(3500)
  expect(ttft?.perHour).toBeLessThan(3700)
  expect(drifts.find(({ figure }) => figure === 'serverBytes')).toBeUndefined()
})

it('says in words what drifts from the second slice to the last, and where no drift shows', () => {
  const soak = soakAnalysis(stored, [1000, 61_000])!
  const lines = driftLines(soak, formatterFor('en'), createTranslate('en'))
  expect(lines.find((line) => line.startsWith('TTFT p50'))).toContain('+40.0 ms from the second slice to the last')
  expect(lines.find((line) => line.startsWith('Completed'))).toContain('no steady drift')
})

it('widens slices that would be too many, and leaves out a broken last one', () => {
  expect(soakAnalysis({ ...stored, meta: { ...meta, plan: { ...plan, soak: { sliceMs: 7000 } } } }, [1000, 61_000])?.slices).toHaveLength(8)
  const long = soakAnalysis({ ...stored, requests: [] }, [1000, 1000 + 24 * 3_600_000])
  expect(long?.slices.length).toBeLessThanOrEqual(288)
  expect(long?.drifts.find(({ figure }) => figure === 'ttftP50Ms')).toBeUndefined()
})

it('is a single stage', () => {
  expect('plan' in parsePlan(plan)).toBe(true)
  expect('issues' in parsePlan({ ...plan, stages: [{ concurrency: 1 }, { concurrency: 2 }] })).toBe(true)
  expect([soakSliceMs(2 * 3_600_000), soakSliceMs(60_000)]).toEqual([300_000, 5_000])
  expect(soakAnalysis({ ...stored, meta: { ...meta, plan: { ...plan, soak: undefined } } }, [1000, 61_000])).toBeNull()
})
