/** Which of many series changed their level, and where? Pettitt's test in all of them, corrected for how often was looked. */
import { ar1Noise, lagOne } from './autocorrelation.ts'
import { maxPersistence, minChangePoints, minSegment, pettitt, stepFreePersistence } from './change-points.ts'
import { holm } from './multiple.ts'
import { seededDraws } from './random.ts'
import { median } from './ranks.ts'

/** Longer series are thinned to means: a step is a step. */
const maxPoints = 180
/** So many that a level of 0.05 is within reach for some twenty series and their parts. */
const surrogates = 999
const level = 0.05
/** Of one series. */
const mostChanges = 3
/** Chance is simulated for a few lengths and persistences, each time the next less favourable one. */
const lengthStep = 1.25
const persistenceStep = 0.05
/** Persistence is itself an estimate from few values: chance is given so much more of it, divided by √n. With it, a scan of noise finds something less than once in twenty, up to the persistence that is allowed. */
const doubt = 2
const mostPersistence = 0.95
/** A step in the middle of a bin leaves a value between its levels. */
const stepWidth = 2

export interface ScannedChange {
  /** First position of the new level in the series as given. */
  readonly at: number
  readonly before: number
  readonly after: number
  /** Holm's, over all tests of the scan. */
  readonly p: number
  /** Values that were tested, and how many of the given ones each stands for. */
  readonly n: number
  readonly size: number
}

/** Why a series was not tested: too short, all the same, or noise that remembers so much that it looks like steps by itself. */
export type ScanGap = 'too-few' | 'constant' | 'persistent'

export type SeriesScan = { readonly gap: null; readonly changes: readonly ScannedChange[] } | { readonly gap: ScanGap; readonly changes: readonly [] }

export interface ChangeScan {
  /** In the order given. */
  readonly series: readonly SeriesScan[]
  /** Tests that were made, parts of series included: what p is corrected for. */
  readonly tests: number
}

const chance = new Map<string, Float64Array>()

function scaled(k: number, n: number): number {
  return k / Math.sqrt(n ** 3 + n ** 2)
}

/** Pettitt's statistic in noise without a change, ascending and free of its length. Always the same for the same two numbers. */
function chanceOf(length: number, persistence: number): Float64Array {
  const n = Math.floor(2 * minSegment * lengthStep ** Math.floor(Math.log(length / (2 * minSegment)) / Math.log(lengthStep) + 1e-9))
  const steps = Math.ceil(persistence / persistenceStep - 1e-9)
  const key = `${n}/${steps}`
  const known = chance.get(key)
  if (known !== undefined) return known
  const draws = seededDraws(1_000 * n + steps)
  const made = Float64Array.from({ length: surrogates }, () => scaled(pettitt(ar1Noise(n, steps * persistenceStep, draws), minSegment).k, n)).sort()
  chance.set(key, made)
  return made
}

function pOf(k: number, n: number, persistence: number): number {
  const sorted = chanceOf(n, persistence)
  const own = scaled(k, n)
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (sorted[middle]! < own) low = middle + 1
    else high = middle
  }
  return (sorted.length - low + 1) / (sorted.length + 1)
}

interface Thinned {
  readonly values: Float64Array
  readonly size: number
}

/** Gaps keep the value before them, so that positions stay true. */
function thinned(all: ArrayLike<number>): Thinned | null {
  const given = Array.from(all)
  const known = given.filter(Number.isFinite)
  if (known.length < minChangePoints || known.length < 0.8 * given.length) return null
  let last = known[0]!
  const whole = Float64Array.from(given, (value) => (last = Number.isFinite(value) ? value : last))
  const size = Math.ceil(whole.length / maxPoints)
  const values = Float64Array.from({ length: Math.floor(whole.length / size) }, (_, i) => whole.subarray(i * size, (i + 1) * size).reduce((sum, value) => sum + value, 0) / size)
  return values.length < minChangePoints ? null : { values, size }
}

interface Cut {
  readonly at: number
  readonly p: number
}

/** What is left of the values when their levels are taken off, on both sides of the cut and of the next one within each side: another step is no persistence. */
function aroundLevels(values: Float64Array, at: number): Float64Array {
  const inner = ([values.subarray(0, at), values.subarray(at)] as const).map((side, i) => (side.length < 2 * minSegment ? null : (i === 0 ? 0 : at) + pettitt(side, minSegment).at))
  const edges = [0, at, values.length, ...inner.filter((edge) => edge !== null)].toSorted((a, b) => a - b)
  const left = values.slice()
  edges.slice(1).forEach((to, i) => {
    const part = left.subarray(edges[i], to)
    const middle = median(part)
    part.forEach((value, k) => { part[k] = value - middle })
  })
  return left
}

/** Every test that was made, the ones that found nothing too; cuts from the first, each within a part that the last one left. */
function search(values: Float64Array): { readonly gap: ScanGap | null; readonly tests: readonly Cut[]; readonly cuts: readonly number[] } {
  if (values.every((value) => value === values[0])) return { gap: 'constant', tests: [], cuts: [] }
  const tests: Cut[] = []
  const cuts: number[] = []
  const open: (readonly [from: number, to: number])[] = [[0, values.length]]
  while (open.length > 0 && cuts.length < mostChanges) {
    const [from, to] = open.shift()!
    const part = values.slice(from, to)
    if (part.length < 2 * minSegment) continue
    const { at, k } = pettitt(part, minSegment)
    if (k === 0) continue
    const [stepFree, around] = [stepFreePersistence(part, stepWidth), lagOne(aroundLevels(part, at))]
    // Either is misled by something: a beat of the bins with what they count, or a third level.
    if (Math.min(stepFree, around) > maxPersistence) {
      if (tests.length === 0) return { gap: 'persistent', tests, cuts: [] }
      continue
    }
    const persistence = Math.max(0, stepFree, around)
    const p = pOf(k, part.length, Math.min(mostPersistence, persistence + doubt / Math.sqrt(part.length)))
    tests.push({ at: from + at, p })
    if (p > level) continue
    cuts.push(tests.length - 1)
    open.push([from, from + at], [from + at, to])
  }
  return { gap: null, tests, cuts }
}

function levels({ values, size }: Thinned, cuts: readonly Cut[]): readonly ScannedChange[] {
  const kept = cuts.filter(({ p }) => p <= level).toSorted((a, b) => a.at - b.at)
  const edges = [0, ...kept.map(({ at }) => at), values.length]
  return kept.map(({ at, p }, i) => ({ at: at * size, p, n: values.length, size, before: median(values.subarray(edges[i], at)), after: median(values.subarray(at, edges[i + 2])) }))
}

/** Pure: the same series give the same answer. Quick after the first scans, which simulate chance. */
export function scanChanges(series: readonly ArrayLike<number>[]): ChangeScan {
  const found = series.map((all) => {
    const thin = thinned(all)
    return { thin, ...(thin === null ? { gap: 'too-few' as const, tests: [], cuts: [] } : search(thin.values)) }
  })
  const adjusted = holm(found.flatMap(({ tests }) => tests.map(({ p }) => p)))
  let before = 0
  return {
    tests: adjusted.length,
    series: found.map(({ thin, gap, tests, cuts }): SeriesScan => {
      const first = before
      before += tests.length
      if (thin === null || gap !== null) return { gap: gap ?? 'too-few', changes: [] }
      return { gap: null, changes: levels(thin, cuts.map((test) => ({ at: tests[test]!.at, p: adjusted[first + test]! }))) }
    }),
  }
}
