/** Reads all plain sockets of a client together, each read with the kernel's stamp of its arrival, and decides how often. */
import { getSystemErrorName } from 'node:util'
import { recordColumns, recordKinds, type KernelAddon, type NativeReads } from './kernel-addon.ts'
import type { ReadOwner, ReadQueue } from './read-queue.ts'

const maxRecords = 1024
/** Room for one poll; what doesn't fit is found by the next. */
const roomBytes = 256 * 1024
/** From this rate on, reads per ms, the loop looks at its sockets in steps instead of being woken by each. */
const busyPerMs = 1.5
/** Between two looks, µs: what arrives meanwhile costs one wake-up together. Stamps don't wait, but the next request of a user does. */
const restUs = 2000
/** The same while streams are so fast that two tokens of one would often come between two looks, and share the stamp of the second. */
const shortRestUs = 250
const fastGapMs = 5
/** Of all reads: a few follow each other closely at the end of every answer. */
const fastShare = 0.2
/** A user whose answer ended waits half a rest on average; how much of the time of an answer that may be. */
const idleShare = 0.01
/** Rate and share are means over about this long, ms. */
const memoryMs = 10
const offsetTries = 5

export class KernelSource {
  /** Reads since this was last set to 0 that the kernel did not stamp. */
  unstamped = 0
  private readonly native: NativeReads
  private readonly queue: ReadQueue
  private readonly addon: KernelAddon
  private readonly offsetMs: number
  private readonly owners: (ReadOwner | undefined)[] = []
  private readonly records = new Float64Array(maxRecords * recordColumns)
  private size = 0
  /** Reads per ms, and those of them that came soon after one of the same socket. */
  private perMs = 0
  private fastPerMs = 0
  private fast = 0
  private answersPerMs = 0
  private answers = 0
  private readonly lastAtMs: number[] = []
  private polledAtMs: number
  private isWatching = false

  /** Null where the system refuses. */
  static open(addon: KernelAddon, queue: ReadQueue, nowMs: () => number): KernelSource | null {
    try {
      // A thread that comes late finds several tokens merged, under one stamp.
      addon.wakeSoon()
      return new KernelSource(addon, queue, nowMs)
    } catch {
      return null
    }
  }

  private constructor(addon: KernelAddon, queue: ReadQueue, nowMs: () => number) {
    this.addon = addon
    this.queue = queue
    this.offsetMs = measureOffsetMs(addon, nowMs)
    this.polledAtMs = addon.nowMs()
    this.native = new addon.KernelReads(this.onReady)
  }

  /** Takes over the reading of a connected socket that nothing reads yet; null when the system refuses. */
  add(fd: number, owner: ReadOwner): number | null {
    try {
      const id = this.native.add(fd)
      this.owners[id] = owner
      this.lastAtMs[id] = Number.NEGATIVE_INFINITY
      this.size += 1
      if (this.size === 1) this.watch()
      return id
    } catch {
      return null
    }
  }

  /** Before the socket is closed. */
  remove(id: number): void {
    this.native.remove(id)
    this.owners[id] = undefined
    this.size -= 1
    if (this.size > 0) return
    this.native.watch(false)
    this.isWatching = false
  }

  /** An answer is complete: where that happens often, a rest would hold up what follows. */
  noteAnswer(): void {
    this.answers += 1
  }

  close(): void {
    this.native.close()
  }

  /** Moves what has arrived into the queue. Returns the number of reads; none from within parsing. */
  read(): number {
    const { queue, records, owners, offsetMs, lastAtMs } = this
    if (queue.isBusy) return 0
    const count = this.native.poll(queue.room(roomBytes), queue.usedBytes, records)
    for (let at = 0; at < count * recordColumns; at += recordColumns) {
      const id = records[at]!
      const owner = owners[id]
      const kind = records[at + 3]!
      const atMs = records[at + 2]! + offsetMs
      if (kind === recordKinds.byClient) this.unstamped += 1
      if (owner === undefined) continue
      if (atMs - lastAtMs[id]! < fastGapMs) this.fast += 1
      lastAtMs[id] = atMs
      if (kind === recordKinds.byKernel || kind === recordKinds.byClient) queue.pushFilled(owner, records[at + 1]!, atMs)
      else queue.pushEnd(owner, kind === recordKinds.end ? null : errorOf(kind), atMs)
    }
    return count
  }

  private readonly onReady = (): void => {
    const reads = this.read()
    this.queue.parseSlice()
    if (this.size > 0) this.pace(reads)
  }

  private pace(reads: number): void {
    const nowMs = this.addon.nowMs()
    const elapsedMs = nowMs - this.polledAtMs
    this.polledAtMs = nowMs
    const weight = Math.min(1, elapsedMs / memoryMs)
    if (elapsedMs > 0) {
      this.perMs += (reads / elapsedMs - this.perMs) * weight
      this.fastPerMs += (this.fast / elapsedMs - this.fastPerMs) * weight
      this.answersPerMs += (this.answers / elapsedMs - this.answersPerMs) * weight
      this.fast = 0
      this.answers = 0
    }
    const us = this.restFor()
    if (us === 0) return this.watch()
    this.native.rest(us)
    this.isWatching = false
  }

  /** How long not to look, 0 to be woken by whatever comes. */
  private restFor(): number {
    if (this.perMs < busyPerMs) return 0
    const us = this.fastPerMs > this.perMs * fastShare ? shortRestUs : restUs
    // Little's law: with `size` open, an answer takes size / answersPerMs.
    const harmlessUs = (2000 * idleShare * this.size) / this.answersPerMs
    if (us <= harmlessUs) return us
    return shortRestUs <= harmlessUs ? shortRestUs : 0
  }

  private watch(): void {
    if (!this.isWatching) this.native.watch(true)
    this.isWatching = true
  }
}

function errorOf(errno: number): Error {
  const code = getSystemErrorName(errno)
  return Object.assign(new Error(`read ${code}`), { code, errno, syscall: 'read' })
}

/** The caller's clock minus the addon's, both monotonic; the narrowest of a few bracketings. */
function measureOffsetMs(addon: KernelAddon, nowMs: () => number): number {
  let bestWidthMs = Number.POSITIVE_INFINITY
  let offsetMs = 0
  for (let i = 0; i < offsetTries; i += 1) {
    const before = addon.nowMs()
    const callersMs = nowMs()
    const after = addon.nowMs()
    if (after - before >= bestWidthMs) continue
    bestWidthMs = after - before
    offsetMs = callersMs - (before + after) / 2
  }
  return offsetMs
}
