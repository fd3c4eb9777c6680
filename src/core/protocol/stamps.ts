/** A growing column of numbers: one entry a token event, without an object per token. */

/** Time stamps, ms; doubles its memory as it grows. */
export class Stamps {
  private data = new Float64Array(32)
  private size = 0

  get length(): number {
    return this.size
  }

  push(value: number): void {
    if (this.size === this.data.length) {
      const larger = new Float64Array(this.size * 2)
      larger.set(this.data)
      this.data = larger
    }
    this.data[this.size] = value
    this.size += 1
  }

  /** A copy of exactly the values pushed so far. */
  toArray(): Float64Array {
    return this.data.slice(0, this.size)
  }
}
