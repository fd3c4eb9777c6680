/** A streamed answer: writes each chunk straight to the socket and logs the moment it did. */
import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { StreamBreak } from '../faults/faults.ts'
import type { TruthLog, TruthRecord } from '../script/truth.ts'
import { nowNs } from '../time/clock.ts'
import type { Answer, FinishReason } from './answer.ts'
import type { AnswerEncoder, EncodedWrite } from './encoder.ts'
import type { AnswerTimes } from './wire/wire.ts'

/** What a stream needs beside its text. */
export type StreamSetup = {
  readonly response: ServerResponse
  readonly encoder: AnswerEncoder
  readonly streamBreak: StreamBreak | null
  readonly withUsage: boolean
  /** Part of the wait for the first token that is said to be loading, ms. */
  readonly loadMs: number
  readonly keepOpen: boolean
  readonly truth: TruthLog
  readonly record: TruthRecord
}

/** A reset discards what the client hasn't read yet, so the chunks before it get this long to arrive. */
const resetDelayMs = 20

/** Writes to the socket itself: `ServerResponse.write` would hold data back to the end of the tick, after the stamp. */
export class StreamAnswer implements Answer {
  private readonly setup: StreamSetup
  private readonly socket: Socket | null
  private readonly framed: boolean
  private prepared: EncodedWrite | null
  private tokens = 0
  private chunks = 0
  private broken = false

  constructor(setup: StreamSetup) {
    this.setup = setup
    const { response, encoder } = setup
    this.socket = response.socket
    this.socket?.setNoDelay(true)
    this.prepared = encoder.next()
    response.writeHead(200, {
      'content-type': encoder.contentType,
      'cache-control': 'no-cache',
      'transfer-encoding': 'chunked',
    })
    this.framed = response.chunkedEncoding
    this.socket?.cork()
    response.flushHeaders()
    setup.record.roleNs = nowNs()
    this.send(this.frame(encoder.opening))
    this.socket?.uncork()
    this.breakIfDue()
  }

  /** Sends a comment line while there is nothing else to say. */
  comment(text: string): void {
    if (!this.broken) this.send(this.frame(this.setup.encoder.comment(text)))
  }

  readonly advance = (tokens: number, dueMs: number): boolean => {
    this.tokens += tokens
    while (this.prepared !== null && this.tokens >= this.prepared.tokens && !this.broken) {
      this.write(this.prepared, dueMs)
      this.prepared = this.setup.encoder.next()
      this.breakIfDue()
    }
    return !this.broken
  }

  readonly finish = (reason: FinishReason): void => {
    if (this.broken) return
    const { encoder, withUsage, keepOpen, response, truth, record } = this.setup
    this.socket?.cork()
    this.send(this.frame(encoder.end({ reason, withUsage, times: this.times() })))
    truth.end(record, 'ok')
    if (!keepOpen) response.end()
    this.socket?.uncork()
  }

  private write(write: EncodedWrite, dueMs: number): void {
    const { chunkNs, dueNs } = this.setup.record
    const frame = this.frame(write.data)
    const sentNs = nowNs()
    this.send(frame)
    for (; this.chunks < write.chunks; this.chunks += 1) {
      chunkNs.push(sentNs)
      dueNs.push(Math.round(dueMs * 1e6))
    }
  }

  /** The server's own times, from when it really sent. */
  private times(): AnswerTimes {
    const { loadMs, record } = this.setup
    const { receivedNs, chunkNs } = record
    const [firstNs = receivedNs] = chunkNs
    const lastNs = chunkNs.at(-1) ?? firstNs
    return { loadMs, promptMs: Math.max(0, (firstNs - receivedNs) / 1e6 - loadMs), outputMs: (lastNs - firstNs) / 1e6 }
  }

  private frame(data: string): string {
    return this.framed && data !== '' ? `${Buffer.byteLength(data).toString(16)}\r\n${data}\r\n` : data
  }

  private send(frame: string): void {
    if (frame === '' || this.socket === null || this.socket.destroyed) return
    this.socket.write(frame)
  }

  private breakIfDue(): void {
    const { streamBreak } = this.setup
    if (streamBreak === null || this.broken || this.chunks < streamBreak.afterChunks) return
    this.broken = true
    this.setup.truth.end(this.setup.record, `broken: ${streamBreak.kind}`)
    this.break(streamBreak)
  }

  private break({ kind }: StreamBreak): void {
    const { response, encoder } = this.setup
    switch (kind) {
      case 'reset':
        setTimeout(() => this.socket?.resetAndDestroy(), resetDelayMs)
        return
      case 'eof':
        response.end()
        return
      case 'in-stream-error':
        this.send(this.frame(encoder.error('The engine died while it was generating.')))
        response.end()
        return
      case 'malformed':
        this.send(this.frame(encoder.half()))
        response.end()
        return
      case 'stall':
        return
    }
  }
}
