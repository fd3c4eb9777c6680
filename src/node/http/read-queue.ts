/**
 * Keeps what sockets read, each with its stamp, until the turn of the loop is over: every socket that is ready is stamped
 * before anything is parsed, so that parsing one answer never delays the stamp of another.
 */

/** Who takes the bytes back, in order. */
export interface ReadOwner {
  onRead(bytes: Uint8Array, start: number, end: number, atMs: number): void
  /** The peer closed or the socket failed; after all bytes read before. */
  onReadEnd(error: Error | null, atMs: number): void
}

/** Parsing pauses for new stamps after this long, ms. */
const sliceMs = 1
const initialBytes = 256 * 1024
/** A backlog beyond this is parsed at once: memory comes before accuracy, and the backlog is reported. */
const maxBytes = 64 * 1024 * 1024

export class ReadQueue {
  /** The most bytes that waited at the start of a turn of parsing, since this was last set to 0. */
  maxBacklogBytes = 0
  private readonly nowMs: () => number
  private data = Buffer.allocUnsafe(initialBytes)
  private used = 0
  private owners: ReadOwner[] = []
  private starts: number[] = []
  private ends: number[] = []
  private stamps: number[] = []
  private errors: (Error | null | undefined)[] = []
  private next = 0
  private scheduled = false

  constructor(nowMs: () => number) {
    this.nowMs = nowMs
  }

  /** Copies the bytes of one read. */
  push(owner: ReadOwner, source: Uint8Array, length: number, atMs: number): void {
    if (this.used + length > this.data.length) this.makeRoom(length)
    this.data.set(length === source.length ? source : source.subarray(0, length), this.used)
    this.add(owner, this.used, this.used + length, atMs, undefined)
    this.used += length
  }

  /** Notes the end of a connection behind its bytes. */
  pushEnd(owner: ReadOwner, error: Error | null, atMs: number): void {
    this.add(owner, this.used, this.used, atMs, error)
  }

  private add(owner: ReadOwner, start: number, end: number, atMs: number, error: Error | null | undefined): void {
    this.owners.push(owner)
    this.starts.push(start)
    this.ends.push(end)
    this.stamps.push(atMs)
    this.errors.push(error)
    this.schedule()
  }

  private schedule(): void {
    if (this.scheduled) return
    this.scheduled = true
    setImmediate(() => {
      this.scheduled = false
      this.parse(this.nowMs() + sliceMs)
    })
  }

  private parse(untilMs: number): void {
    const waiting = this.used - (this.starts[this.next] ?? this.used)
    if (waiting > this.maxBacklogBytes) this.maxBacklogBytes = waiting
    for (let n = 1; this.next < this.owners.length; n += 1) {
      this.parseOne()
      if ((n & 15) === 0 && this.nowMs() > untilMs) break
    }
    if (this.next < this.owners.length) this.schedule()
    else this.reset()
  }

  private parseOne(): void {
    const i = this.next
    this.next += 1
    const owner = this.owners[i]
    const atMs = this.stamps[i] ?? 0
    const error = this.errors[i]
    if (error === undefined) owner?.onRead(this.data, this.starts[i] ?? 0, this.ends[i] ?? 0, atMs)
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
    this.next = 0
    this.owners = []
    this.starts.length = 0
    this.ends.length = 0
    this.stamps.length = 0
    this.errors.length = 0
    if (this.data.length > 16 * initialBytes) this.data = Buffer.allocUnsafe(initialBytes)
  }
}
