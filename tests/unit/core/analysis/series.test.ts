import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import { describe, expect, test } from 'vitest'
import { analyseSession } from '../../../../src/core/analysis/index.ts'
import { differenceOf, type RunFigure } from '../../../../src/core/analysis/series-difference.ts'
import { analyseSeries, seriesRunOf } from '../../../../src/core/analysis/series.ts'
import type { SessionId } from '../../../../src/core/model/ids.ts'
import { seedOfRun, seriesLength, seriesPlaces, seriesPosition, type SeriesPlace } from '../../../../src/core/model/repeats.ts'
import type { SeriesRun } from '../../../../src/core/model/series-analysis.ts'
import { normal, type Uniform } from '../../../../src/core/stats/draws.ts'
import { fakeStoredSession } from '../../../support/stored-session.ts'

function uniformOf(seed: number): Uniform {
  const generator = xoroshiro128plus(seed)
  return () => uniformFloat64(generator)
}

/** Runs whose own level varies by `runSpread`, and their requests by `requestSpread`, both as shares of the level. */
function runsOf(uniform: Uniform, count: number, level: number, runSpread: number, requestSpread: number, n = 60): readonly RunFigure[] {
  return Array.from({ length: count }, () => {
    const own = level * Math.exp(runSpread * normal(uniform))
    return { kind: 'quantile', p: 0.5, sorted: Float64Array.from({ length: n }, () => own * Math.exp(requestSpread * normal(uniform))).sort() } as const
  })
}

describe('places in a series', () => {
  test('two arms take turns', () => {
    const places = seriesPlaces('s', 2, 2)
    expect(places.map(({ arm, repeat }) => `${arm}${repeat}`)).toEqual(['A1', 'B1', 'A2', 'B2'])
    expect(places.map(seriesPosition)).toEqual([1, 2, 3, 4])
    expect(seriesLength(places[0]!)).toBe(4)
  })

  test('every run has a seed of its own, the first the plan\'s', () => {
    const seeds = seriesPlaces('s', 20, 2).map((place) => seedOfRun(4_294_967_290, place))
    expect(seeds[0]).toBe(4_294_967_290)
    expect(new Set(seeds).size).toBe(40)
    for (const seed of seeds) expect(Number.isInteger(seed) && seed >= 0 && seed <= 0xffff_ffff).toBe(true)
  })
})

describe('the difference of two arms', () => {
  test('a clear one is found, with its size inside of the interval', () => {
    const uniform = uniformOf(1)
    const { share, interval, verdict } = differenceOf(runsOf(uniform, 5, 100, 0.02, 0.2), runsOf(uniform, 5, 130, 0.02, 0.2))
    expect(verdict).toBe('b-higher')
    expect(share).toBeGreaterThan(0.2)
    expect(interval![0]).toBeLessThan(0.3)
    expect(interval![1]).toBeGreaterThan(0.3)
  })

  test('runs that differ by themselves hide a small one', () => {
    const uniform = uniformOf(4)
    expect(differenceOf(runsOf(uniform, 3, 100, 0.15, 0.1), runsOf(uniform, 3, 104, 0.15, 0.1)).verdict).toBe('none-shown')
  })

  test.each([[3, 0.1], [5, 0.1]])('with %i equal runs an arm, a difference is claimed in at most one of ten', (count, limit) => {
    const uniform = uniformOf(count)
    let claims = 0
    for (let i = 0; i < 60; i += 1) {
      const { verdict } = differenceOf(runsOf(uniform, count, 100, 0.05, 0.3), runsOf(uniform, count, 100, 0.05, 0.3))
      if (verdict !== 'none-shown') claims += 1
    }
    expect(claims / 60).toBeLessThanOrEqual(limit)
  })

  test('below three runs nothing is claimed', () => {
    const uniform = uniformOf(3)
    expect(differenceOf(runsOf(uniform, 2, 100, 0, 0.1), runsOf(uniform, 3, 200, 0, 0.1))).toMatchObject({ interval: null, verdict: 'too-few-runs' })
  })

  test('whole-run figures are compared by runs alone', () => {
    const numbers = (values: readonly number[]): readonly RunFigure[] => values.map((value) => ({ kind: 'number', value }))
    expect(differenceOf(numbers([100, 101, 99, 100]), numbers([80, 81, 79, 80]))).toMatchObject({ share: expect.closeTo(-0.2, 10) as number, verdict: 'b-lower' })
    expect(differenceOf([], numbers([1, 2, 3]))).toEqual({ share: null, interval: null, verdict: 'too-few-runs' })
  })
})

describe('a series', () => {
  const runAt = (place: SeriesPlace, seed: number): SeriesRun => {
    const stored = fakeStoredSession({ seed, users: [1, 4] })
    const session = { ...stored, meta: { ...stored.meta, id: `${place.arm}${place.repeat}` as SessionId, place } }
    return seriesRunOf(session, analyseSession(session))!
  }
  const places = seriesPlaces('s', 3, 2)
  const runs = places.map((place, i) => runAt(place, i + 1))

  test('pools all requests, and takes the median of the runs', () => {
    const { stages, a, b, leftOut } = analyseSeries(places[0]!, runs)
    expect(stages.map(({ load }) => load.concurrency)).toEqual([1, 4])
    expect([a.runs.length, b?.runs.length, leftOut.length]).toEqual([3, 3, 0])
    const inA = runs.filter(({ arm }) => arm === 'A').map((run) => run.stages[1]!)
    expect(stages[1]!.a.pooled.ttftMs.n).toBe(inA.reduce((sum, { ttftMs }) => sum + ttftMs.length, 0))
    expect(stages[1]!.a.figures.ttftP50Ms.median).toBe(inA.map(({ values }) => values.ttftP50Ms!).toSorted((x, y) => x - y)[1])
    expect(stages[1]!.differences?.ttftP50Ms.interval).not.toBeNull()
  })

  test('points out the run that stands apart, and keeps it', () => {
    const slow = runs.map((run) => (run.sessionId !== 'A2' ? run : { ...run, stages: run.stages.map((stage) => ({ ...stage, values: { ...stage.values, tpotP50Ms: stage.values.tpotP50Ms! * 2 } })) }))
    const { figures } = analyseSeries(places[0]!, slow).stages[0]!.a
    expect(figures.tpotP50Ms.deviating).toEqual([1])
    expect(figures.tpotP50Ms.runs).toHaveLength(3)
  })

  test('leaves out what did not complete, and says so', () => {
    const { a, leftOut } = analyseSeries(places[0]!, runs.map((run, i) => (i === 0 ? { ...run, status: 'failed' as const } : run)))
    expect(a.runs).toHaveLength(2)
    expect(leftOut.map(({ sessionId }) => sessionId)).toEqual(['A1'])
  })

  test('plain repeats have no other arm', () => {
    const alone = seriesPlaces('s', 3, 1)
    const { b, stages } = analyseSeries(alone[0]!, alone.map((place, i) => runAt(place, i + 1)))
    expect(b).toBeNull()
    expect(stages[0]!.b).toBeNull()
    expect(stages[0]!.differences).toBeNull()
  })
})
