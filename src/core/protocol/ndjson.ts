/** Incremental parser of newline-delimited JSON on bytes: one line is one event, without a copy where it lies in one read. */
import { Bytes, maxEventBytes } from './bytes.ts'
import type { EventListener } from './sse.ts'

const lf = 10
const cr = 13

/** Accepts LF, CRLF and CR line ends and empty lines; a line may be split anywhere. Reports the bytes of each line that isn't empty. */
export class NdjsonParser {
  /** True once a line went over `maxEventBytes`; nothing is parsed after that. */
  overflowed = false
  private readonly onLine: EventListener
  /** The start of a line whose end has not arrived. */
  private readonly carry = new Bytes()
  private stopped = false

  constructor(onLine: EventListener) {
    this.onLine = onLine
  }

  /** Parses the next bytes; calls the listener for each line completed by them. */
  push(bytes: Uint8Array, from: number, to: number): void {
    let start = from
    for (let i = from; i < to && !this.stopped; i += 1) {
      if (bytes[i] !== lf && bytes[i] !== cr) continue
      this.endLine(bytes, start, i)
      start = i + 1
    }
    if (this.stopped || start >= to) return
    if (this.carry.length + to - start > maxEventBytes) this.overflow()
    else this.carry.append(bytes, start, to)
  }

  /** The stream ended: a line without its line end is still reported, marked `atEnd`. */
  end(): void {
    if (this.stopped) return
    if (this.carry.length > 0) this.onLine(this.carry.data, 0, this.carry.length, true)
    this.stop()
  }

  /** Ignores everything that follows. */
  stop(): void {
    this.stopped = true
    this.carry.clear()
  }

  private endLine(bytes: Uint8Array, start: number, end: number): void {
    if (this.carry.length + end - start > maxEventBytes) return this.overflow()
    if (this.carry.length === 0) {
      if (end > start) this.onLine(bytes, start, end, false)
      return
    }
    this.carry.append(bytes, start, end)
    const { data, length } = this.carry
    this.onLine(data, 0, length, false)
    this.carry.clear()
  }

  private overflow(): void {
    this.overflowed = true
    this.stop()
  }
}
