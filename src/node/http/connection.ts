/** One socket to the server: raw `net`/`tls`, stamped by the kernel or else in the read callback; one request at a time. */
import { connect as connectTcp, type Socket } from 'node:net'
import { connect as connectTls, type ConnectionOptions } from 'node:tls'
import type { TransportFailure } from '../../core/protocol/classify.ts'
import type { KernelSource } from './kernel-source.ts'
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
  /** A kept connection turned out to have been dead already: the call may go to a new one. */
  onStale(call: Call, hadServed: boolean): void
  /** Something was read and stamped here, not by the kernel. */
  onClientStamp(): void
}

/** The handle of a connected socket: its number is the only way to the kernel's stamps. */
interface WithHandle {
  readonly _handle?: { readonly fd?: number } | null
}

/** A server that had closed a kept connection before it saw the request shows it this soon, ms; what comes later had been accepted. */
const staleMs = 250

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
  private readonly kernel: KernelSource | null
  private readonly socket: Socket
  /** While the kernel source reads this socket. */
  private kernelId: number | null = null
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
  private sentAtMs = 0

  /** `kernel` reads the socket where it can; never one with TLS. */
  constructor(target: PinnedTarget, owner: ConnectionOwner, queue: ReadQueue, kernel: KernelSource | null) {
    this.owner = owner
    this.queue = queue
    this.kernel = target.isTls ? null : kernel
    this.socket = this.open(target)
    this.socket.on('error', (error) => this.onSocketEnd(error))
    this.socket.on('end', () => this.onSocketEnd(null))
    this.socket.on('close', () => this.onSocketEnd(null))
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
    this.leaveKernel()
    this.socket.destroy()
  }

  onRead(bytes: Uint8Array, start: number, end: number, stampMs: number): void {
    if (this.closed) return
    // The kernel may have had the answer before this thread came back from sending.
    const atMs = Math.max(stampMs, this.sentAtMs)
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
    if (call !== null && this.wasOpen && !this.gotByte && atMs - this.sentAtMs < staleMs) {
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
    if (this.kernelId !== null) this.kernel?.noteAnswer()
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
        this.owner.onClientStamp()
        this.queue.push(this, readBuffer, length, atMs, !this.reader.isMidBody || mayEndBody(length))
        return true
      },
    }
    const { address: host, port, isTls, serverName, ca } = target
    if (!isTls) {
      const socket = connectTcp({ host, port, noDelay: true, onread }, () => this.onConnect())
      return this.kernel === null ? socket : socket.pause()
    }
    const name = serverName === null ? {} : { servername: serverName }
    const trust = ca === undefined ? {} : { ca: Buffer.from(ca) }
    // `onread` is documented for TLS too; the types lack it.
    const options: ConnectionOptions & { readonly onread: typeof onread } = { host, port, ...name, ...trust, ALPNProtocols: ['http/1.1'], onread }
    return connectTls(options, () => this.onConnect()).setNoDelay(true)
  }

  private onConnect(): void {
    this.connected = true
    if (this.closed) return
    if (this.kernel !== null) this.enterKernel(this.kernel)
    if (this.call === null) this.owner.onFree(this)
    else this.write(this.call)
  }

  private enterKernel(kernel: KernelSource): void {
    const { _handle: handle } = this.socket as unknown as WithHandle
    this.kernelId = kernel.add(handle?.fd ?? -1, this)
    if (this.kernelId === null) this.socket.resume()
  }

  private leaveKernel(): void {
    if (this.kernelId !== null) this.kernel?.remove(this.kernelId)
    this.kernelId = null
  }

  /** Behind all that had arrived before. */
  private onSocketEnd(error: Error | null): void {
    if (this.closed) return
    if (this.kernelId !== null) this.kernel?.read()
    this.queue.pushEnd(this, error, this.owner.nowMs())
  }

  private write(call: Call): void {
    let isSlow = false
    this.socket.write(call.payload, () => {
      if (isSlow && this.call === call && !this.gotByte) this.noteSent(call)
    })
    this.noteSent(call)
    isSlow = this.socket.writableLength > 0
  }

  private noteSent(call: Call): void {
    this.sentAtMs = this.owner.nowMs()
    call.listener.onSent(this.sentAtMs, this.served > 0 ? 'reused' : 'new')
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
