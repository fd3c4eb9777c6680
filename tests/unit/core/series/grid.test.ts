/** The common grid against slow, plain sums over the same requests and samples. */
import { describe, expect, it } from 'vitest'
import type { SignalSeries } from '../../../../src/core/model/telemetry.ts'
import { fineGrid, gridOf, gridRequests, gridSignal } from '../../../../src/core/series/index.ts'
import { fakeRequest, fakeStoredSession } from '../../../support/stored-session.ts'

const series = (tMs: readonly number[], value: readonly number[], over: Partial<SignalSeries> = {}): SignalSeries => ({
  source: 'host', device: '', deviceLabel: '', signal: 'cpu.total', unit: '%', windowMs: 0, reason: null, tMs: Float64Array.from(tMs), value: Float64Array.from(value), ...over,
})

describe('the grid', () => {
  it('has bins of a second, or of twice the widest sensor window, and leaves the unfinished one out', () => {
    expect(fineGrid(1000, 9500, 250)).toEqual({ fromMs: 1000, binMs: 1000, count: 8 })
    expect(fineGrid(1000, 9500, 1000)).toEqual({ fromMs: 1000, binMs: 2000, count: 4 })
    expect(fineGrid(0, 4 * 3_600_000, 0)).toMatchObject({ binMs: 12_000, count: 1200 })
  })

  it('makes one bin of a window shorter than a bin', () => {
    expect(gridOf(0, 300, 1000)).toEqual({ fromMs: 0, binMs: 300, count: 1 })
  })
})

describe('requests on the grid', () => {
  const { requests } = fakeStoredSession({ users: [4], seed: 5, stageMs: 20_000 })
  const grid = gridOf(6000, 22_000, 1000)
  const made = gridRequests(grid, requests)
  const bin = (i: number) => [6000 + i * 1000, 7000 + i * 1000] as const

  it('counts open requests exactly', () => {
    for (let i = 0; i < grid.count; i += 1) {
      const [a, b] = bin(i)
      const busy = requests.reduce((sum, { sentAtMs, endAtMs }) => sum + Math.max(0, Math.min(b, endAtMs) - Math.max(a, sentAtMs!)), 0)
      expect(made.concurrency[i]).toBeCloseTo(busy / 1000, 9)
    }
  })

  it('credits tokens when they came and gaps when they ended', () => {
    for (let i = 0; i < grid.count; i += 1) {
      const [a, b] = bin(i)
      const inside = (atMs: number) => atMs >= a && atMs < b
      expect(made.outputTokensPerS[i]).toBeCloseTo(requests.reduce((sum, { chunkAtMs }) => sum + chunkAtMs.filter(inside).length, 0), 6)
      const gaps = requests.filter(({ outcome }) => outcome === 'ok').flatMap(({ chunkAtMs }) => [...chunkAtMs].flatMap((atMs, k) => (k > 0 && inside(atMs) ? [atMs - chunkAtMs[k - 1]!] : []))).toSorted((x, y) => x - y)
      expect(made.itlN[i]).toBe(gaps.length)
      const middle = gaps.length / 2
      expect(made.itlMs[i]).toBeCloseTo(gaps.length % 2 === 1 ? gaps[Math.floor(middle)]! : (gaps[middle - 1]! + gaps[middle]!) / 2, 9)
    }
  })

  it('puts a TTFT where the request was sent, not where it was answered, and has no median of too few', () => {
    const slow = Array.from({ length: 5 }, (_, index) => fakeRequest({ index, sentAtMs: 100 + index, firstTokenAtMs: 5100 + index, lastTokenAtMs: 5400, endAtMs: 5401, chunkAtMs: Float64Array.of(5100, 5400) }))
    const { ttftMs, ttftN } = gridRequests(gridOf(0, 8000, 1000), [...slow, fakeRequest({ sentAtMs: 2500, firstTokenAtMs: 2600 })])
    expect(ttftMs[0]).toBe(5000)
    expect([...ttftN]).toEqual([5, 0, 1, 0, 0, 0, 0, 0])
    expect(ttftMs[2]).toBeNaN()
  })

  it('keeps failures and successes apart', () => {
    const { completedPerS, failedPerS, ttftN } = gridRequests(gridOf(0, 1000, 500), [fakeRequest({ endAtMs: 200 }), fakeRequest({ outcome: 'http-5xx', endAtMs: 700 }), fakeRequest({ outcome: 'cancelled', endAtMs: 800 })])
    expect([...completedPerS]).toEqual([2, 0])
    expect([...failedPerS]).toEqual([0, 2])
    expect(ttftN[0]).toBe(1)
  })
})

describe('sensors on the grid', () => {
  it('weighs by time and keeps the highest value', () => {
    const { mean, max } = gridSignal(gridOf(0, 2000, 1000), series([0, 500, 1000, 1500, 2000], [0, 100, 0, 0, 0]))
    expect(mean[0]).toBeCloseTo(50, 9)
    expect(mean[1]).toBeCloseTo(0, 9)
    expect([...max]).toEqual([100, 0])
  })

  it('sets a reading that is a mean of the time before it to the middle of that time', () => {
    const stepAt5s = series(Array.from({ length: 10 }, (_, i) => (i + 1) * 1000), Array.from({ length: 10 }, (_, i) => (i < 5 ? 10 : 90)), { windowMs: 1000 })
    const { mean } = gridSignal(gridOf(0, 10_000, 1000), stepAt5s)
    expect(mean[3]).toBeCloseTo(10, 9)
    // The reading of 5 … 6 s is of that very bin, not of the one after.
    expect(mean[5]!).toBeGreaterThan(75)
    expect(mean[6]).toBeCloseTo(90, 9)
  })

  it('says nothing about a hole', () => {
    const { mean, max } = gridSignal(gridOf(0, 6000, 1000), series([0, 250, 500, 750, 1000, 5000, 5250, 5500, 5750, 6000], [1, 1, 1, 1, 1, 9, 9, 9, 9, 9]))
    expect(mean[2]).toBeNaN()
    expect(max[3]).toBeNaN()
    expect(mean[5]).toBe(9)
  })

  it('joins the bits of a mask and takes no mean of them', () => {
    const { mean, max } = gridSignal(gridOf(0, 1000, 1000), series([100, 200, 300], [4, 32, 0], { signal: 'gpu.throttle', unit: 'count' }))
    expect(max[0]).toBe(36)
    expect(mean[0]).toBeNaN()
  })
})
