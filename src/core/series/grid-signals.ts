/** Sensors on a common grid: time-weighted means and maxima, averaged readings set to the middle of the time they stand for. */
import type { SignalSeries } from '../model/telemetry.ts'
import { bisectRight } from 'd3-array'
import type { GridSignal, TimeGrid } from './grid.ts'

/** Holes longer than this many usual periods are not bridged. */
const maxPeriods = 3

/** Sorting the steps of an hour of samples once is enough: the arrays of a series are not changed. */
const knownPeriods = new WeakMap<Float64Array, { readonly samples: number; readonly periodMs: number }>()

/** The median distance of samples, ms; 0 below two. */
export function usualPeriodMs(tMs: Float64Array): number {
  const known = knownPeriods.get(tMs)
  if (known?.samples === tMs.length) return known.periodMs
  const periodMs = medianStep(tMs)
  knownPeriods.set(tMs, { samples: tMs.length, periodMs })
  return periodMs
}

function medianStep(tMs: Float64Array): number {
  const steps = Float64Array.from({ length: Math.max(0, tMs.length - 1) }, (_, i) => (tMs[i + 1] ?? 0) - (tMs[i] ?? 0)).sort()
  return steps[steps.length >> 1] ?? 0
}

/** So many distances on either side tell the period that held there. */
const nearby = 3

/** The period around the samples `i - 1` and `i`, ms: the longer of those before and after, because it may have been changed between them. 0 where nothing tells. */
export function periodAround(tMs: Float64Array, i: number): number {
  return Math.max(medianStep(tMs.subarray(Math.max(0, i - 1 - nearby), i)), medianStep(tMs.subarray(i, i + 1 + nearby)))
}

/** Whether the time between the samples `i - 1` and `i` is too long to be bridged: by the period of the series, and by that around them. */
export function isHole(tMs: Float64Array, i: number): boolean {
  const stepMs = tMs[i]! - tMs[i - 1]!
  return stepMs > maxPeriods * usualPeriodMs(tMs) && stepMs > maxPeriods * periodAround(tMs, i)
}

/** Each bit is a reason of its own, so a mean of them means nothing. */
export function isBitMask({ signal }: Pick<SignalSeries, 'signal'>): boolean {
  return signal === 'gpu.throttle'
}

interface Sums {
  readonly area: Float64Array
  readonly coveredMs: Float64Array
}

/** Adds the trapezoid from (t0, v0) to (t1, v1) to the bins it crosses. */
function addSegment({ fromMs, binMs, count }: TimeGrid, { area, coveredMs }: Sums, t0: number, v0: number, t1: number, v1: number): void {
  const at = (t: number) => v0 + ((v1 - v0) * (t - t0)) / (t1 - t0)
  let bin = Math.max(0, Math.floor((t0 - fromMs) / binMs))
  while (bin < count) {
    const [a, b] = [Math.max(t0, fromMs + bin * binMs), Math.min(t1, fromMs + (bin + 1) * binMs)]
    if (b <= a) return
    area[bin] = area[bin]! + ((at(a) + at(b)) / 2) * (b - a)
    coveredMs[bin] = coveredMs[bin]! + (b - a)
    bin += 1
  }
}

function means(grid: TimeGrid, { tMs, value, windowMs }: SignalSeries, from: number): Float64Array {
  const sums: Sums = { area: new Float64Array(grid.count), coveredMs: new Float64Array(grid.count) }
  const endMs = grid.fromMs + grid.count * grid.binMs
  for (let i = Math.max(1, from); i < tMs.length; i += 1) {
    const [t0, t1] = [tMs[i - 1]! - windowMs / 2, tMs[i]! - windowMs / 2]
    if (t0 >= endMs) break
    const [v0, v1] = [value[i - 1]!, value[i]!]
    if (t1 <= t0 || Number.isNaN(v0 + v1) || isHole(tMs, i)) continue
    addSegment(grid, sums, t0, v0, t1, v1)
  }
  return sums.area.map((area, i) => (sums.coveredMs[i]! > 0 ? area / sums.coveredMs[i]! : Number.NaN))
}

function maxima(grid: TimeGrid, series: SignalSeries, from: number): Float64Array {
  const join = isBitMask(series) ? (a: number, b: number) => (a | b) >>> 0 : Math.max
  const result = new Float64Array(grid.count).fill(Number.NaN)
  for (let i = from; i < series.tMs.length; i += 1) {
    const bin = Math.floor((series.tMs[i]! - series.windowMs / 2 - grid.fromMs) / grid.binMs)
    if (bin >= grid.count) break
    const value = series.value[i]!
    if (bin < 0 || Number.isNaN(value)) continue
    const held = result[bin]!
    result[bin] = Number.isNaN(held) ? value : join(held, value)
  }
  return result
}

export function gridSignal(grid: TimeGrid, series: SignalSeries): GridSignal {
  const { tMs, value: _, ...def } = series
  const from = Math.max(0, bisectRight(tMs, grid.fromMs + series.windowMs / 2) - 1)
  const mean = isBitMask(series) ? new Float64Array(grid.count).fill(Number.NaN) : means(grid, series, from)
  return { ...def, mean, max: maxima(grid, series, from) }
}
