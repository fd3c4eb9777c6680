/** Undoes a content encoding that a server insists on; each piece keeps the stamp of the read that carried it. */
import { constants, createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import type { Transform } from 'node:stream'

export interface DecompressListener {
  onData(bytes: Uint8Array, atMs: number): void
  onEnd(atMs: number): void
  onError(message: string, atMs: number): void
}

/** An answer that unpacks to more than this is refused, bytes. */
const maxUnpackedBytes = 512 * 1024 * 1024

export class Decompressor {
  private readonly stream: Transform
  private readonly listener: DecompressListener
  private readonly stamps: number[] = []
  private lastAtMs = 0
  private unpackedBytes = 0
  private closed = false

  private constructor(stream: Transform, listener: DecompressListener) {
    this.stream = stream
    this.listener = listener
    stream.on('data', (data: Buffer) => this.onData(data))
    stream.on('end', () => this.finish(() => listener.onEnd(this.lastAtMs)))
    stream.on('error', (error) => this.finish(() => listener.onError(`the ${error.message}`, this.lastAtMs)))
  }

  /** Null for an identity or unknown encoding: the bytes are then taken as they come. */
  static of(encoding: string, listener: DecompressListener): Decompressor | null {
    const flush = { flush: constants.Z_SYNC_FLUSH, finishFlush: constants.Z_SYNC_FLUSH }
    switch (encoding.trim().toLowerCase()) {
      case 'gzip':
      case 'x-gzip':
        return new Decompressor(createGunzip(flush), listener)
      case 'deflate':
        return new Decompressor(createInflate(flush), listener)
      case 'br':
        return new Decompressor(createBrotliDecompress({ flush: constants.BROTLI_OPERATION_FLUSH, finishFlush: constants.BROTLI_OPERATION_FLUSH }), listener)
      default:
        return null
    }
  }

  push(bytes: Uint8Array, start: number, end: number, atMs: number): void {
    if (this.closed) return
    this.stamps.push(atMs)
    this.stream.write(Buffer.from(bytes.subarray(start, end)), () => this.stamps.shift())
  }

  /** The body ended; `onEnd` or `onError` follows. */
  end(atMs: number): void {
    this.lastAtMs = atMs
    if (!this.closed) this.stream.end()
  }

  destroy(): void {
    this.closed = true
    this.stream.destroy()
  }

  private onData(data: Buffer): void {
    if (this.closed) return
    this.unpackedBytes += data.length
    if (this.unpackedBytes > maxUnpackedBytes) {
      return this.finish(() => this.listener.onError('the answer unpacks to an unreasonable size', this.lastAtMs))
    }
    const atMs = this.stamps[0] ?? this.lastAtMs
    this.lastAtMs = Math.max(this.lastAtMs, atMs)
    this.listener.onData(data, atMs)
  }

  private finish(report: () => void): void {
    if (this.closed) return
    this.destroy()
    report()
  }
}
