/** The request table's filters, and the phases that the side panel draws. */
import { describe, expect, it } from 'vitest'
import { requestMetrics } from '../../../../../src/core/measure/request-metrics.ts'
import { firstProbeIndex } from '../../../../../src/core/model/request.ts'
import { encodeRequests } from '../../../../../src/core/model/request-columns.ts'
import { requestPhases, tokenGaps } from '../../../../../src/renderer/src/features/session/request-phases.ts'
import { allRows, filterRows, noFilter, outcomesOf } from '../../../../../src/renderer/src/features/session/request-rows.ts'
import { fakeRequest } from '../../../../support/stored-session.ts'

const records = [
  fakeRequest({ index: 0, stage: 0, warmup: true, sentAtMs: 100, outcome: 'ok' }),
  fakeRequest({ index: 1, stage: 0, warmup: false, sentAtMs: 1000, outcome: 'ok' }),
  fakeRequest({ index: 2, stage: 1, warmup: false, sentAtMs: 2000, outcome: 'timeout-idle' }),
  fakeRequest({ index: 3, stage: 1, warmup: false, sentAtMs: null, dueAtMs: 3000, outcome: 'cancelled' }),
]
const rows = allRows(encodeRequests(records, records.map((record) => requestMetrics(record))))
const kept = (...args: Parameters<typeof filterRows> extends [unknown, ...infer Rest] ? Rest : never) => filterRows(rows, ...args).map(({ index }) => index)

describe('filters', () => {
  it('keeps everything without one', () => {
    expect(kept(noFilter, null)).toEqual([0, 1, 2, 3])
  })

  it('tells successes from failures and counts a cancelled request as neither', () => {
    expect(kept({ outcome: 'success', stage: 'all' }, null)).toEqual([0, 1])
    expect(kept({ outcome: 'failure', stage: 'all' }, null)).toEqual([2])
    expect(kept({ outcome: 'cancelled', stage: 'all' }, null)).toEqual([3])
  })

  it('keeps warm-ups out of their stage', () => {
    expect(kept({ outcome: 'all', stage: '0' }, null)).toEqual([1])
    expect(kept({ outcome: 'all', stage: 'warmup' }, null)).toEqual([0])
  })

  it('keeps the probe user apart, and lists it with the rest where nothing is filtered', () => {
    const probe = fakeRequest({ index: firstProbeIndex, stage: 0, sentAtMs: 1500, outcome: 'ok' })
    const all = [...rows, ...allRows(encodeRequests([probe], [requestMetrics(probe)]))]
    const numbers = (stage: string) => filterRows(all, { outcome: 'all', stage }, null).map(({ index }) => index)
    expect(numbers('probe')).toEqual([firstProbeIndex])
    expect(numbers('0')).toEqual([1])
    expect(numbers('all')).toHaveLength(rows.length + 1)
  })

  it('keeps what was sent in the range, or due where it never was', () => {
    expect(kept(noFilter, [1000, 2000])).toEqual([1, 2])
    expect(kept(noFilter, [2500, 4000])).toEqual([3])
  })

  it('offers the outcomes that occur, the most frequent first', () => {
    expect(outcomesOf(rows)).toEqual(['ok', 'timeout-idle', 'cancelled'])
  })
})

describe('phases', () => {
  const whole = fakeRequest({ dueAtMs: 0, sentAtMs: 1, headersAtMs: 5, firstTokenAtMs: 100, firstVisibleAtMs: 100, lastTokenAtMs: 200, endAtMs: 201 })

  it('cover a request from when it was due to its end without holes', () => {
    expect(requestPhases(whole).map(({ name, fromMs, toMs }) => [name, fromMs, toMs])).toEqual([
      ['wait', 0, 1], ['headers', 1, 5], ['prefill', 5, 100], ['decode', 100, 200], ['end', 200, 201],
    ])
  })

  it('part thinking from writing where a model thinks first', () => {
    const names = requestPhases({ ...whole, firstVisibleAtMs: 150 }).map(({ name, fromMs, toMs }) => [name, fromMs, toMs])
    expect(names.slice(2, 4)).toEqual([['prefill', 5, 100], ['think', 100, 150]])
  })

  it('know no prefill of its own where headers come with the first token', () => {
    const names = requestPhases({ ...whole, headersAtMs: 99 }).map(({ name, fromMs, toMs }) => [name, fromMs, toMs])
    expect(names.slice(0, 3)).toEqual([['wait', 0, 1], ['queuePrefill', 1, 100], ['decode', 100, 200]])
  })

  it('end with the request where it was cut short', () => {
    const cut = { ...whole, headersAtMs: null, firstTokenAtMs: null, firstVisibleAtMs: null, lastTokenAtMs: null, endAtMs: 50 }
    expect(requestPhases(cut).map(({ name, toMs }) => [name, toMs])).toEqual([['wait', 1], ['headers', 50]])
  })

  it('have one gap less than token events', () => {
    expect(tokenGaps(Float64Array.of(10, 15, 35))).toEqual([5, 20])
    expect(tokenGaps(new Float64Array())).toEqual([])
  })
})
