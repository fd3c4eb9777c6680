/** The wall clock against the one that only runs forward: a jump explains why log times do not fit. */

/** Corrections below this are the usual work of time services, ms. */
const jumpMs = 500

/** Takes both clocks at one instant; gives by how much the wall clock was set since the reading before, ms, or null. */
export function createClockDetector(): (monotonicMs: number, wallMs: number) => number | null {
  let offsetMs: number | null = null
  return (monotonicMs, wallMs) => {
    const now = wallMs - monotonicMs
    const before = offsetMs
    offsetMs = now
    return before === null || Math.abs(now - before) < jumpMs ? null : Math.round(now - before)
  }
}
