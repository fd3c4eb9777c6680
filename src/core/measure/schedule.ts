/** The absolute schedule of an open loop: when each request is due, from a seed alone, whatever the server does. */
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import { assertNever } from '../assert-never.ts'
import { rampLevel, type DrawnArrival, type OpenLoad } from '../model/load.ts'
import { gamma, type Uniform } from '../stats/draws.ts'
import { mix } from '../workload/mix.ts'

/** Exponential with mean 1. */
function exponential(uniform: Uniform): number {
  return -Math.log(1 - uniform())
}

/** Gaps with mean 1, in units of expected requests. */
function unitGaps(load: OpenLoad, arrival: DrawnArrival, uniform: Uniform): () => number {
  switch (arrival) {
    case 'constant': return () => 1
    case 'poisson': return () => exponential(uniform)
    case 'gamma': {
      const shape = load.burstiness ?? 1
      return () => gamma(shape, uniform) / shape
    }
    default: return assertNever(arrival)
  }
}

/** Seconds after which a rate that goes evenly from `from` to `to` within `durationS` has brought `expected` requests. */
function alongRamp(from: number, to: number, durationS: number, expected: number): number {
  const slope = (to - from) / durationS
  const square = from * from + 2 * slope * expected
  return square < 0 ? Number.POSITIVE_INFINITY : (2 * expected) / (from + Math.sqrt(square))
}

function alongSteps(from: number, to: number, steps: number, durationS: number, expected: number): number {
  const stepS = durationS / steps
  let left = expected
  for (let step = 0; step < steps; step += 1) {
    const rate = rampLevel(from, to, steps, (step + 0.5) / steps)
    if (left < rate * stepS || step === steps - 1) return step * stepS + left / rate
    left -= rate * stepS
  }
  return Number.POSITIVE_INFINITY
}

/** Expected number of requests → ms since the stage's start: the inverse of the rate summed over time. */
function timeOf({ ratePerS, ramp }: OpenLoad, durationMs: number | null): (expected: number) => number {
  if (ramp === undefined || durationMs === null) return (expected) => (expected / ratePerS) * 1000
  const durationS = durationMs / 1000
  const { to, steps } = ramp
  if (steps === null) return (expected) => alongRamp(ratePerS, to, durationS, expected) * 1000
  return (expected) => alongSteps(ratePerS, to, steps, durationS, expected) * 1000
}

/** The times of a trace, as fast as the load replays them; infinite after its last. */
function replayed(traceAtMs: ArrayLike<number>, scale: number): () => number {
  let at = -1
  return () => {
    at += 1
    return (traceAtMs[at] ?? Number.POSITIVE_INFINITY) / scale
  }
}

/**
 * Due times in ms since the stage's start, ascending; without end unless they are those of a trace, after which they are infinite.
 * A constant rate begins at 0, a random one with its first gap. The same seed, stage number and load give the same times.
 * `traceAtMs`: the recorded times, ascending, where the load replays a trace.
 */
export function dueTimes(load: OpenLoad, seed: number, stage: number, durationMs: number | null, traceAtMs: ArrayLike<number> = []): () => number {
  const { arrival } = load
  if (arrival === 'trace') return replayed(traceAtMs, load.traceScale ?? 1)
  const random = xoroshiro128plus(mix(seed, stage))
  const gap = unitGaps(load, arrival, () => uniformFloat64(random))
  const time = timeOf(load, durationMs)
  let expected = arrival === 'constant' ? -1 : 0
  return () => {
    expected += gap()
    return time(expected)
  }
}
