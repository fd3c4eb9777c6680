/** What waits to be written: bounded, lossless until the bound, and loud about it when it is passed. */
import type { ClientSample } from '../../core/model/client-health.ts'
import type { RequestRecord } from '../../core/model/request.ts'
import type { SessionEvent } from '../../core/model/session.ts'
import type { SignalSeries } from '../../core/model/telemetry.ts'
import type { SessionBatch } from '../../node/db/store.ts'

const maxBytes = 128 * 1_048_576
/** A row and its object overhead, without the stamps. */
const requestBytes = 400
/** Rows of one transaction: the write lock is never held for long. */
const rowsPerWrite = 5_000

function sizeOf(record: RequestRecord): number {
  return requestBytes + record.chunkAtMs.byteLength + (record.chunkTokens?.byteLength ?? 0)
}

export class WriteQueue {
  #requests: RequestRecord[] = []
  #events: SessionEvent[] = []
  #clientSamples: ClientSample[] = []
  #telemetry: SignalSeries[] = []
  #bytes = 0
  readonly #limitBytes: number

  constructor(limitBytes: number = maxBytes) {
    this.#limitBytes = limitBytes
  }

  get isEmpty(): boolean {
    return this.#requests.length + this.#events.length + this.#clientSamples.length + this.#telemetry.length === 0
  }

  /** Returns how many requests did not fit any more. */
  addRequests(records: readonly RequestRecord[]): number {
    let dropped = 0
    for (const record of records) {
      if (this.#bytes > this.#limitBytes) {
        dropped += 1
        continue
      }
      this.#bytes += sizeOf(record)
      this.#requests.push(record)
    }
    return dropped
  }

  /** Events are few and always kept: they tell of the loss itself. */
  addEvents(events: readonly SessionEvent[]): void {
    this.#events.push(...events)
  }

  addClientSample(sample: ClientSample): void {
    if (this.#bytes <= this.#limitBytes) this.#clientSamples.push(sample)
  }

  addTelemetry(series: readonly SignalSeries[]): void {
    if (this.#bytes > this.#limitBytes) return
    for (const one of series) {
      this.#telemetry.push(one)
      this.#bytes += one.tMs.byteLength * 2 + requestBytes
    }
  }

  /** Hands one batch to `write`. What was written leaves the queue; when `write` throws, all of it stays. */
  flushOnce(write: (batch: SessionBatch) => void): void {
    const requests = this.#requests.slice(0, rowsPerWrite)
    write({ requests, events: this.#events, clientSamples: this.#clientSamples, telemetry: this.#telemetry })
    this.#requests = this.#requests.slice(rowsPerWrite)
    this.#events = []
    this.#clientSamples = []
    this.#telemetry = []
    this.#bytes = this.#requests.reduce((sum, record) => sum + sizeOf(record), 0)
  }
}
