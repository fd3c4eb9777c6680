/** Figures by turn of conversations: kept apart, in order, failures counted but not in the latency. */
import { describe, expect, it } from 'vitest'
import { analyseRange } from '../../../../src/core/analysis/index.ts'
import { turnFigures } from '../../../../src/core/analysis/turns.ts'
import { formatterFor } from '../../../../src/core/format/index.ts'
import { plainRequest, PackedRequests } from '../../../../src/core/model/packed-requests.ts'
import type { RequestRecord } from '../../../../src/core/model/request.ts'
import { turnCells, turnColumns } from '../../../../src/core/report/turn-text.ts'
import { createTranslate } from '../../../../src/shared/i18n/index.ts'
import { fakeRequest } from '../../../support/stored-session.ts'

const at = (turn: number | undefined, ttftMs: number, over: Partial<RequestRecord> = {}): RequestRecord =>
  fakeRequest({ ...(turn === undefined ? {} : { turn }), sentAtMs: 100, firstTokenAtMs: 100 + ttftMs, promptTokens: 100 * (turn ?? 1), cachedTokens: 0, ...over })

describe('turns', () => {
  const requests = [at(2, 40, { cachedTokens: 100 }), at(1, 10), at(1, 30), at(2, 999, { outcome: 'http-5xx' }), at(undefined, 7)]

  it('are told apart, in order', () => {
    const [first, second, ...more] = turnFigures(requests)
    expect(more).toEqual([])
    expect(first).toMatchObject({ turn: 1, requests: 2, failures: 0, ttftMs: { n: 2, p50: 20 }, promptTokens: { p50: 100 }, cachedPromptShare: 0 })
    expect(second).toMatchObject({ turn: 2, requests: 2, failures: 1, ttftMs: { n: 1, p50: 40 }, promptTokens: { p50: 200 }, cachedPromptShare: 0.25 })
  })

  it('are part of a range, and absent without conversations', () => {
    expect(analyseRange(requests, 0, 1e6).turns.map(({ turn }) => turn)).toEqual([1, 2])
    expect(analyseRange([at(undefined, 7)], 0, 1e6).turns).toEqual([])
  })

  it('survive packing', () => {
    const packed = new PackedRequests(requests.length, 1_000)
    for (const request of requests) packed.add(request)
    expect(packed.records().map(({ turn }) => turn)).toEqual([2, 1, 1, 2, undefined])
    expect('turn' in plainRequest(packed.records()[4]!)).toBe(false)
  })

  it('have as many cells as columns, and mark a thin p95', () => {
    const cells = turnCells(turnFigures(requests)[0]!, formatterFor('en'))
    expect(cells).toHaveLength(turnColumns(createTranslate('en')).length)
    expect(cells[4]).toContain('*')
  })
})
