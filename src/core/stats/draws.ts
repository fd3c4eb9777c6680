/** Random numbers of some distributions, from any source of uniform ones. */

/** Uniform in [0, 1). */
export type Uniform = () => number

/** Standard normal by the polar method. */
export function normal(uniform: Uniform): number {
  for (;;) {
    const x = 2 * uniform() - 1
    const y = 2 * uniform() - 1
    const square = x * x + y * y
    if (square > 0 && square < 1) return x * Math.sqrt((-2 * Math.log(square)) / square)
  }
}

/** Gamma with the given shape and scale 1 (Marsaglia and Tsang 2000); shapes below 1 by their boost. */
export function gamma(shape: number, uniform: Uniform): number {
  if (shape < 1) return gamma(shape + 1, uniform) * (1 - uniform()) ** (1 / shape)
  const d = shape - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  for (;;) {
    const x = normal(uniform)
    const v = (1 + c * x) ** 3
    if (v > 0 && Math.log(1 - uniform()) < (x * x) / 2 + d - d * v + d * Math.log(v)) return d * v
  }
}

/** Beta by two gammas. */
export function beta(a: number, b: number, uniform: Uniform): number {
  const x = gamma(a, uniform)
  return x / (x + gamma(b, uniform))
}
