/** The values of a lane at the crosshair, written straight into its head: no React work while the pointer moves. */
import { formatterFor } from '../../../core/format/index.ts'
import type { Lane } from './lane-types.ts'
import { valueAt } from './series-lookup.ts'

/** Marks the element of a lane head that shows the value of one series. */
export const READOUT_ATTRIBUTE = 'data-readout'

/** Digits and separators are the same in both languages. */
const formatter = formatterFor('en')

/** Three significant digits; counts in full. The unit stands in the lane's head. */
export function readoutText(value: number, isCount = false): string {
  return isCount ? formatter.count(value) : formatter.number(value)
}

/** All values of a lane at an instant in words, for those who don't see them. */
export function readoutSentence(lane: Lane, atMs: number): string {
  const parts = lane.series.filter(({ hasReadout }) => hasReadout).flatMap((series) => {
    const value = valueAt(series.tMs, series.value, atMs, series.gapMs)
    return value === null ? [] : [`${series.label} ${readoutText(value, lane.isCount)}`]
  })
  return parts.length === 0 ? '' : `${lane.title} ${parts.join(', ')} ${lane.unit}`.trim()
}

/** `atMs` Infinity = the newest value, null = nothing is shown. */
export function writeReadouts(head: HTMLElement, lane: Lane, atMs: number | null): void {
  for (const series of lane.series) {
    const element = head.querySelector(`[${READOUT_ATTRIBUTE}="${CSS.escape(series.id)}"]`)
    if (element === null) continue
    const newest = series.tMs[series.tMs.length - 1] ?? 0
    const value = atMs === null ? null : valueAt(series.tMs, series.value, atMs === Number.POSITIVE_INFINITY ? newest : atMs, series.gapMs)
    const text = atMs === null ? '' : value === null ? '–' : readoutText(value, lane.isCount)
    if (element.textContent !== text) element.textContent = text
  }
}
