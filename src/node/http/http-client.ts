/** Sends requests to one pinned server over kept connections, as many as the load needs. */
import { Connection, type Call, type CallListener, type ConnectionOwner } from './connection.ts'
import { Decompressor } from './decompress.ts'
import type { StampedBy } from '../../core/model/client-health.ts'
import { kernelAddon, type KernelAddon } from './kernel-addon.ts'
import { KernelSource } from './kernel-source.ts'
import { ReadQueue } from './read-queue.ts'
import type { PinnedTarget } from './resolve.ts'
import type { HttpHead } from './response-reader.ts'

export class HttpClient implements ConnectionOwner {
  /** Connections opened, and requests that found an open one. */
  opened = 0
  reused = 0
  readonly nowMs: () => number
  private readonly target: PinnedTarget
  private readonly queue: ReadQueue
  private readonly idle: Connection[] = []
  private readonly connections = new Set<Connection>()
  private readonly byCall = new Map<Call, Connection>()
  private readonly opening = new Set<Connection>()
  private onPrepared: (() => void) | null = null
  private readonly addon: KernelAddon | null
  /** Exists while connections may. */
  private kernel: KernelSource | null = null
  private clientStamps = 0

  /** `addon` null: this client stamps by itself, as it must where a connection has TLS. */
  constructor(target: PinnedTarget, nowMs: () => number, addon: KernelAddon | null = kernelAddon()) {
    this.target = target
    this.nowMs = nowMs
    this.addon = target.isTls ? null : addon
    this.queue = new ReadQueue(nowMs)
  }

  /** Who stamped all that was read since this was last asked: `client` as soon as one stamp was not the kernel's. */
  takeStampedBy(): StampedBy {
    const { clientStamps, kernel } = this
    const isKernel = this.addon !== null && clientStamps === 0 && (kernel?.unstamped ?? 0) === 0
    this.clientStamps = 0
    if (kernel !== null) kernel.unstamped = 0
    return isKernel ? 'kernel' : 'client'
  }

  /** The most bytes that waited to be parsed since this was last asked. */
  takeMaxBacklogBytes(): number {
    const { maxBacklogBytes } = this.queue
    this.queue.maxBacklogBytes = 0
    return maxBacklogBytes
  }

  /** Reads what the kernel source has, and parses what was not yet looked at; nothing when called from within a listener. */
  flush(): void {
    this.kernel?.read()
    this.queue.flush()
  }

  /** Sends a complete request. Returns what gives it up: the listener then hears nothing more. */
  send(payload: Uint8Array, listener: CallListener): () => void {
    const unpacking = new UnpackingListener(listener)
    const call: Call = { payload, listener: unpacking }
    const kept = this.idle.pop()
    if (kept?.hasServed === true) this.reused += 1
    unpacking.onFinished = () => this.byCall.delete(call)
    this.startOn(kept ?? this.connect(), call)
    return () => {
      unpacking.giveUp()
      this.byCall.get(call)?.destroy()
      this.byCall.delete(call)
    }
  }

  /**
   * Makes `count` connections stand ready and closes idle ones beyond, so that a stage begins with requests instead of handshakes.
   * Calls `done` when they do, when the server refused, or after `timeoutMs`.
   */
  prepare(count: number, timeoutMs: number, done: () => void): void {
    for (const surplus of this.idle.slice(count)) surplus.destroy()
    for (let i = this.idle.length; i < count; i += 1) this.opening.add(this.connect())
    const finish = (): void => {
      clearTimeout(timer)
      this.opening.clear()
      this.onPrepared = null
      done()
    }
    const timer = setTimeout(finish, timeoutMs)
    this.onPrepared = finish
    if (this.opening.size === 0) finish()
  }

  onFree(connection: Connection): void {
    this.idle.push(connection)
    this.noteOpened(connection)
  }

  onGone(connection: Connection): void {
    this.connections.delete(connection)
    const at = this.idle.indexOf(connection)
    if (at >= 0) this.idle.splice(at, 1)
    this.noteOpened(connection)
  }

  /** The only retry there is: the server had closed the kept connection before it saw the request. */
  onStale(call: Call, hadServed: boolean): void {
    if (hadServed) this.reused -= 1
    this.startOn(this.connect(), call)
  }

  onClientStamp(): void {
    this.clientStamps += 1
  }

  /** Closes every connection without a word to the listeners. */
  close(): void {
    for (const connection of this.connections) connection.destroy()
    this.byCall.clear()
    this.kernel?.close()
    this.kernel = null
  }

  private noteOpened(connection: Connection): void {
    if (this.opening.delete(connection) && this.opening.size === 0) this.onPrepared?.()
  }

  private startOn(connection: Connection, call: Call): void {
    this.byCall.set(call, connection)
    connection.start(call)
  }

  private connect(): Connection {
    this.opened += 1
    if (this.addon !== null) this.kernel ??= KernelSource.open(this.addon, this.queue, this.nowMs)
    const connection = new Connection(this.target, this, this.queue, this.kernel)
    this.connections.add(connection)
    return connection
  }
}

/** Passes everything on; undoes a content encoding on the way. */
class UnpackingListener implements CallListener {
  onFinished: () => unknown = () => undefined
  private readonly inner: CallListener
  private decompressor: Decompressor | null = null

  constructor(inner: CallListener) {
    this.inner = inner
  }

  giveUp(): void {
    this.decompressor?.destroy()
  }

  onSent(atMs: number, connection: 'new' | 'reused'): void {
    this.inner.onSent(atMs, connection)
  }

  onHead(head: HttpHead, atMs: number): void {
    this.decompressor = Decompressor.of(head.headers.get('content-encoding') ?? '', {
      onData: (bytes, at) => this.inner.onBody(bytes, 0, bytes.length, at),
      onEnd: (at) => this.inner.onEnd(at),
      onError: (message, at) => this.inner.onFailure({ kind: 'bad-http', code: 'bad-encoding', message }, at),
    })
    this.inner.onHead(head, atMs)
  }

  onBody(bytes: Uint8Array, start: number, end: number, atMs: number): void {
    if (this.decompressor === null) this.inner.onBody(bytes, start, end, atMs)
    else this.decompressor.push(bytes, start, end, atMs)
  }

  onEnd(atMs: number): void {
    this.onFinished()
    if (this.decompressor === null) this.inner.onEnd(atMs)
    else this.decompressor.end(atMs)
  }

  onFailure(failure: Parameters<CallListener['onFailure']>[0], atMs: number): void {
    this.onFinished()
    this.decompressor?.destroy()
    this.inner.onFailure(failure, atMs)
  }
}
