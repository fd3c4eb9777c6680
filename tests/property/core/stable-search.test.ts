/** Whatever the limit, the search finds it, and never tries without end. */
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { nextTrial, type SearchDecision, type Trial } from '../../../src/core/measure/stable-search.ts'
import type { SearchBounds } from '../../../src/core/model/plan.ts'

const bounds = (startPerS: number, changes: Partial<SearchBounds> = {}): SearchBounds => ({ startPerS, maxPerS: 1000, tolerance: 0.04, maxTrials: 40, ...changes })
const rate = fc.double({ min: 0.05, max: 500, noNaN: true })

function search(which: SearchBounds, holds: (ratePerS: number, trial: number) => boolean): { readonly end: Extract<SearchDecision, { kind: 'end' }>; readonly trials: readonly Trial[] } {
  const trials: Trial[] = []
  for (;;) {
    const decision = nextTrial(trials, which)
    if (decision.kind === 'end') return { end: decision, trials }
    expect(trials.length).toBeLessThan(which.maxTrials)
    trials.push({ ratePerS: decision.ratePerS, passed: holds(decision.ratePerS, trials.length) })
  }
}

it('finds a sharp limit within its tolerance, from above and below, and repeats what it reports', () => {
  fc.assert(fc.property(rate, rate, (start, limit) => {
    fc.pre(limit > start / 30)
    const { end, trials } = search(bounds(start), (ratePerS) => ratePerS <= limit)
    expect(end.end).toBe('found')
    expect(end.stablePerS!).toBeLessThanOrEqual(limit)
    expect(end.kneePerS!).toBeGreaterThan(limit)
    expect(end.kneePerS! / end.stablePerS! - 1).toBeLessThanOrEqual(0.0401)
    expect(trials.filter(({ ratePerS }) => ratePerS === end.stablePerS).length).toBeGreaterThanOrEqual(2)
  }))
})

it('never reports a rate that failed once, and always ends, even when the server answers by dice', () => {
  fc.assert(fc.property(rate, fc.array(fc.boolean(), { minLength: 1, maxLength: 50 }), (start, dice) => {
    const { end, trials } = search(bounds(start), (_, trial) => dice[trial % dice.length]!)
    expect(trials.some(({ ratePerS, passed }) => !passed && ratePerS === end.stablePerS)).toBe(false)
    if (end.end === 'found') expect(end.stablePerS!).toBeLessThan(end.kneePerS!)
  }))
})

it('knows when there is no limit, when nothing holds, and when trials run out', () => {
  expect(search(bounds(1), () => true).end).toMatchObject({ end: 'no-limit', stablePerS: 1000, kneePerS: null })
  expect(search(bounds(1), () => false).end).toMatchObject({ end: 'never-stable', stablePerS: null })
  expect(search(bounds(1, { maxTrials: 3 }), (ratePerS) => ratePerS < 3).end).toMatchObject({ end: 'trials', stablePerS: 2, kneePerS: 4 })
})
