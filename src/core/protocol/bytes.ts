/** The buffer that both stream parsers keep unfinished lines in, and their common size limit. */

/** The longest line and the longest event that are accepted, bytes. */
export const maxEventBytes = 1024 * 1024

const nothing = new Uint8Array(0)
const leastBytes = 1024

/** A byte buffer that grows by doubling and is reused; most answers never need one. */
export class Bytes {
  data: Uint8Array = nothing
  length = 0

  append(source: Uint8Array, start: number, end: number): void {
    const needed = this.length + end - start
    if (needed > this.data.length) {
      const larger = new Uint8Array(Math.max(needed, this.data.length * 2, leastBytes))
      larger.set(this.data.subarray(0, this.length))
      this.data = larger
    }
    this.data.set(source.subarray(start, end), this.length)
    this.length = needed
  }

  /** Forgets the contents, and the memory too once an exceptional event has blown it up. */
  clear(): void {
    this.length = 0
    if (this.data.length > 65_536) this.data = nothing
  }
}
