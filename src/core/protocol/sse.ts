/** Incremental parser of server-sent events on bytes: one pass, no string and no copy for an event that lies in one read. */
import { Bytes, maxEventBytes } from './bytes.ts'

/** Bytes of an event's data, valid only during the call. `atEnd`: dispatched by the end of the stream, maybe cut off. */
export type EventListener = (bytes: Uint8Array, start: number, end: number, atEnd: boolean) => void

const lf = 10
const cr = 13
const space = 32
const colon = 58
const bom = [0xef, 0xbb, 0xbf] as const
/** The field name `data`. */
const dataField = [0x64, 0x61, 0x74, 0x61] as const

/**
 * Accepts LF, CRLF and CR line ends in any mixture and split anywhere, comments, unknown fields, several data lines,
 * no space after the colon and a byte order mark. Only data is reported: no dialect here gives meaning to the other fields.
 */
export class SseParser {
  /** True once a line or an event went over `maxEventBytes`; nothing is parsed after that. */
  overflowed = false
  private readonly onEvent: EventListener
  /** The start of a line whose end has not arrived. */
  private readonly carry = new Bytes()
  /** Data lines that could not stay in the caller's bytes. */
  private readonly kept = new Bytes()
  private hasKept = false
  /** One data line of the current event, still in the caller's bytes. */
  private held: Uint8Array | null = null
  private heldStart = 0
  private heldEnd = 0
  private skipLf = false
  private bomMatched = 0
  private stopped = false

  constructor(onEvent: EventListener) {
    this.onEvent = onEvent
  }

  /** Parses the next bytes; calls the listener for each event completed by them. */
  push(bytes: Uint8Array, from: number, to: number): void {
    if (this.stopped) return
    let start = this.bomMatched < bom.length ? this.skipBom(bytes, from, to) : from
    for (let i = start; i < to; i += 1) {
      const byte = bytes[i]
      if (byte !== lf && byte !== cr) continue
      if (byte === lf && this.skipLf && i === start && this.carry.length === 0) {
        this.skipLf = false
        start = i + 1
        continue
      }
      this.skipLf = byte === cr
      this.endLine(bytes, start, i)
      if (this.stopped) return
      start = i + 1
    }
    if (start < to) this.skipLf = false
    this.keepRest(bytes, start, to)
  }

  /** The stream ended: an event without its closing blank line is still reported, marked `atEnd`. */
  end(): void {
    if (this.stopped) return
    if (this.carry.length > 0) this.endLine(new Uint8Array(0), 0, 0)
    this.dispatch(true)
    this.stop()
  }

  /** Ignores everything that follows. */
  stop(): void {
    this.stopped = true
    this.carry.clear()
    this.kept.clear()
    this.held = null
  }

  private skipBom(bytes: Uint8Array, from: number, to: number): number {
    let at = from
    while (at < to && this.bomMatched < bom.length && bytes[at] === bom[this.bomMatched]) {
      this.bomMatched += 1
      at += 1
    }
    if (at < to && this.bomMatched < bom.length) {
      this.carry.append(Uint8Array.from(bom), 0, this.bomMatched)
      this.bomMatched = bom.length
    }
    return at
  }

  private keepRest(bytes: Uint8Array, start: number, to: number): void {
    if (this.stopped) return
    if (start < to) {
      if (this.carry.length + to - start > maxEventBytes) return this.overflow()
      this.carry.append(bytes, start, to)
    }
    if (this.held !== null) this.keepHeld()
  }

  private endLine(bytes: Uint8Array, start: number, end: number): void {
    if (this.carry.length === 0) return this.line(bytes, start, end, false)
    this.carry.append(bytes, start, end)
    const { data, length } = this.carry
    this.line(data, 0, length, true)
    this.carry.clear()
  }

  private line(bytes: Uint8Array, start: number, end: number, transient: boolean): void {
    if (end === start) return this.dispatch(false)
    if (end - start > maxEventBytes) return this.overflow()
    if (end - start < dataField.length) return
    for (let i = 0; i < dataField.length; i += 1) if (bytes[start + i] !== dataField[i]) return
    let at = start + dataField.length
    if (at < end && bytes[at] !== colon) return
    if (at < end) at += 1
    if (at < end && bytes[at] === space) at += 1
    this.dataLine(bytes, Math.min(at, end), end, transient)
  }

  private dataLine(bytes: Uint8Array, start: number, end: number, transient: boolean): void {
    if (this.held !== null) this.keepHeld()
    if (!this.hasKept && !transient) {
      this.held = bytes
      this.heldStart = start
      this.heldEnd = end
      return
    }
    this.keep(bytes, start, end)
  }

  private keepHeld(): void {
    const { held, heldStart, heldEnd } = this
    this.held = null
    if (held !== null) this.keep(held, heldStart, heldEnd)
  }

  private keep(bytes: Uint8Array, start: number, end: number): void {
    if (this.stopped) return
    if (this.kept.length + end - start > maxEventBytes) return this.overflow()
    if (this.hasKept) this.kept.append(Uint8Array.of(lf), 0, 1)
    this.hasKept = true
    this.kept.append(bytes, start, end)
  }

  private dispatch(atEnd: boolean): void {
    if (this.held !== null) {
      const { held, heldStart, heldEnd } = this
      this.held = null
      this.onEvent(held, heldStart, heldEnd, atEnd)
    } else if (this.hasKept) {
      this.hasKept = false
      const { data, length } = this.kept
      this.onEvent(data, 0, length, atEnd)
      this.kept.clear()
    }
  }

  private overflow(): void {
    this.overflowed = true
    this.stop()
  }
}
