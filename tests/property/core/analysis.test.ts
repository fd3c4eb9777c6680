/** Whatever was recorded, the analysis answers without NaN and within bounds. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { analyseRange, analyseSession } from '../../../src/core/analysis/index.ts'
import { outcomes } from '../../../src/core/model/outcome.ts'
import type { RequestRecord } from '../../../src/core/model/request.ts'
import { requestSeries } from '../../../src/core/series/index.ts'
import { fakeRequest, fakeStoredSession } from '../../support/stored-session.ts'

const ms = (max: number) => fc.double({ min: 0, max, noNaN: true })
/** Any record that keeps the order of its stamps, cut off at any point. */
const record: fc.Arbitrary<RequestRecord> = fc
  .record({
    dueAtMs: ms(5000), lag: ms(20), gaps: fc.array(ms(200), { maxLength: 12 }), tail: ms(50), outcome: fc.constantFrom(...outcomes), stage: fc.integer({ min: 0, max: 2 }), user: fc.integer({ min: 0, max: 3 }),
    warmup: fc.boolean(), sent: fc.boolean(), tokens: fc.option(fc.integer({ min: 0, max: 40 })), counted: fc.boolean(), prompt: fc.option(fc.integer({ min: 0, max: 100 })),
  })
  .map(({ dueAtMs, lag, gaps, tail, outcome, stage, user, warmup, sent, tokens, counted, prompt }) => {
    const sentAtMs = sent ? dueAtMs + lag : null
    let atMs = sentAtMs ?? dueAtMs
    const stamps = Float64Array.from(sent ? gaps : [], (gap) => (atMs += gap))
    return fakeRequest({
      dueAtMs, sentAtMs, headersAtMs: null, firstEventAtMs: stamps[0] ?? null, firstTokenAtMs: stamps[0] ?? null, firstVisibleAtMs: stamps[0] ?? null, lastTokenAtMs: stamps.at(-1) ?? null, endAtMs: atMs + tail,
      outcome, stage, user, warmup, outputTokens: tokens, promptTokens: prompt, cachedTokens: prompt, chunkAtMs: stamps, chunkTokens: counted ? Uint32Array.from(stamps, () => 2) : null,
    })
  })

function everyNumber(value: unknown, visit: (n: number) => void): void {
  if (typeof value === 'number') visit(value)
  else if (value !== null && typeof value === 'object') for (const inner of Object.values(value)) everyNumber(inner, visit)
}

const base = fakeStoredSession({ users: [1, 2, 4], stageMs: 500 })

it('analyses any records into finite figures', () => {
  fc.assert(fc.property(fc.array(record, { maxLength: 40 }), (drawn) => {
    const requests = drawn.map((one, index) => ({ ...one, index }))
    const result = analyseSession({ ...base, requests })
    everyNumber(result, (n) => expect(Number.isFinite(n)).toBe(true))
    for (const { errorRate, measuredConcurrency } of result.stages) {
      if (errorRate !== null) expect(errorRate).toBeLessThanOrEqual(1)
      if (measuredConcurrency !== null) expect(measuredConcurrency).toBeGreaterThanOrEqual(0)
    }
    expect(result.verdicts).toHaveLength(3)
    for (const series of requestSeries(requests, 6000)) expect(series.tMs.length).toBe(series.value.length)
  }))
})

it('finds every token in the range that holds everything', () => {
  fc.assert(fc.property(fc.array(record, { minLength: 1, maxLength: 30 }), (requests) => {
    const range = analyseRange(requests, 0, 10_000)
    const tokens = requests.reduce((sum, { chunkAtMs, chunkTokens, outputTokens }) => {
      if (chunkTokens !== null && chunkAtMs.length > 0) return sum + chunkTokens.reduce((a, b) => a + b, 0)
      return sum + (outputTokens ?? chunkAtMs.length)
    }, 0)
    expect(range.requestsInWindow).toBe(requests.length)
    expect(range.outputTokensPerS! * 10).toBeCloseTo(tokens, 6)
  }))
})
