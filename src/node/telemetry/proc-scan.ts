/** Numbers and words out of the bytes of /proc, without making strings and arrays of every line. */

const [blank, tab, newLine, zero, nine] = [32, 9, 10, 48, 57]

/** Walks over bytes, line by line. */
export class Scanner {
  readonly #bytes: Buffer
  #at: number

  constructor(bytes: Buffer, at = 0) {
    this.#bytes = bytes
    this.#at = at
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length
  }

  startsWith(word: string): boolean {
    for (let i = 0; i < word.length; i += 1) if (this.#bytes[this.#at + i] !== word.charCodeAt(i)) return false
    return true
  }

  nextLine(): void {
    const end = this.#bytes.indexOf(newLine, this.#at)
    this.#at = end < 0 ? this.#bytes.length : end + 1
  }

  /** Over the blanks to the next word of this line, and over that too. */
  skip(words: number): void {
    for (let i = 0; i < words; i += 1) {
      this.#blanks()
      this.#toBlank()
    }
  }

  /** The next word of this line; empty when there is none. */
  word(): string {
    this.#blanks()
    const from = this.#at
    this.#toBlank()
    return this.#bytes.toString('latin1', from, this.#at)
  }

  /** The next whole number of this line; NaN when the next word is none. */
  number(): number {
    this.#blanks()
    let value = 0
    let digits = 0
    for (; ; digits += 1) {
      const code = this.#bytes[this.#at]
      if (code === undefined || code < zero || code > nine) break
      value = value * 10 + (code - zero)
      this.#at += 1
    }
    this.#toBlank()
    return digits === 0 ? Number.NaN : value
  }

  #blanks(): void {
    for (let code = this.#bytes[this.#at]; code === blank || code === tab; code = this.#bytes[this.#at]) this.#at += 1
  }

  #toBlank(): void {
    for (let code = this.#bytes[this.#at]; code !== undefined && code !== blank && code !== tab && code !== newLine; code = this.#bytes[this.#at]) this.#at += 1
  }
}

/** The number after a name (with its colon, if it has one) at the start of a line; null when there is no such line. */
export function namedNumber(bytes: Buffer, name: string): number | null {
  for (let at = bytes.indexOf(name, 0, 'latin1'); at >= 0; at = bytes.indexOf(name, at + 1, 'latin1')) {
    const after = bytes[at + name.length]
    if ((at > 0 && bytes[at - 1] !== newLine) || (after !== blank && after !== tab)) continue
    const value = new Scanner(bytes, at + name.length).number()
    return Number.isNaN(value) ? null : value
  }
  return null
}
