/** Cuts a stream of bytes into lines; a line longer than allowed means that the other side is not what it should be. */
import { StringDecoder } from 'node:string_decoder'

export class LineReader {
  readonly #maxBytes: number
  readonly #decoder = new StringDecoder('utf8')
  #rest = ''

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  /** The lines that are complete now; null when one is too long. */
  add(part: Buffer): readonly string[] | null {
    const lines = (this.#rest + this.#decoder.write(part)).split('\n')
    this.#rest = lines.pop() ?? ''
    return this.#rest.length > this.#maxBytes || lines.some((line) => line.length > this.#maxBytes) ? null : lines
  }
}
