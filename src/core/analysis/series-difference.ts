/** How far two arms of a series are apart, with an interval that knows both of runs that differ and of requests that differ. */
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import type { Difference } from '../model/series-analysis.ts'
import { beta, type Uniform } from '../stats/draws.ts'
import { quantileOfSorted } from '../stats/distribution.ts'
import { medianOrNull } from '../stats/ranks.ts'

/** One run's figure: a quantile of its requests, or a single number where only runs can be drawn. `effectiveN`: how many independent requests they are worth. */
export type RunFigure =
  | { readonly kind: 'quantile'; readonly sorted: Float64Array; readonly p: number; readonly effectiveN?: number }
  | { readonly kind: 'number'; readonly value: number }

const draws = 1000
const minRuns = 3
const seed = 0x5eed

/** Two-sided 95 % points of Student's t for 1 … 10 degrees of freedom. */
const studentT = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228] as const
const normalPoint = 1.96

function studentPoint(degrees: number): number {
  return studentT[degrees - 1] ?? normalPoint + 2.4 / degrees
}

function figureOf(run: RunFigure): number | null {
  return run.kind === 'number' ? run.value : quantileOfSorted(run.sorted, run.p)
}

/**
 * A quantile of a resample of the run's requests, drawn without resampling them: the k-th of n uniform numbers follows
 * Beta(k, n − k + 1), and a resample's k-th value is the sample's at that share.
 */
export function redraw(run: RunFigure, uniform: Uniform): number {
  if (run.kind === 'number') return run.value
  const last = run.sorted.length - 1
  const n = run.effectiveN ?? run.sorted.length
  const rank = run.effectiveN === undefined ? Math.round(run.p * (n - 1)) + 1 : run.p * (n - 1) + 1
  return run.sorted[Math.min(last, Math.floor(run.sorted.length * beta(rank, n - rank + 1, uniform)))]!
}

function redrawMedian(runs: readonly RunFigure[], uniform: Uniform): number {
  const values = runs.map(() => redraw(runs[Math.floor(uniform() * runs.length)]!, uniform))
  return medianOrNull(values)!
}

/** Both ends of the middle 95 % of log ratios, moved outwards because a bootstrap of few runs is too narrow. */
function interval(a: readonly RunFigure[], b: readonly RunFigure[], logRatio: number): readonly [number, number] | null {
  const generator = xoroshiro128plus(seed)
  const uniform = (): number => uniformFloat64(generator)
  const logs: number[] = []
  for (let draw = 0; draw < draws; draw += 1) {
    const ratio = redrawMedian(b, uniform) / redrawMedian(a, uniform)
    if (!(ratio > 0) || !Number.isFinite(ratio)) return null
    logs.push(Math.log(ratio))
  }
  logs.sort((x, y) => x - y)
  const fewest = Math.min(a.length, b.length)
  const widening = (studentPoint(a.length + b.length - 2) / normalPoint) * Math.sqrt(fewest / (fewest - 1))
  const end = (p: number): number => Math.exp(logRatio + widening * (quantileOfSorted(logs, p)! - logRatio)) - 1
  return [end(0.025), end(0.975)]
}

function withFigure(runs: readonly RunFigure[]): readonly RunFigure[] {
  return runs.filter((run) => figureOf(run) !== null)
}

function medianOf(runs: readonly RunFigure[]): number | null {
  return medianOrNull(runs.flatMap((run) => figureOf(run) ?? []))
}

/** Two-level bootstrap of (B − A) / A: runs are drawn with replacement, and within each its requests. The same input gives the same interval. */
export function differenceOf(a: readonly RunFigure[], b: readonly RunFigure[]): Difference {
  const [inA, inB] = [withFigure(a), withFigure(b)]
  const [middleA, middleB] = [medianOf(inA), medianOf(inB)]
  const share = middleA === null || middleB === null || middleA <= 0 || middleB <= 0 ? null : middleB / middleA - 1
  if (share === null || inA.length < minRuns || inB.length < minRuns) return { share, interval: null, verdict: 'too-few-runs' }
  const ends = interval(inA, inB, Math.log(1 + share))
  if (ends === null || (ends[0] <= 0 && ends[1] >= 0)) return { share, interval: ends, verdict: 'none-shown' }
  return { share, interval: ends, verdict: share > 0 ? 'b-higher' : 'b-lower' }
}
