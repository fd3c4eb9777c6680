/** Bins of a session in which a condition on a sensor holds against those in which it does not. */
import type { SignalName } from '../model/telemetry.ts'
import type { EvidenceInput } from './evidence-input.ts'
import { gridSignalOf } from './signal-facts.ts'
import { median } from './windows.ts'

export interface Split {
  /** Median token gap of the bins with and without the condition, ms. */
  readonly withMs: number
  readonly withoutMs: number
  /** Bins on the smaller side. */
  readonly bins: number
  readonly fromMs: number
  readonly toMs: number
}

/** Fewer bins on a side say nothing. */
const minBins = 8

/** Null where the sensor is missing or a side is too small. */
export function beforeAndAfter({ whole }: EvidenceInput, signal: SignalName, holds: (value: number) => boolean): Split | null {
  const { grid, requests } = whole.fine
  const series = gridSignalOf(whole.fine, signal)
  if (series === null) return null
  const sides: { readonly with: number[]; readonly without: number[] } = { with: [], without: [] }
  let [first, last] = [-1, -1]
  requests.itlMs.forEach((itl, i) => {
    const value = series.max[i]!
    if (Number.isNaN(itl) || Number.isNaN(value)) return
    const isHeld = holds(value)
    sides[isHeld ? 'with' : 'without'].push(itl)
    if (isHeld && first < 0) first = i
    if (isHeld) last = i
  })
  const [withMs, withoutMs] = [median(sides.with), median(sides.without)]
  const bins = Math.min(sides.with.length, sides.without.length)
  if (withMs === null || withoutMs === null || bins < minBins) return null
  return { withMs, withoutMs, bins, fromMs: grid.fromMs + first * grid.binMs, toMs: grid.fromMs + (last + 1) * grid.binMs }
}
