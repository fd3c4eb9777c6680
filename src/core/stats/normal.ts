/** Probabilities of the standard normal. */
import { errorFunction } from 'simple-statistics'

/** P(|Z| ≥ |z|). */
export function twoSidedP(z: number): number {
  return 1 - errorFunction(Math.abs(z) / Math.SQRT2)
}
