/** The newest requests for windows that look on: each is seen once by those who keep up, and the room stays the same. */
import { expect, it } from 'vitest'
import { RequestWindow } from '../../../src/background/recorder/request-window.ts'
import { requestMetrics } from '../../../src/core/measure/request-metrics.ts'
import { encodeRequests } from '../../../src/core/model/request-columns.ts'
import { fakeRequest } from '../../support/stored-session.ts'

const block = (from: number, count: number) => {
  const records = Array.from({ length: count }, (_, i) => fakeRequest({ index: from + i }))
  return encodeRequests(records, records.map((record) => requestMetrics(record)))
}

it('gives everything once to a reader who keeps up, whatever the size of the blocks', () => {
  const window = new RequestWindow(100)
  const seen: number[] = []
  let place = 0
  for (let from = 0, count = 1; from < 5000; from += count, count = (count % 90) + 7) {
    window.add(block(from, count))
    seen.push(...window.since(place).index)
    place = window.end
  }
  expect(seen).toEqual(seen.map((_, i) => i))
  expect(seen).toHaveLength(window.end)
})

it('gives the newest to a reader who comes late or stayed away', () => {
  const window = new RequestWindow(100)
  for (let from = 0; from < 1000; from += 50) window.add(block(from, 50))
  expect([...window.since(0).index]).toEqual(Array.from({ length: 100 }, (_, i) => 900 + i))
  expect(window.since(window.end).index).toHaveLength(0)
  window.add(block(1000, 700))
  expect([...window.since(0).index]).toEqual(Array.from({ length: 100 }, (_, i) => 1600 + i))
})

it('has the same room however many requests go through it, and whether or not anyone reads', () => {
  const [small, large] = [new RequestWindow(100), new RequestWindow(100)]
  const [few, many] = [block(0, 64), block(0, 700)]
  for (let i = 0; i < 2000; i += 1) {
    small.add(few)
    expect(small.room).toBeLessThanOrEqual(200)
    if (i < 100) large.add(many)
    expect(large.room).toBeLessThanOrEqual(800)
  }
  expect([small.end, large.end]).toEqual([128_000, 70_000])
})
