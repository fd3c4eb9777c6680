/** The stretch of time that is meant by a pointed-at instant: the brushed range around it, else a second or a little of what is in view. */
import type { Range, TimelineState } from './timeline-store.ts'

const LEAST_MS = 1_000
const VIEW_SHARE = 0.01

export function momentRange({ selection, view, domain }: TimelineState, atMs: number): Range {
  if (selection !== null && atMs >= selection[0] && atMs <= selection[1] && selection[1] > selection[0]) return selection
  const halfMs = Math.max(LEAST_MS, VIEW_SHARE * (view[1] - view[0])) / 2
  return [Math.max(domain[0], atMs - halfMs), Math.min(domain[1], atMs + halfMs)]
}
