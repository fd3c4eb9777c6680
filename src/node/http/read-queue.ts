/**
 * Keeps what sockets read, each with its stamp, and parses it later: every socket that is ready is stamped before anything is
 * parsed, and tokens in the middle of an answer wait for a few ms, so that one turn of the loop parses many.
 */

/** Who takes the bytes back, in order. */
export interface ReadOwner {
  onRead(bytes: Uint8Array, start: number, end: number, atMs: number): void
  /** The peer closed or the socket failed; after all bytes read before. */
  onReadEnd(error: Error | null, atMs: number): void
}

/** Parsing pauses for new stamps after this long, ms. */
const sliceMs = 0.25
/** How long bytes that nobody waits for may lie, ms. */
const restMs = 5
const initialBytes = 256 * 1024
/** A backlog beyond this is parsed at once: memory comes before accuracy, and the backlog is reported. */
const maxBytes = 64 * 1024 * 1024

type Scheduled = 'no' | 'later' | 'now'

export class ReadQueue {
  /** The most bytes that waited at the start of a turn of parsing, since this was last set to 0. */
  maxBacklogBytes = 0
  private readonly nowMs: () => number
  private data = Buffer.allocUnsafe(initialBytes)
  private used = 0
  /** The columns of a read; their memory stays for the next ones. */
  private readonly owners: (ReadOwner | null)[] = []
  private readonly ends: number[] = []
  private readonly stamps: number[] = []
  /** An error, null for a plain end, undefined for bytes. */
  private readonly errors: (Error | null | undefined)[] = []
  private count = 0
  private next = 0
  /** Where the next read to be parsed begins. */
  private start = 0
  private scheduled: Scheduled = 'no'
  private timer: NodeJS.Timeout | null = null
  private isParsing = false

  constructor(nowMs: () => number) {
    this.nowMs = nowMs
  }

  /** Copies the bytes of one read. `isAwaited`: something is decided by them, so they are parsed when this turn of the loop is over. */
  push(owner: ReadOwner, source: Buffer, length: number, atMs: number, isAwaited: boolean): void {
    if (this.used + length > this.data.length) this.makeRoom(length)
    source.copy(this.data, this.used, 0, length)
    this.used += length
    this.add(owner, atMs, undefined, isAwaited)
  }

  /** Memory for at least `length` bytes behind `usedBytes`, to be filled from outside and then noted by `pushFilled`. */
  room(length: number): Buffer {
    if (this.used + length > this.data.length) this.makeRoom(length)
    return this.data
  }

  get usedBytes(): number {
    return this.used
  }

  /** Notes a read whose bytes already lie in the queue's memory, up to `end`; they are parsed by the next turn. */
  pushFilled(owner: ReadOwner, end: number, atMs: number): void {
    this.used = end
    this.append(owner, atMs, undefined)
  }

  /** Parses a slice at once, and the rest turn by turn. */
  parseSlice(): void {
    if (this.isParsing) return
    this.parse(this.nowMs() + sliceMs)
    if (this.next < this.count) this.parseNext()
  }

  get isBusy(): boolean {
    return this.isParsing
  }

  /** Notes the end of a connection behind its bytes. */
  pushEnd(owner: ReadOwner, error: Error | null, atMs: number): void {
    this.add(owner, atMs, error, true)
  }

  private add(owner: ReadOwner, atMs: number, error: Error | null | undefined, isAwaited: boolean): void {
    this.append(owner, atMs, error)
    if (isAwaited) this.parseNext()
    else if (this.scheduled === 'no') this.parseLater()
  }

  private append(owner: ReadOwner, atMs: number, error: Error | null | undefined): void {
    const i = this.count
    this.owners[i] = owner
    this.ends[i] = this.used
    this.stamps[i] = atMs
    this.errors[i] = error
    this.count = i + 1
  }

  private parseLater(): void {
    this.scheduled = 'later'
    this.timer = setTimeout(this.onTurn, restMs)
  }

  private parseNext(): void {
    if (this.scheduled === 'now') return
    if (this.timer !== null) clearTimeout(this.timer)
    this.timer = null
    this.scheduled = 'now'
    setImmediate(this.onTurn)
  }

  private readonly onTurn = (): void => {
    this.scheduled = 'no'
    this.timer = null
    this.parse(this.nowMs() + sliceMs)
    if (this.next < this.count) this.parseNext()
  }

  /** Parses all that was read so far, unless it is called from within parsing. */
  flush(): void {
    if (!this.isParsing) this.parse(Number.POSITIVE_INFINITY)
  }

  private parse(untilMs: number): void {
    this.isParsing = true
    const waiting = this.used - this.start
    if (waiting > this.maxBacklogBytes) this.maxBacklogBytes = waiting
    for (let n = 1; this.next < this.count; n += 1) {
      this.parseOne()
      if ((n & 15) === 0 && this.nowMs() > untilMs) break
    }
    this.isParsing = false
    if (this.next === this.count) this.reset()
  }

  private parseOne(): void {
    const i = this.next
    const { start, owners, errors } = this
    const owner = owners[i]
    const end = this.ends[i] ?? start
    const atMs = this.stamps[i] ?? 0
    const error = errors[i]
    this.next = i + 1
    this.start = end
    owners[i] = null
    errors[i] = undefined
    if (error === undefined) owner?.onRead(this.data, start, end, atMs)
    else owner?.onReadEnd(error, atMs)
  }

  private makeRoom(length: number): void {
    if (this.used > maxBytes) this.parse(Number.POSITIVE_INFINITY)
    if (this.used + length <= this.data.length) return
    const larger = Buffer.allocUnsafe(Math.max(this.data.length * 2, this.used + length))
    this.data.copy(larger, 0, 0, this.used)
    this.data = larger
  }

  private reset(): void {
    this.used = 0
    this.start = 0
    this.next = 0
    this.count = 0
    if (this.data.length <= 16 * initialBytes) return
    this.data = Buffer.allocUnsafe(initialBytes)
    for (const column of [this.owners, this.ends, this.stamps, this.errors]) column.length = 0
  }
}
