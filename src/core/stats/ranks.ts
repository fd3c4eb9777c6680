/** Ranks and the correlation of what has been ranked. */

/** 1 for the smallest; equal values share the mean of their ranks. */
export function ranks(values: ArrayLike<number>): Float64Array {
  const order = Uint32Array.from({ length: values.length }, (_, i) => i).sort((a, b) => values[a]! - values[b]!)
  const result = new Float64Array(values.length)
  for (let from = 0; from < order.length;) {
    let to = from
    while (to + 1 < order.length && values[order[to + 1]!] === values[order[from]!]) to += 1
    for (let k = from; k <= to; k += 1) result[order[k]!] = (from + to) / 2 + 1
    from = to + 1
  }
  return result
}

/** Pearson's r of x[from…] with y[from + lag…] over `n` pairs; null where one of them is constant. */
export function correlation(x: ArrayLike<number>, y: ArrayLike<number>, xFrom = 0, yFrom = 0, n = x.length): number | null {
  let [mx, my] = [0, 0]
  for (let i = 0; i < n; i += 1) {
    mx += x[xFrom + i]!
    my += y[yFrom + i]!
  }
  mx /= n
  my /= n
  let [xx, yy, xy] = [0, 0, 0]
  for (let i = 0; i < n; i += 1) {
    const [a, b] = [x[xFrom + i]! - mx, y[yFrom + i]! - my]
    xx += a * a
    yy += b * b
    xy += a * b
  }
  return xx === 0 || yy === 0 ? null : xy / Math.sqrt(xx * yy)
}

/** As `median`, but null when there are none. */
export function medianOrNull(values: ArrayLike<number>): number | null {
  return values.length === 0 ? null : median(values)
}

/** Median of any values, which keep their order; NaN when there are none. */
export function median(values: ArrayLike<number>): number {
  const sorted = Float64Array.from(values).sort()
  const middle = sorted.length >> 1
  if (sorted.length === 0) return Number.NaN
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
