/** Seeded parameters of a scenario: one half of every range is for tuning the rules, the other half is kept from it. */
import { createRandom, type Random } from '../random.ts'

/** `tuning`: the middle 60 % of each range. `held-out`: the outer 40 %, which nobody looks at while thresholds are chosen. */
export type ParameterSet = 'tuning' | 'held-out'

export interface Draw {
  readonly random: Random
  /** A number between the two, uniform within the parameter set's part of the range. */
  range(low: number, high: number): number
  /** The same, rounded. */
  whole(low: number, high: number): number
}

const outerShare = 0.2

export function createDraw(seed: number, set: ParameterSet): Draw {
  const random = createRandom(seed)
  function position(): number {
    const u = random.uniform()
    if (set === 'tuning') return outerShare + (1 - 2 * outerShare) * u
    return u < 0.5 ? 2 * outerShare * u : 1 - 2 * outerShare * (1 - u)
  }
  const range = (low: number, high: number): number => low + (high - low) * position()
  return { random, range, whole: (low, high) => Math.round(range(low, high)) }
}
