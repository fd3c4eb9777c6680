// The estimate of another clock: within its own bounds whatever the network does, and drift only when it can be told.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ClockOffset } from '../../../src/core/remote/clock-offset.ts'

/** One round trip at `atMs` of our clock, to a clock that is `offsetMs` ahead and drifts by `ppm`. */
function trip(atMs: number, offsetMs: number, ppm: number, outMs: number, backMs: number, workMs = 0) {
  const remote = (ms: number) => ms + offsetMs + (ppm * ms) / 1e6
  return {
    sentAtMs: atMs, remoteReceivedMs: remote(atMs + outMs), remoteSentMs: remote(atMs + outMs + workMs), receivedAtMs: atMs + outMs + workMs + backMs, wallOffsetMs: offsetMs,
  }
}

describe('the clock of another machine', () => {
  it('is unknown before the first round trip', () => {
    expect(new ClockOffset().estimate(0)).toBeNull()
    expect(new ClockOffset().toLocal(5, 0)).toBeNull()
  })

  it('takes the shortest of several trips, and says how far off it can be', () => {
    const clock = new ClockOffset()
    clock.add(trip(0, 5_000, 0, 40, 2))
    clock.add(trip(100, 5_000, 0, 1, 1))
    clock.add(trip(200, 5_000, 0, 2, 60))
    const known = clock.estimate(200)
    expect(known?.offsetMs).toBeCloseTo(5_000, 9)
    expect(known).toMatchObject({ rttMs: 2, probes: 3, driftPpm: null })
    expect(known?.uncertaintyMs).toBeCloseTo(1 + 0.005, 2)
    expect(clock.toLocal(5_300, 200)).toBeCloseTo(300, 9)
  })

  it('holds its bounds for any asymmetry of the way and any drift that clocks have', () => {
    const delays = fc.array(fc.tuple(fc.double({ min: 0, max: 200, noNaN: true }), fc.double({ min: 0, max: 200, noNaN: true }), fc.double({ min: 0, max: 50, noNaN: true })), { minLength: 1, maxLength: 60 })
    fc.assert(fc.property(delays, fc.double({ min: -1e9, max: 1e9, noNaN: true }), fc.double({ min: -45, max: 45, noNaN: true }), (ways, offsetMs, ppm) => {
      const clock = new ClockOffset()
      ways.forEach(([out, back, work], i) => expect(clock.add(trip(i * 2_000, offsetMs, ppm, out, back, work))).toBe('kept'))
      const nowMs = ways.length * 2_000
      const known = clock.estimate(nowMs)
      const truth = offsetMs + (ppm * nowMs) / 1e6
      expect(Math.abs((known?.offsetMs ?? Number.NaN) - truth)).toBeLessThanOrEqual((known?.uncertaintyMs ?? 0) + 0.1 + Math.abs(offsetMs) * 1e-9)
    }), { numRuns: 300 })
  })

  it('tells drift once a minute has passed', () => {
    const clock = new ClockOffset()
    for (let i = 0; i <= 60; i += 1) clock.add(trip(i * 2_000, 100, 30, 0.2 + (i % 7), 0.2))
    const known = clock.estimate(120_000)
    expect(Math.abs((known?.driftPpm ?? 0) - 30)).toBeLessThan(Math.max(4, known?.driftUncertaintyPpm ?? 0))
    expect(known?.driftUncertaintyPpm).toBeLessThan(60)
  })

  it('begins anew when the other clock was set', () => {
    const clock = new ClockOffset()
    clock.add(trip(0, 0, 0, 1, 1))
    expect(clock.add(trip(1_000, 3_600_000, 0, 1, 1))).toBe('stepped')
    expect(clock.estimate(1_000)).toMatchObject({ probes: 1 })
    expect(clock.estimate(1_000)?.offsetMs).toBeCloseTo(3_600_000, 6)
  })

  it('drops what can not be: an answer before the question, a clock that runs backwards, no number', () => {
    const clock = new ClockOffset()
    const good = trip(0, 0, 0, 1, 1)
    for (const wrong of [{ receivedAtMs: -1 }, { remoteSentMs: 50 }, { remoteSentMs: 0 }, { remoteReceivedMs: Number.NaN }, { sentAtMs: Number.POSITIVE_INFINITY }]) {
      expect(clock.add({ ...good, ...wrong })).toBe('dropped')
    }
    expect(clock.estimate(0)).toBeNull()
  })
})
