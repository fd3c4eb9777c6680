/** A machine that begins to swap: pages move between memory and disk, and every token waits for them. */
import { eventOf, type Detector } from './detector.ts'
import { createHold } from './hold.ts'

const mebibyte = 1_048_576
/** From here it counts as swapping, in both directions together; below the second figure as quiet. */
export const swapBytesPerS = { begin: mebibyte, quiet: mebibyte / 8 } as const
/** Two samples of the slow ring in a row begin it; ten quiet seconds end it. */
const times = { onMs: 1_000, offMs: 10_000 }

export function createSwapDetector(): Detector {
  const hold = createHold(times)
  let inBytesPerS = 0
  return (sample) => {
    const { def, atMs, value } = sample
    if (def.signal === 'swap.in') inBytesPerS = value ?? 0
    // Both are read together, `swap.out` second.
    if (def.signal !== 'swap.out' || value === null) return null
    const perS = inBytesPerS + value
    const edge = hold(atMs, perS >= swapBytesPerS.begin ? true : perS <= swapBytesPerS.quiet ? false : null)
    return edge === null ? null : eventOf(sample, edge.kind === 'begin' ? 'swap-begin' : 'swap-end', edge.atMs, edge.kind === 'begin' ? String(Math.round(perS)) : null)
  }
}
