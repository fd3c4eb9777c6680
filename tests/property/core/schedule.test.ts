/** Schedules are what they say: the rate on average, the spread of their kind, the same from the same seed. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dueTimes } from '../../../src/core/measure/schedule.ts'
import { drawnArrivals, type OpenLoad } from '../../../src/core/model/load.ts'

const seed = fc.integer({ min: 0, max: 0xffff_ffff })
const load = fc.record({ ratePerS: fc.double({ min: 0.05, max: 2000, noNaN: true }), arrival: fc.constantFrom(...drawnArrivals), burstiness: fc.double({ min: 0.2, max: 20, noNaN: true }) })

function take(which: OpenLoad, count: number, from = 1, stage = 0, durationMs: number | null = null): number[] {
  const next = dueTimes(which, from, stage, durationMs)
  return Array.from({ length: count }, next)
}

const gaps = (times: readonly number[]): number[] => times.slice(1).map((time, i) => time - times[i]!)
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

/** Kolmogorov–Smirnov distance between a sample and a distribution function. */
function distance(sample: readonly number[], cdf: (x: number) => number): number {
  const sorted = sample.toSorted((a, b) => a - b)
  return Math.max(...sorted.map((x, i) => Math.max(cdf(x) - i / sorted.length, (i + 1) / sorted.length - cdf(x))))
}

describe('due times', () => {
  it('ascend from the stage’s start and are the same for the same seed, load and stage', () => {
    fc.assert(fc.property(load, seed, fc.nat(15), (which, from, stage) => {
      const times = take(which, 200, from, stage)
      expect(times[0]).toBeGreaterThanOrEqual(0)
      expect(gaps(times).every((gap) => gap >= 0)).toBe(true)
      expect(take(which, 200, from, stage)).toEqual(times)
    }))
  })

  it('differ between seeds and between stages unless the rate is constant', () => {
    fc.assert(fc.property(load.filter(({ arrival }) => arrival !== 'constant'), fc.uniqueArray(seed, { minLength: 2, maxLength: 2 }), (which, [a, b]) => {
      expect(take(which, 5, a)).not.toEqual(take(which, 5, b))
      expect(take(which, 5, a, 0)).not.toEqual(take(which, 5, a, 1))
    }))
  })

  it('keep the mean rate', () => {
    fc.assert(fc.property(load, seed, (which, from) => {
      const n = 4000
      // The coefficient of variation of a gap is 1/√shape; five standard errors, so that no seed fails by chance.
      const variation = which.arrival === 'constant' ? 0 : which.arrival === 'poisson' ? 1 : 1 / Math.sqrt(which.burstiness)
      const ratio = (mean(gaps(take(which, n + 1, from))) * which.ratePerS) / 1000
      expect(Math.abs(ratio - 1)).toBeLessThanOrEqual((6 * variation) / Math.sqrt(n) + 1e-6)
    }), { numRuns: 60 })
  })

  it('are evenly spaced when constant, starting at once', () => {
    expect(take({ ratePerS: 4, arrival: 'constant' }, 5)).toEqual([0, 250, 500, 750, 1000])
  })

  it.each([1, 7, 2026])('have exponential gaps when Poisson: Kolmogorov–Smirnov at 0.1 %% (seed %i)', (from) => {
    const n = 12_000
    const sample = gaps(take({ ratePerS: 200, arrival: 'poisson' }, n + 1, from))
    expect(distance(sample, (ms) => 1 - Math.exp(-ms / 5))).toBeLessThan(1.95 / Math.sqrt(n))
    expect(distance(sample, (ms) => 1 - Math.exp(-ms / 5.5))).toBeGreaterThan(1.95 / Math.sqrt(n))
  })

  it('have gaps of the gamma distribution: Erlang of shape 2, and exponential for shape 1', () => {
    const n = 12_000
    const erlang = gaps(take({ ratePerS: 100, arrival: 'gamma', burstiness: 2 }, n + 1))
    expect(distance(erlang, (ms) => 1 - Math.exp(-ms / 5) * (1 + ms / 5))).toBeLessThan(1.95 / Math.sqrt(n))
    const one = gaps(take({ ratePerS: 100, arrival: 'gamma', burstiness: 1 }, n + 1))
    expect(distance(one, (ms) => 1 - Math.exp(-ms / 10))).toBeLessThan(1.95 / Math.sqrt(n))
  })

  it.each([0.25, 0.7, 4])('spread as their shape says (%d)', (burstiness) => {
    const sample = gaps(take({ ratePerS: 100, arrival: 'gamma', burstiness }, 40_001))
    const average = mean(sample)
    const variance = mean(sample.map((gap) => (gap - average) ** 2))
    expect(average ** 2 / variance / burstiness).toBeCloseTo(1, 0.7)
  })
})

describe('ramps', () => {
  const durationMs = 60_000
  const within = (times: readonly number[], from: number, to: number): number => times.filter((time) => time >= from && time < to).length

  it('bring as many requests as the area under the rate', () => {
    fc.assert(fc.property(fc.double({ min: 0.5, max: 50, noNaN: true }), fc.double({ min: 0.5, max: 50, noNaN: true }), fc.option(fc.integer({ min: 2, max: 10 })), (from, to, steps) => {
      const area = ((from + to) / 2) * 60
      const times = take({ ratePerS: from, arrival: 'constant', ramp: { to, steps } }, Math.ceil(area) + 5, 1, 0, durationMs)
      expect(Math.abs(within(times, 0, durationMs) - area)).toBeLessThanOrEqual(1.01)
      expect(times.filter(Number.isFinite)).toEqual(times.filter(Number.isFinite).toSorted((a, b) => a - b))
    }))
  })

  it('rise evenly, or step by step', () => {
    const linear = take({ ratePerS: 10, arrival: 'constant', ramp: { to: 30, steps: null } }, 1300, 1, 0, durationMs)
    expect([within(linear, 0, 10_000), within(linear, 50_000, 60_000)]).toEqual([117, 283])
    const stepped = take({ ratePerS: 10, arrival: 'constant', ramp: { to: 30, steps: 3 } }, 1300, 1, 0, durationMs)
    expect([within(stepped, 0, 20_000), within(stepped, 20_000, 40_000), within(stepped, 40_000, 60_000)]).toEqual([200, 400, 600])
  })
})
