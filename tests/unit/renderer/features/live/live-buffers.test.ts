/** The columns behind the live picture: appending equals concatenating, and a long run stays bounded. */
import { describe, expect, it } from 'vitest'
import { requestMetrics } from '../../../../../src/core/measure/request-metrics.ts'
import { encodeRequests } from '../../../../../src/core/model/request-columns.ts'
import type { SignalSeries } from '../../../../../src/core/model/telemetry.ts'
import { MAX_POINTS, MAX_REQUESTS, Minute, RequestBuffer, SeriesBuffer } from '../../../../../src/renderer/src/features/live/live-buffers.ts'
import { fakeRequest } from '../../../../support/stored-session.ts'

const block = (from: number, count: number) => {
  const records = Array.from({ length: count }, (_, i) => fakeRequest({ index: from + i }))
  return encodeRequests(records, records.map((record) => requestMetrics(record)))
}

const series = (tMs: readonly number[], over: Partial<SignalSeries> = {}): SignalSeries =>
  ({ source: 'host', device: '', deviceLabel: '', signal: 'cpu.total', unit: '%', windowMs: 250, reason: null, tMs: Float64Array.from(tMs), value: Float64Array.from(tMs), ...over })

describe('RequestBuffer', () => {
  it('holds what was appended, in order, across growth', () => {
    const buffer = new RequestBuffer()
    const [one, two] = [block(0, 200), block(200, 400)]
    buffer.append(one)
    buffer.append(block(0, 0))
    buffer.append(two)
    expect(buffer.view).toEqual(block(0, 600))
  })

  it('keeps the newest of very many', () => {
    const buffer = new RequestBuffer()
    for (let from = 0; from < MAX_REQUESTS + 12_000; from += 4000) buffer.append(block(from, 4000))
    const { index } = buffer.view
    expect(index.length).toBeLessThanOrEqual(MAX_REQUESTS)
    expect(index.at(-1)).toBe(Math.ceil((MAX_REQUESTS + 12_000) / 4000) * 4000 - 1)
  })
})

describe('SeriesBuffer', () => {
  it('joins the parts of a series, keeps devices apart and the newest reason', () => {
    const buffer = new SeriesBuffer()
    buffer.append([series([1, 2]), series([1], { device: 'cpu0', signal: 'cpu.core' })])
    buffer.append([series([3], { reason: 'gap' })])
    const [total, core] = buffer.view
    expect([[...total?.tMs ?? []], total?.reason]).toEqual([[1, 2, 3], 'gap'])
    expect([core?.device, [...core?.value ?? []]]).toEqual(['cpu0', [1]])
  })

  it('drops the oldest quarter instead of growing without end', () => {
    const buffer = new SeriesBuffer()
    const part = Array.from({ length: 50_000 }, (_, i) => i)
    for (let round = 0; round < 6; round += 1) buffer.append([series(part.map((i) => round * 50_000 + i))])
    const tMs = buffer.view[0]?.tMs ?? new Float64Array()
    expect(tMs.length).toBeLessThanOrEqual(MAX_POINTS)
    expect(tMs.at(-1)).toBe(299_999)
    expect(tMs.every((at, i) => i === 0 || at === (tMs[i - 1] ?? 0) + 1)).toBe(true)
  })
})

describe('Minute', () => {
  it('keeps one value a second for sixty seconds, with holes where no frame came', () => {
    const minute = new Minute()
    minute.push(100, 1)
    minute.push(900, 2)
    minute.push(3_100, 4)
    expect(minute.view).toEqual([2, null, null, 4])
    for (let second = 4; second < 100; second += 1) minute.push(second * 1000, second)
    expect([minute.view.length, minute.view.at(-1)]).toEqual([60, 99])
  })
})
