/** The dots of the prefill chart are the requests that the slope is of. */
import { describe, expect, it } from 'vitest'
import { analyseRange } from '../../../../../src/core/analysis/index.ts'
import { prefillPoints } from '../../../../../src/core/analysis/prefill.ts'
import { requestMetrics } from '../../../../../src/core/measure/request-metrics.ts'
import { encodeRequests } from '../../../../../src/core/model/request-columns.ts'
import type { RequestRecord } from '../../../../../src/core/model/request.ts'
import { MAX_DOTS, prefillDots } from '../../../../../src/renderer/src/features/session/prefill-dots.ts'
import { viewOf } from '../../../../support/session-view.ts'
import { fakeRequest, fakeStoredSession } from '../../../../support/stored-session.ts'

const stored = fakeStoredSession()
const { analysis, timeline } = viewOf(stored)

const encode = (records: readonly RequestRecord[]) => encodeRequests(records, records.map(requestMetrics))

describe('prefillDots', () => {
  it('are those of the slope, in each stage and in a brushed range', () => {
    expect(analysis.stages.some(({ prefill }) => prefill.n > 0)).toBe(true)
    for (const figures of analysis.stages) expect(prefillDots(timeline.requests, { kind: 'stage', figures }, analysis)).toHaveLength(figures.prefill.n)
    const range = [0, timeline.durationMs / 2] as const
    const figures = analyseRange(stored.requests, ...range)
    const inRange = stored.requests.filter(({ sentAtMs }) => sentAtMs !== null && sentAtMs >= range[0] && sentAtMs <= range[1])
    const dots = prefillDots(timeline.requests, { kind: 'range', range, figures, error: null }, analysis)
    expect(dots.map(({ ttftMs }) => ttftMs).toSorted((a, b) => a - b)).toEqual(prefillPoints(inRange).map(({ ttftMs }) => ttftMs).toSorted((a, b) => a - b))
  })

  it('leave out warm-ups, failures and what came from a cache, and are in order of length', () => {
    const [stage] = analysis.stages
    if (stage === undefined) throw new Error('the session has stages')
    const at = { stage: stage.index, sentAtMs: 1_000, firstTokenAtMs: 1_500, promptTokens: 300 }
    const requests = encode([
      fakeRequest({ ...at, index: 0, warmup: true }), fakeRequest({ ...at, index: 1, outcome: 'http-5xx' }), fakeRequest({ ...at, index: 2, promptTokens: null }),
      fakeRequest({ ...at, index: 3, cachedTokens: 120 }), fakeRequest({ ...at, index: 4, promptTokens: 90, cachedTokens: null }), fakeRequest({ ...at, index: 5, sentAtMs: 90_000, firstTokenAtMs: 90_100 }),
    ])
    const scope = { kind: 'stage', figures: { ...stage, windowMs: [500, 2_000] } } as const
    expect(prefillDots(requests, scope, analysis)).toEqual([{ tokens: 90, ttftMs: 500, request: 4 }, { tokens: 180, ttftMs: 500, request: 3 }])
  })

  it('are evenly chosen ones of very many', () => {
    const [stage] = analysis.stages
    if (stage === undefined) throw new Error('the session has stages')
    const many = encode(Array.from({ length: 20_000 }, (_, index) => fakeRequest({ index, stage: stage.index, sentAtMs: 1_000, firstTokenAtMs: 1_100, promptTokens: 10 + index, cachedTokens: null })))
    const dots = prefillDots(many, { kind: 'stage', figures: { ...stage, windowMs: [0, 2_000] } }, analysis)
    expect(dots.length).toBeLessThanOrEqual(MAX_DOTS)
    expect(dots.length).toBeGreaterThan(MAX_DOTS / 2)
    expect([dots[0]?.tokens, (dots.at(-1)?.tokens ?? 0) > 19_900]).toEqual([10, true])
  })
})
