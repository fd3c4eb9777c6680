/** Every per-request figure at its definition, and where it is not defined. */
import { describe, expect, it } from 'vitest'
import { requestMetrics } from '../../../../src/core/measure/request-metrics.ts'
import { fakeRequest } from '../../../support/stored-session.ts'

const base = {
  dueAtMs: 90, sentAtMs: 100, firstTokenAtMs: 350, firstVisibleAtMs: 400, lastTokenAtMs: 750, endAtMs: 800, outputTokens: 9,
  chunkAtMs: Float64Array.of(350, 400, 600, 700, 750), chunkTokens: null,
}

describe('requestMetrics', () => {
  it('measures from the stamps', () => {
    expect(requestMetrics(fakeRequest(base))).toEqual({
      ttftMs: 250, ttfvMs: 300, ttftFromDueMs: 260, tpotMs: 50, e2eMs: 700, decodeTokensPerS: 20, requestTokensPerS: (9 / 700) * 1000, maxGapMs: 200,
    })
  })

  it('leaves the tokens of the first chunk out of TPOT where they are known', () => {
    const record = fakeRequest({ ...base, chunkTokens: Uint32Array.of(5, 1, 1, 1, 1) })
    expect(requestMetrics(record).tpotMs).toBe(100)
  })

  it.each([
    ['one chunk', { chunkAtMs: Float64Array.of(350) }],
    ['one token', { outputTokens: 1 }],
    ['all tokens in the first chunk', { chunkTokens: Uint32Array.of(9, 0, 0, 0, 0) }],
    ['no token count', { outputTokens: null }],
    ['no last token', { lastTokenAtMs: null }],
  ])('has no TPOT with %s', (_, over) => {
    const metrics = requestMetrics(fakeRequest({ ...base, ...over }))
    expect(metrics.tpotMs).toBeNull()
    expect(metrics.decodeTokensPerS).toBeNull()
  })

  it('has neither TPOT nor decode speed when all chunks came in one read', () => {
    const metrics = requestMetrics(fakeRequest({ ...base, lastTokenAtMs: 350, chunkAtMs: Float64Array.of(350, 350) }))
    expect(metrics.tpotMs).toBeNull()
    expect(metrics.decodeTokensPerS).toBeNull()
    expect(metrics.maxGapMs).toBe(0)
  })

  it('knows nothing of a request that was never sent', () => {
    const never = fakeRequest({
      sentAtMs: null, firstTokenAtMs: null, firstVisibleAtMs: null, lastTokenAtMs: null, outputTokens: null, chunkAtMs: new Float64Array(0), outcome: 'refused',
    })
    expect(requestMetrics(never)).toEqual({
      ttftMs: null, ttfvMs: null, ttftFromDueMs: null, tpotMs: null, e2eMs: null, decodeTokensPerS: null, requestTokensPerS: null, maxGapMs: null,
    })
  })

  it('has no request speed for an answer without duration', () => {
    expect(requestMetrics(fakeRequest({ ...base, endAtMs: 100 })).requestTokensPerS).toBeNull()
  })
})
