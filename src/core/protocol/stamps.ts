/** A growing column of numbers: one entry a token event, without an object per token. */

/** Time stamps, ms. Engines keep a plain array of doubles unboxed on their own heap, which costs a request less than typed arrays that grow. */
export class Stamps {
  private readonly values: number[] = []

  get length(): number {
    return this.values.length
  }

  /** Null while there is none. */
  get last(): number | null {
    return this.values.at(-1) ?? null
  }

  push(value: number): void {
    this.values.push(value)
  }

  /** A copy of the values pushed so far. */
  toArray(): Float64Array {
    return Float64Array.from(this.values)
  }
}
