/** A server of a few slots that all take the same time, with a queue before them: its limit is known exactly. */
import type { SendOrder } from '../../src/core/measure/ports.ts'
import type { Answer } from './fake-world.ts'

/** Requests/s it can serve: `slots` in `serviceMs` each. `now` tells the world's time, which is when a request is sent. */
export function queueServer(slots: number, serviceMs: number, now: () => number): (order: SendOrder) => Answer {
  const freeAtMs = Array.from({ length: slots }, () => 0)
  return () => {
    const slot = freeAtMs.indexOf(Math.min(...freeAtMs))
    const startMs = Math.max(now(), freeAtMs[slot]!)
    freeAtMs[slot] = startMs + serviceMs
    return { outcome: 'ok', ttftMs: startMs - now() + serviceMs / 10, afterMs: startMs + serviceMs - now() }
  }
}
