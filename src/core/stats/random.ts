/** Seeded draws for resampling, so that the same session always gets the same interval. */
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'

export interface Draws {
  /** Uniform in [0, 1). */
  readonly uniform: () => number
  /** Uniform in 0 … below − 1. */
  readonly index: (below: number) => number
  /** Standard normal. */
  readonly normal: () => number
}

export function seededDraws(seed: number): Draws {
  const generator = xoroshiro128plus(seed | 0)
  const uniform = () => uniformFloat64(generator)
  return {
    uniform,
    index: (below) => uniformInt(generator, 0, below - 1),
    // Box–Muller; the first draw is moved off 0 because its logarithm is taken.
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
  }
}
