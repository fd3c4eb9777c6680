/** Seeded randomness for the simulator, so that the same seed always gives the same server. */
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'

/** A stream of pseudo-random draws. */
export type Random = {
  /** Uniform in [0, 1). */
  readonly uniform: () => number
  /** Standard normal (mean 0, deviation 1). */
  readonly normal: () => number
}

/** Creates an independent stream for a 32-bit seed. */
export function createRandom(seed: number): Random {
  const rng = xoroshiro128plus(seed | 0)
  const uniform = (): number => uniformFloat64(rng)
  // Box-Muller; the first draw is moved off 0 because its logarithm is taken.
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform())
  return { uniform, normal }
}

/** A log-normal factor with mean 1 and shape `sigma`; exactly 1 when `sigma` is 0. */
export function logNormalFactor(random: Random, sigma: number): number {
  return sigma === 0 ? 1 : Math.exp(sigma * random.normal() - (sigma * sigma) / 2)
}

/** 32-bit FNV-1a over UTF-16 code units, continuing from `seed`. */
export function hashText(text: string, seed = 0x811c9dc5): number {
  let hash = seed
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash >>> 0
}
