/** Packed requests are the same requests: field by field, and in every figure. */
import { expect, it } from 'vitest'
import { analyseSession } from '../../../../src/core/analysis/index.ts'
import { requestMetrics } from '../../../../src/core/measure/request-metrics.ts'
import { PackedRequests, plainRequest } from '../../../../src/core/model/packed-requests.ts'
import { encodeRequests } from '../../../../src/core/model/request-columns.ts'
import type { RequestRecord } from '../../../../src/core/model/request.ts'
import { sessionExport } from '../../../../src/core/report/index.ts'
import { fakeRequest, fakeStoredSession } from '../../../support/stored-session.ts'

function pack(records: readonly RequestRecord[]): readonly RequestRecord[] {
  const packed = new PackedRequests(records.length, records.reduce((sum, { chunkAtMs }) => sum + chunkAtMs.length, 0))
  for (const record of records) packed.add(record)
  return packed.records()
}

const stored = fakeStoredSession({ seed: 7, gpu: true, failures: 0.3 })

it('come back as they were', () => {
  const odd = fakeRequest({
    error: { code: 'x', message: 'y' }, retryAfterMs: 5, chunkTokens: Uint32Array.of(1, 2), chunkAtMs: Float64Array.of(3, 4), sentAtMs: null, connection: null, finishReason: null, tokenSource: null, role: 'probe', thinkingInline: true,
    serverTimings: { promptTokens: 1, promptMs: 2.5, outputTokens: null, outputMs: null, cachedTokens: 0, loadMs: null },
  })
  const records = [...stored.requests, odd, fakeRequest({ chunkAtMs: new Float64Array() })]
  expect(pack(records).map(plainRequest)).toEqual(records)
})

it('give the same analysis, columns and export', () => {
  const packed = { ...stored, requests: pack(stored.requests) }
  const analysis = analyseSession(stored)
  expect(analyseSession(packed)).toEqual(analysis)
  expect(encodeRequests(packed.requests, packed.requests.map(requestMetrics))).toEqual(encodeRequests(stored.requests, stored.requests.map(requestMetrics)))
  expect(sessionExport(packed, analysis)).toEqual(sessionExport(stored, analysis))
})

it('have no more room than was asked for', () => {
  const packed = new PackedRequests(0, 0)
  expect(() => packed.add(fakeRequest())).toThrow(RangeError)
})
