/** Fewer points, same picture: first, lowest, highest and last of each pixel column survive, and so do gaps. */
import { indexRange } from './slice.ts'

export interface Points {
  readonly t: Float64Array
  readonly v: Float64Array
}

/** Positions worth keeping of [from, to), ascending and without repeats: first, min, max, last, and the first gap. */
function keepers(v: Float64Array, from: number, to: number): readonly number[] {
  let [lowest, highest, gap] = [-1, -1, -1]
  for (let i = from; i < to; i += 1) {
    const value = v[i]!
    if (Number.isNaN(value)) {
      if (gap === -1) gap = i
      continue
    }
    if (lowest === -1 || value < v[lowest]!) lowest = i
    if (highest === -1 || value > v[highest]!) highest = i
  }
  const picked = [from, lowest, highest, gap, to - 1].filter((i) => i !== -1).sort((a, b) => a - b)
  return picked.filter((i, at) => i !== picked[at - 1])
}

/**
 * Points of [fromMs, toMs] for `pixels` columns, at most five each, with one neighbour outside on both sides so that lines
 * reach the edges. NaN = gap. With few points they are returned as they are (as views on the same memory).
 */
export function decimate(t: Float64Array, v: Float64Array, fromMs: number, toMs: number, pixels: number): Points {
  const [inFrom, inTo] = indexRange(t, fromMs, toMs)
  const [from, to] = [Math.max(0, inFrom - 1), Math.min(t.length, inTo + 1)]
  const columns = Math.max(1, Math.floor(pixels))
  if (to - from <= columns * 4) return { t: t.subarray(from, to), v: v.subarray(from, to) }
  const widthMs = (toMs - fromMs) / columns
  const kept: number[] = from < inFrom ? [from] : []
  let start = inFrom
  while (start < inTo) {
    const column = widthMs > 0 ? Math.min(columns - 1, Math.floor((t[start]! - fromMs) / widthMs)) : columns - 1
    let end = start + 1
    while (end < inTo && (column === columns - 1 || t[end]! < fromMs + (column + 1) * widthMs)) end += 1
    for (const i of keepers(v, start, end)) kept.push(i)
    start = end
  }
  if (to > inTo) kept.push(inTo)
  return { t: Float64Array.from(kept, (i) => t[i]!), v: Float64Array.from(kept, (i) => v[i]!) }
}
