/** Decimation and statistics hold for any data, not only for the examples. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decimate } from '../../../src/core/series/index.ts'
import { distribution } from '../../../src/core/stats/index.ts'

/** Finite, without −0: equality of figures is what matters, and −0 = 0. */
const finite = (max: number) => fc.double({ min: -max, max, noNaN: true }).map((x) => x + 0)
const value = fc.oneof({ arbitrary: finite(1e6), weight: 9 }, { arbitrary: fc.constant(Number.NaN), weight: 1 })
const samples = fc.array(fc.tuple(fc.double({ min: 0, max: 50, noNaN: true }), value), { minLength: 1, maxLength: 400 }).map((steps) => {
  let atMs = 0
  const t = Float64Array.from(steps, ([step]) => (atMs += step))
  return { t, v: Float64Array.from(steps, ([, v]) => v) }
})
const extremes = (v: Float64Array) => {
  const there = [...v].filter((x) => !Number.isNaN(x))
  return there.length === 0 ? null : [there.reduce((a, b) => Math.min(a, b)), there.reduce((a, b) => Math.max(a, b))]
}

describe('decimate', () => {
  it('keeps the global minimum and maximum, the order, the ends and gaps, and only points that were there', () => {
    fc.assert(fc.property(samples, fc.integer({ min: 1, max: 40 }), ({ t, v }, pixels) => {
      const out = decimate(t, v, t[0]!, t.at(-1)!, pixels)
      expect(out.t.length).toBe(out.v.length)
      expect(out.t.length).toBeLessThanOrEqual(Math.max(pixels * 5, t.length <= pixels * 4 ? t.length : 0))
      expect(extremes(out.v)).toEqual(extremes(v))
      expect([out.t[0], out.t.at(-1)]).toEqual([t[0], t.at(-1)])
      expect(out.v.some(Number.isNaN)).toBe(v.some(Number.isNaN))
      let at = 0
      for (let i = 0; i < out.t.length; i += 1) {
        while (at < t.length && !(t[at] === out.t[i] && Object.is(v[at], out.v[i]))) at += 1
        expect(at).toBeLessThan(t.length)
        at += 1
      }
    }))
  })

  it('keeps the extremes of any part that is looked at', () => {
    fc.assert(fc.property(samples, fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), ({ t, v }, a, b) => {
      const [fromMs, toMs] = [Math.min(a, b) * t.at(-1)!, Math.max(a, b) * t.at(-1)!]
      const inside = (times: Float64Array, values: Float64Array) => extremes(values.filter((_, i) => times[i]! >= fromMs && times[i]! <= toMs))
      const out = decimate(t, v, fromMs, toMs, 10)
      expect(inside(out.t, out.v)).toEqual(inside(t, v))
    }))
  })
})

describe('distribution', () => {
  it('is bounded, monotone in its percentiles and blind to order', () => {
    fc.assert(fc.property(fc.array(finite(1e9), { minLength: 1, maxLength: 300 }), (values) => {
      const d = distribution(values)
      const rising = [d.min!, d.p50!, d.p90!, d.p95!, d.p99!, d.max!]
      for (let i = 1; i < rising.length; i += 1) expect(rising[i]!).toBeGreaterThanOrEqual(rising[i - 1]!)
      expect(d.mean!).toBeGreaterThanOrEqual(d.min! - 1e-3)
      expect(d.mean!).toBeLessThanOrEqual(d.max! + 1e-3)
      const reversed = distribution([...values].reverse())
      expect([reversed.min, reversed.p50, reversed.p95, reversed.max, reversed.n]).toEqual([d.min, d.p50, d.p95, d.max, d.n])
    }))
  })
})
