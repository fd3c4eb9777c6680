/** One sensor over one window: its samples in a few numbers, and ways to ask for them by name. */
import { timeMean, type Interval } from '../analysis/index.ts'
import type { SignalName, SignalSeries } from '../model/telemetry.ts'
import { indexRange, isBitMask } from '../series/index.ts'
import { quantileOfSorted } from '../stats/index.ts'
import type { Fact, GridFacts, SignalFacts, WindowFacts } from './evidence-input.ts'
import type { GridSignal } from '../series/index.ts'

function known(series: SignalSeries, [fromMs, toMs]: Interval): Float64Array {
  const shift = series.windowMs / 2
  const [from, to] = indexRange(series.tMs, fromMs + shift, toMs + shift)
  return series.value.slice(from, to).filter((value) => !Number.isNaN(value))
}

/** A bit mask has no mean and no order: its `max` is all bits that were set. */
export function signalFacts(series: SignalSeries, interval: Interval): SignalFacts {
  const { tMs: _, value: __, ...def } = series
  const values = known(series, interval)
  const { mean, coverage } = timeMean(series, interval)
  const base = { ...def, n: values.length, coverage }
  if (values.length === 0) return { ...base, mean: null, min: null, p50: null, max: null }
  if (isBitMask(series)) return { ...base, mean: null, min: null, p50: null, max: values.reduce((all, bits) => (all | bits) >>> 0, 0) }
  values.sort()
  return { ...base, mean, min: values[0]!, p50: quantileOfSorted(values, 0.5), max: values.at(-1)! }
}

/** Share 0..1 of a window's samples in which any of `bits` is set; null without samples. */
export function maskShare(series: SignalSeries, bits: number, interval: Interval): { readonly share: number | null; readonly n: number } {
  const values = known(series, interval)
  const set = values.reduce((count, value) => ((value & bits) === 0 ? count : count + 1), 0)
  return { share: values.length === 0 ? null : set / values.length, n: values.length }
}

/** All devices of a signal that have values in the window. */
export function signalsOf(window: WindowFacts, signal: SignalName): readonly SignalFacts[] {
  return window.signals.filter((facts) => facts.signal === signal && facts.n > 0)
}

type Figure = 'mean' | 'min' | 'p50' | 'max'

/** One figure of a signal: the highest of its devices where there are several. */
export function signalFigure(window: WindowFacts, signal: SignalName, figure: Figure): Fact<number> {
  const all = window.signals.filter((facts) => facts.signal === signal)
  let best: number | null = null
  for (const facts of all) {
    const value = facts[figure]
    if (value !== null && (best === null || value > best)) best = value
  }
  if (best !== null) return { value: best, gap: null }
  return { value: null, gap: all.length === 0 ? 'no-sensor' : all.find(({ reason }) => reason !== null)?.reason ?? 'too-few' }
}

/** A signal on the grid: of several devices the one with the highest mean value. Null where there is none. */
export function gridSignalOf({ signals }: GridFacts, signal: SignalName): GridSignal | null {
  let best: { readonly signal: GridSignal; readonly sum: number } | null = null
  for (const one of signals) {
    if (one.signal !== signal || one.max.every(Number.isNaN)) continue
    const sum = one.mean.reduce((total, value) => (Number.isNaN(value) ? total : total + value), 0)
    if (best === null || sum > best.sum) best = { signal: one, sum }
  }
  return best?.signal ?? null
}
