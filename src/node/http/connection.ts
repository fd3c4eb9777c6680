/** One socket to the server: raw `net`/`tls`, stamped in the read callback, one request at a time. */
import { connect as connectTcp, type Socket } from 'node:net'
import { connect as connectTls, type ConnectionOptions } from 'node:tls'
import type { TransportFailure } from '../../core/protocol/classify.ts'
import type { ReadOwner, ReadQueue } from './read-queue.ts'
import { HttpFormatError, ResponseReader, type HttpHead, type ResponseListener } from './response-reader.ts'
import type { PinnedTarget } from './resolve.ts'

/** What happens to a request on its connection. All times are session ms. */
export interface CallListener {
  /** Headers and body were handed to the kernel. */
  onSent(atMs: number, connection: 'new' | 'reused'): void
  onHead(head: HttpHead, atMs: number): void
  /** Valid only during the call. */
  onBody(bytes: Uint8Array, start: number, end: number, atMs: number): void
  onEnd(atMs: number): void
  onFailure(failure: TransportFailure, atMs: number): void
}

export interface Call {
  readonly payload: Uint8Array
  readonly listener: CallListener
}

export interface ConnectionOwner {
  nowMs(): number
  /** Free for the next request, or open without ever having had one. */
  onFree(connection: Connection): void
  onGone(connection: Connection): void
  /** A kept connection turned out to be dead before any byte of the answer; the call may go to a new one. */
  onStale(call: Call, hadServed: boolean): void
}

/** One for all sockets: each read is copied out before the next begins. */
const readBuffer = Buffer.allocUnsafe(64 * 1024)

/** Of the zero chunk that ends a body, with its line before. */
const lastChunk = Buffer.from('0\r\n\r\n')

/** Whether what was just read could complete a chunked body; a read too short to tell counts as one. */
function mayEndBody(length: number): boolean {
  const from = length - lastChunk.length
  if (from < 0) return true
  for (let i = 0; i < lastChunk.length; i += 1) if (readBuffer[from + i] !== lastChunk[i]) return false
  return true
}

export class Connection implements ReadOwner, ResponseListener {
  private readonly owner: ConnectionOwner
  private readonly queue: ReadQueue
  private readonly socket: Socket
  private readonly reader = new ResponseReader(this)
  private call: Call | null = null
  private connected = false
  /** It stood before the request came, so the server may have closed it meanwhile. */
  private wasOpen = false
  private served = 0
  private gotByte = false
  private keepAlive = true
  private closed = false
  private atMs = 0

  constructor(target: PinnedTarget, owner: ConnectionOwner, queue: ReadQueue) {
    this.owner = owner
    this.queue = queue
    this.socket = this.open(target)
    this.socket.on('error', (error) => this.queue.pushEnd(this, error, this.owner.nowMs()))
    this.socket.on('end', () => this.queue.pushEnd(this, null, this.owner.nowMs()))
    this.socket.on('close', () => this.queue.pushEnd(this, null, this.owner.nowMs()))
  }

  /** True once it carried a request. */
  get hasServed(): boolean {
    return this.served > 0
  }

  /** Sends now, or as soon as the connection stands. */
  start(call: Call): void {
    this.call = call
    this.gotByte = false
    this.wasOpen = this.connected
    this.reader.expect()
    if (this.connected) this.write(call)
  }

  /** Closes at once; the listener hears nothing more. */
  destroy(): void {
    this.call = null
    this.gone()
    this.socket.destroy()
  }

  onRead(bytes: Uint8Array, start: number, end: number, atMs: number): void {
    if (this.closed) return
    this.atMs = atMs
    this.gotByte = true
    try {
      this.reader.push(bytes, start, end)
    } catch (error) {
      if (!(error instanceof HttpFormatError)) throw error
      this.failCall({ kind: 'bad-http', code: 'bad-http', message: error.message }, atMs)
    }
  }

  onReadEnd(error: Error | null, atMs: number): void {
    if (this.closed) return
    this.atMs = atMs
    this.keepAlive = false
    if (error === null && this.reader.close()) return
    const { call } = this
    if (call !== null && this.wasOpen && !this.gotByte) {
      this.destroy()
      this.owner.onStale(call, this.hasServed)
      return
    }
    this.failCall(failureOf(error, this.connected), atMs)
  }

  onHead(head: HttpHead): void {
    this.keepAlive = head.keepAlive
    this.call?.listener.onHead(head, this.atMs)
  }

  onBody(bytes: Uint8Array, start: number, end: number): void {
    this.call?.listener.onBody(bytes, start, end, this.atMs)
  }

  onEnd(): void {
    const { call, atMs } = this
    this.call = null
    this.served += 1
    // The pool first: the listener may send the next request from within.
    if (this.keepAlive && !this.closed) this.owner.onFree(this)
    else this.destroy()
    call?.listener.onEnd(atMs)
  }

  private open(target: PinnedTarget): Socket {
    const onread = {
      buffer: readBuffer,
      callback: (length: number): boolean => {
        const atMs = this.owner.nowMs()
        this.queue.push(this, readBuffer, length, atMs, !this.reader.isMidBody || mayEndBody(length))
        return true
      },
    }
    const { address: host, port, isTls, serverName, ca } = target
    if (!isTls) return connectTcp({ host, port, noDelay: true, onread }, () => this.onConnect())
    const name = serverName === null ? {} : { servername: serverName }
    const trust = ca === undefined ? {} : { ca: Buffer.from(ca) }
    // `onread` is documented for TLS too; the types lack it.
    const options: ConnectionOptions & { readonly onread: typeof onread } = { host, port, ...name, ...trust, ALPNProtocols: ['http/1.1'], onread }
    return connectTls(options, () => this.onConnect()).setNoDelay(true)
  }

  private onConnect(): void {
    this.connected = true
    if (this.closed) return
    if (this.call === null) this.owner.onFree(this)
    else this.write(this.call)
  }

  private write(call: Call): void {
    const connection = this.served > 0 ? 'reused' : 'new'
    let isSlow = false
    this.socket.write(call.payload, () => {
      if (isSlow && this.call === call && !this.gotByte) call.listener.onSent(this.owner.nowMs(), connection)
    })
    call.listener.onSent(this.owner.nowMs(), connection)
    isSlow = this.socket.writableLength > 0
  }

  private failCall(failure: TransportFailure, atMs: number): void {
    const { call } = this
    this.destroy()
    call?.listener.onFailure(failure, atMs)
  }

  private gone(): void {
    if (this.closed) return
    this.closed = true
    this.owner.onGone(this)
  }
}

function failureOf(error: Error | null, connected: boolean): TransportFailure {
  if (error === null) return { kind: 'reset', code: 'closed', message: 'The server closed the connection before the answer was complete.' }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : 'unknown'
  if (connected || code === 'ECONNRESET') return { kind: 'reset', code, message: error.message }
  return { kind: code === 'ETIMEDOUT' ? 'timeout-connect' : 'refused', code, message: error.message }
}
