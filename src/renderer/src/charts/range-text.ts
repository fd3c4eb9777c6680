/** A range of session time in words. */
import { clockText } from './axis-scale.ts'
import type { Range } from './timeline-store.ts'

/** “0:42–0:58”; with tenths below ten seconds. */
export function rangeText([fromMs, toMs]: Range): string {
  const decimals = toMs - fromMs < 10_000 ? 1 : 0
  return `${clockText(fromMs, decimals)}–${clockText(toMs, decimals)}`
}
