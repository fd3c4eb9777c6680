/** How often each test finds something in persistent noise that has nothing in it: near the promised one in twenty, and real effects are still found. */
import { describe, expect, it } from 'vitest'
import { ar1Noise, changePoints, drift, laggedCorrelation, regimeContrast, scanChanges, seededDraws, spearman, type Draws } from '../../../../src/core/stats/index.ts'
import { twoSidedP } from '../../../../src/core/stats/normal.ts'

/** Share of `runs` in which `finds` is true. */
function rate(runs: number, seed: number, finds: (draws: Draws, run: number) => boolean): number {
  const draws = seededDraws(seed)
  let hits = 0
  for (let run = 0; run < runs; run += 1) if (finds(draws, run)) hits += 1
  return hits / runs
}

const times = (n: number) => Array.from({ length: n }, (_, i) => i)

describe('Spearman with the effective size', () => {
  const between = (phi: number, n: number) => rate(400, 11, (draws) => (spearman(ar1Noise(n, phi, draws), ar1Noise(n, phi, draws)).value?.p ?? 1) < 0.05)

  it.each([[0, 60], [0.5, 60], [0.8, 60], [0.8, 120]] as const)('at persistence %d, n = %d finds little', (phi, n) => {
    const found = between(phi, n)
    expect(found).toBeGreaterThan(0.01)
    expect(found).toBeLessThanOrEqual(0.08)
  })

  it('where ignoring the persistence would find something a fourth of the time', () => {
    const naive = rate(400, 11, (draws) => {
      const found = spearman(ar1Noise(60, 0.8, draws), ar1Noise(60, 0.8, draws)).value
      return found !== null && twoSidedP(Math.atanh(found.rho) * Math.sqrt((60 - 3) / 1.06)) < 0.05
    })
    expect(naive).toBeGreaterThan(0.2)
  })

  it('finds a strong one', () => {
    const power = rate(60, 5, (draws) => {
      const shared = ar1Noise(80, 0.5, draws)
      const [x, y] = [ar1Noise(80, 0.5, draws), ar1Noise(80, 0.5, draws)].map((own) => own.map((value, i) => value * 0.6 + shared[i]!)) as [Float64Array, Float64Array]
      return (spearman(x, y).value?.p ?? 1) < 0.05
    })
    expect(power).toBeGreaterThan(0.85)
  })

  it('says nothing about a constant, and nothing about too few', () => {
    expect(spearman(times(60).map(() => 99), times(60))).toEqual({ value: null, gap: 'constant' })
    expect(spearman([1, 2, 3], [1, 2, 3])).toEqual({ value: null, gap: 'too-few' })
    // Two ramps are worth next to nothing, however long.
    expect(spearman(times(100), times(100)).value === null || spearman(times(100), times(100)).value!.nEffective < 50).toBe(true)
  })
})

describe('correlation at the best lag', () => {
  it.each([[0.5], [0.8]] as const)('at persistence %d finds little although many lags are tried', (phi) => {
    expect(rate(40, 3, (draws, run) => laggedCorrelation(ar1Noise(60, phi, draws), ar1Noise(60, phi, draws), run).value!.p < 0.05)).toBeLessThanOrEqual(0.125)
  })

  it('finds which one moves first', () => {
    const draws = seededDraws(9)
    const x = ar1Noise(120, 0.5, draws)
    const y = x.map((_, i) => (x[i - 3] ?? 0) + 0.4 * draws.normal())
    expect(laggedCorrelation(x, y, 1).value).toMatchObject({ lag: 3, lags: 25 })
    expect(laggedCorrelation(x, y, 1).value!.p).toBeLessThan(0.05)
    expect(laggedCorrelation(y, x, 1).value!.lag).toBe(-3)
  })

  it('needs a minute of bins', () => {
    expect(laggedCorrelation(times(59), times(59), 1)).toEqual({ value: null, gap: 'too-few' })
    expect(laggedCorrelation(times(80).map(() => 1), times(80), 1)).toEqual({ value: null, gap: 'constant' })
  })
})

describe('drift', () => {
  it.each([[0, 0.08], [0.5, 0.08], [0.8, 0.08], [0.95, 0.13]] as const)('at persistence %d is found at most %d of the time', (phi, most) => {
    expect(rate(150, 21, (draws) => drift(times(100), ar1Noise(100, phi, draws))!.p < 0.05)).toBeLessThanOrEqual(most)
  })

  it('is found where it is, with its slope', () => {
    const draws = seededDraws(2)
    const found = drift(times(200), ar1Noise(200, 0.5, draws).map((value, i) => value + 0.03 * i))!
    expect(found.p).toBeLessThan(0.001)
    expect(found.low).toBeLessThan(0.03)
    expect(found.high).toBeGreaterThan(0.03)
  })

  it('stays quick for long series, by means of blocks', () => {
    const found = drift(times(100_000), times(100_000).map((i) => i * 2 + Math.sin(i)))!
    expect(found.n).toBeLessThanOrEqual(500)
    expect(found.slope).toBeCloseTo(2, 3)
  })

  it('says nothing of a constant or of too few', () => {
    expect(drift(times(100), times(100).map(() => 5))).toBeNull()
    expect(drift(times(39), times(39))).toBeNull()
  })
})

describe('change points', () => {
  it.each([[0, 0.1], [0.5, 0.12], [0.8, 0.19]] as const)('in noise of persistence %d are found at most %d of the time', (phi, most) => {
    expect(rate(100, 31, (draws, run) => changePoints(ar1Noise(60, phi, draws), run)!.length > 0)).toBeLessThanOrEqual(most)
  })

  it('lie within three samples of a step of two deviations', () => {
    const near = rate(30, 4, (draws, run) => {
      const [first] = changePoints(ar1Noise(90, 0.3, draws).map((value, i) => value + (i >= 40 ? 2 : 0)), run)!
      return first !== undefined && Math.abs(first.at - 40) <= 3
    })
    expect(near).toBeGreaterThanOrEqual(0.75)
  })

  it('come in order, with the levels on both sides', () => {
    const draws = seededDraws(8)
    const found = changePoints(Float64Array.from({ length: 120 }, (_, i) => (i < 40 ? 10 : i < 80 ? 30 : 20) + draws.normal()), 1)!
    expect(found.map(({ at }) => at)).toEqual([40, 80])
    expect(found[0]!.before).toBeCloseTo(10, 0)
    expect(found[0]!.after).toBeCloseTo(30, 0)
    expect(found[1]!.after).toBeCloseTo(20, 0)
  })

  it('are not looked for in a short series', () => {
    expect(changePoints(times(59), 1)).toBeNull()
  })
})

describe('a scan of many series for changes', () => {
  const noises = (m: number, n: number, phi: number, draws: Draws) => Array.from({ length: m }, () => ar1Noise(n, phi, draws))
  const anyChange = (series: readonly ArrayLike<number>[]) => scanChanges(series).series.some(({ changes }) => changes.length > 0)

  it.each([[0, 60], [0.3, 60], [0.5, 60], [0.3, 120], [0.5, 120], [0.5, 400]] as const)('of fifteen, in noise of persistence %d over %d bins, finds any at most about once in ten', (phi, n) => {
    expect(rate(60, 17, (draws) => anyChange(noises(15, n, phi, draws)))).toBeLessThanOrEqual(0.1)
  })

  it('refuses most noise that remembers too much', () => {
    const refused = rate(60, 3, (draws) => scanChanges([ar1Noise(120, 0.8, draws)]).series[0]!.gap === 'persistent')
    expect(refused).toBeGreaterThan(0.85)
  })

  it('finds the one that stepped among fifteen, and hardly ever another', () => {
    const draws = seededDraws(4)
    const scans = Array.from({ length: 40 }, () => scanChanges([ar1Noise(90, 0.2, draws).map((value, i) => value + (i >= 40 ? 2.5 : 0)), ...noises(14, 90, 0.2, draws)]))
    expect(scans.filter(({ series: [first] }) => first!.changes.some(({ at, p }) => Math.abs(at - 40) <= 3 && p <= 0.05)).length).toBeGreaterThanOrEqual(28)
    expect(scans.filter(({ series: [, ...others] }) => others.some(({ changes }) => changes.length > 0)).length).toBeLessThanOrEqual(3)
  })

  it('finds two steps of one series, thins a long one, and tells where in the values given', () => {
    const draws = seededDraws(8)
    const [found] = scanChanges([Float64Array.from({ length: 360 }, (_, i) => (i < 120 ? 10 : i < 240 ? 30 : 20) + draws.normal())]).series
    expect(found!.changes.map(({ at, n, size }) => [at, n, size])).toEqual([[120, 180, 2], [240, 180, 2]])
    expect(found!.changes[0]!.before).toBeCloseTo(10, 0)
    expect(found!.changes[1]!.after).toBeCloseTo(20, 0)
  })

  it('corrects for what it looked at: the same step is less sure among many', () => {
    const draws = seededDraws(2)
    const step = ar1Noise(80, 0, draws).map((value, i) => value + (i >= 40 ? 1.4 : 0))
    const pAmong = (others: number) => scanChanges([step, ...noises(others, 80, 0, draws)]).series[0]!.changes[0]?.p ?? 1
    expect(pAmong(30)).toBeGreaterThan(pAmong(0))
  })

  it('says why a series was not tested, and does not count it', () => {
    const { series, tests } = scanChanges([times(59), Array.from({ length: 90 }, () => 7), times(90), Array.from({ length: 90 }, () => Number.NaN)])
    expect(series.map(({ gap }) => gap)).toEqual(['too-few', 'constant', 'persistent', 'too-few'])
    expect(tests).toBe(0)
  })
})

describe('the contrast of two regimes', () => {
  const switching = (n: number, draws: Draws) => {
    let on = false
    return times(n).map(() => (on = draws.uniform() < 0.12 ? !on : on))
  }

  it.each([[0], [0.5], [0.8]] as const)('in noise of persistence %d is claimed seldom', (phi) => {
    const claims = rate(60, 13, (draws, run) => {
      const found = regimeContrast(ar1Noise(80, phi, draws), switching(80, draws), 'bins', run)
      return found !== null && found.isEnough && (found.low > 0 || found.high < 0)
    })
    expect(claims).toBeLessThanOrEqual(0.12)
  })

  it('is found where it is, with an interval around it', () => {
    const draws = seededDraws(6)
    const holds = switching(120, draws)
    const found = regimeContrast(ar1Noise(120, 0.5, draws).map((value, i) => 100 + value + (holds[i]! ? 3 : 0)), holds, 'bins', 1)!
    expect(found).toMatchObject({ isEnough: true })
    expect(found.low).toBeGreaterThan(0)
    expect(found.low).toBeLessThan(3)
    expect(found.high).toBeGreaterThan(3)
  })

  it('is an anecdote in a single episode, and nothing on one side', () => {
    expect(regimeContrast(times(40), times(40).map((i) => i >= 20), 'bins', 1)).toMatchObject({ episodes: 1, isEnough: false, inside: 20, outside: 20 })
    expect(regimeContrast(times(40), times(40).map(() => true), 'bins', 1)).toBeNull()
    expect(regimeContrast([1, Number.NaN, 3], [true, true, null], 'bins', 1)).toBeNull()
  })

  it('thins long series and still counts all of their episodes', () => {
    const found = regimeContrast(times(50_000).map((i) => i % 7), times(50_000).map((i) => i % 100 < 50), 'requests', 1)!
    expect(found).toMatchObject({ inside: 25_000, episodes: 500, isEnough: true })
  })
})
