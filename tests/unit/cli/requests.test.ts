/** Requests by number, and which of them a list shows. */
import { describe, expect, it } from 'vitest'
import { chosenRequests } from '../../../src/cli/requests.ts'
import { requestIndex } from '../../../src/cli/options.ts'
import { requestMetrics } from '../../../src/core/measure/request-metrics.ts'
import { encodeRequests } from '../../../src/core/model/request-columns.ts'
import { firstProbeIndex, requestIndexOf, requestNumber, type RequestRecord } from '../../../src/core/model/request.ts'
import type { SessionView } from '../../../src/core/model/view.ts'
import { fakeRequest } from '../../support/stored-session.ts'

const packed = (records: readonly RequestRecord[]) => encodeRequests(records, records.map((record) => requestMetrics(record)))
const requests = packed([fakeRequest({ index: 0, sentAtMs: 100 }), fakeRequest({ index: 1, sentAtMs: 300, outcome: 'timeout-idle' })])
const probes = packed([fakeRequest({ index: firstProbeIndex, sentAtMs: 200 }), fakeRequest({ index: firstProbeIndex + 1, sentAtMs: 400, outcome: 'refused' })])
const timeline = { requests, probes } as unknown as SessionView['timeline']

describe('a number', () => {
  it('names requests of the load and of the probe user', () => {
    expect([12, firstProbeIndex, firstProbeIndex + 3].map(requestNumber)).toEqual(['12', 'P0', 'P3'])
    expect(['12', 'P0', 'p3', String(firstProbeIndex + 3)].map(requestIndexOf)).toEqual([12, firstProbeIndex, firstProbeIndex + 3, firstProbeIndex + 3])
  })

  it.each(['', 'x', '-1', 'P', '1.5', 'P-1', '12345678901'])('is not %j', (text) => {
    expect(requestIndexOf(text)).toBeNull()
    expect(() => requestIndex(text)).toThrow(/number of a request/)
  })
})

it.each([['all', ['0', 'P0', '1', 'P1']], ['load', ['0', '1']], ['probe', ['P0', 'P1']], ['failed', ['1', 'P1']]] as const)('a list of %s is in the order of sending', (which, numbers) => {
  expect(chosenRequests({ timeline }, which).map(({ index }) => requestNumber(index))).toEqual(numbers)
})

it('lists what there is where no probe user ran', () => {
  expect(chosenRequests({ timeline: { requests } as unknown as SessionView['timeline'] }, 'probe')).toEqual([])
})
