/** Many tests find something by chance: p-values corrected for how many were tried. */

/** Positions of `p` from the smallest value to the largest. */
function ascending(p: readonly number[]): readonly number[] {
  return p.map((_, i) => i).toSorted((a, b) => p[a]! - p[b]!)
}

/** Holm: below 0.05 each, at most one family in twenty has any false hit. In the order given. */
export function holm(p: readonly number[]): readonly number[] {
  const adjusted = [...p]
  let held = 0
  ascending(p).forEach((at, i) => {
    held = Math.max(held, Math.min(1, (p.length - i) * p[at]!))
    adjusted[at] = held
  })
  return adjusted
}

/** Benjamini–Hochberg: of those below 0.05, about one in twenty is false. In the order given. */
export function benjaminiHochberg(p: readonly number[]): readonly number[] {
  const adjusted = [...p]
  let held = 1
  const order = ascending(p)
  for (let i = order.length - 1; i >= 0; i -= 1) {
    const at = order[i]!
    held = Math.min(held, (p.length / (i + 1)) * p[at]!)
    adjusted[at] = held
  }
  return adjusted
}
