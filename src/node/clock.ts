/** The session clock: one zero for every process and thread, because CLOCK_MONOTONIC is shared by all of them. */
import { performance } from 'node:perf_hooks'

export interface SessionClock {
  /** Monotonic ms since session time 0, float64. */
  nowMs(): number
}

const tries = 5

/** A clock whose 0 is `originNs` of `process.hrtime.bigint()`, in any process of this machine. */
export function sessionClock(originNs: bigint): SessionClock {
  const offsetMs = measureOffsetMs(originNs)
  return { nowMs: () => performance.now() + offsetMs }
}

/** Session time at `performance.now()` = 0; the narrowest of a few bracketings, so that a preemption between two reads doesn't matter. */
function measureOffsetMs(originNs: bigint): number {
  let bestWidthMs = Number.POSITIVE_INFINITY
  let offsetMs = 0
  for (let i = 0; i < tries; i += 1) {
    const before = performance.now()
    const sessionMs = Number(process.hrtime.bigint() - originNs) / 1e6
    const after = performance.now()
    if (after - before >= bestWidthMs) continue
    bestWidthMs = after - before
    offsetMs = sessionMs - (before + after) / 2
  }
  return offsetMs
}
