/** Order statistics of many values without sorting them: token gaps come in tens of millions, and a few ranks are all that is asked. */

/** Up to so many values a plain sort is faster. */
const sortLimit = 32_768
/** Bits of a value's 64 that one pass tells apart, from the highest down. */
const digitBits = [18, 14, 16, 16] as const

/** Bits in an order that sorts as the values do: negative ones reversed, below the others. */
class Keys {
  private readonly words: Uint32Array
  private readonly level: number

  constructor(values: Float64Array, level: number) {
    this.words = new Uint32Array(values.buffer, values.byteOffset, values.length * 2)
    this.level = level
  }

  /** The digit of this pass; little-endian, as everywhere this runs. */
  digit(i: number): number {
    const high = this.words[2 * i + 1]!
    const low = this.words[2 * i]!
    const isNegative = high >>> 31 === 1
    const top = isNegative ? ~high >>> 0 : (high | 0x8000_0000) >>> 0
    if (this.level === 0) return top >>> 14
    if (this.level === 1) return top & 0x3fff
    const rest = isNegative ? ~low >>> 0 : low
    return this.level === 2 ? rest >>> 16 : rest & 0xffff
  }
}

function pickSorted(values: Float64Array, ranks: readonly number[], base: number, into: Map<number, number>): void {
  const sorted = values.slice().sort()
  for (const rank of ranks) into.set(rank, sorted[rank - base]!)
}

/** Counts by digit, then goes on in those buckets that hold a wanted rank. `base`: rank of the smallest value. */
function select(values: Float64Array, ranks: readonly number[], base: number, level: number, into: Map<number, number>): void {
  const bits = digitBits[level]
  if (values.length <= sortLimit || bits === undefined) {
    pickSorted(values, ranks, base, into)
    return
  }
  const keys = new Keys(values, level)
  const counts = new Uint32Array(1 << bits)
  for (let i = 0; i < values.length; i += 1) {
    const digit = keys.digit(i)
    counts[digit] = counts[digit]! + 1
  }
  const wanted = wantedBuckets(counts, ranks, base)
  const slot = new Int8Array(counts.length).fill(-1)
  wanted.forEach(({ digit }, k) => {
    slot[digit] = k
  })
  const filled = wanted.map(({ size }) => ({ values: new Float64Array(size), at: 0 }))
  for (let i = 0; i < values.length; i += 1) {
    const k = slot[keys.digit(i)]!
    if (k < 0) continue
    const bucket = filled[k]!
    bucket.values[bucket.at] = values[i]!
    bucket.at += 1
  }
  wanted.forEach((bucket, k) => { select(filled[k]!.values, bucket.ranks, bucket.base, level + 1, into) })
}

interface Bucket {
  readonly digit: number
  readonly size: number
  readonly base: number
  readonly ranks: readonly number[]
}

/** `ranks` ascending. */
function wantedBuckets(counts: Uint32Array, ranks: readonly number[], base: number): readonly Bucket[] {
  const buckets: Bucket[] = []
  let [below, next] = [base, 0]
  for (let digit = 0; digit < counts.length && next < ranks.length; digit += 1) {
    const size = counts[digit]!
    const own: number[] = []
    while (next < ranks.length && ranks[next]! < below + size) {
      own.push(ranks[next]!)
      next += 1
    }
    if (own.length > 0) buckets.push({ digit, size, base: below, ranks: own })
    below += size
  }
  return buckets
}

/** The values at some ranks (0 = smallest), by rank; `values` must be finite and keeps its order. Linear in their number. At most 127 ranks. */
export function orderStatistics(values: Float64Array, ranks: readonly number[]): ReadonlyMap<number, number> {
  const found = new Map<number, number>()
  const inside = [...new Set(ranks)].filter((rank) => rank >= 0 && rank < values.length).toSorted((a, b) => a - b)
  if (inside.length > 0) select(values, inside, 0, 0, found)
  return found
}
