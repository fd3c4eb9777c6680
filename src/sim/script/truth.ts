/** The truth log: when each chunk was really handed to the socket, for comparison with what a client measured. */
import { createWriteStream } from 'node:fs'
import type { WriteStream } from 'node:fs'
import { nowNs } from '../time/clock.ts'

/** How an answer ended, as the server saw it. */
export type TruthOutcome = 'open' | 'ok' | 'cancelled' | `broken: ${string}`

/** One answer; all times are ns of the machine's monotonic clock (`process.hrtime.bigint()` in any process). */
export type TruthRecord = {
  /** `dyno_request_id`, or the header `x-dyno-request-id`, or the response id. */
  readonly id: string
  readonly mode: 'script' | 'model'
  /** The request body was fully received. */
  readonly receivedNs: number
  /** The headers and the role-only chunk were handed to the socket; null when there were none. */
  roleNs: number | null
  /** Each content chunk was handed to the socket. */
  readonly chunkNs: number[]
  /** Each content chunk was due. */
  readonly dueNs: number[]
  endNs: number | null
  outcome: TruthOutcome
}

/** The oldest records are dropped beyond either limit. */
const limits = { records: 20_000, chunks: 2_000_000 } as const

/** Keeps recent records in memory and appends finished ones to a file as NDJSON. */
export class TruthLog {
  private records: TruthRecord[] = []
  private chunks = 0
  private readonly file: WriteStream | null

  constructor(path: string | null) {
    this.file = path === null ? null : createWriteStream(path, { flags: 'a' })
  }

  begin(id: string, mode: TruthRecord['mode'], receivedNs: number): TruthRecord {
    const record: TruthRecord = { id, mode, receivedNs, roleNs: null, chunkNs: [], dueNs: [], endNs: null, outcome: 'open' }
    this.records.push(record)
    return record
  }

  /** Marks the end; only the first call for a record counts. */
  end(record: TruthRecord, outcome: TruthOutcome): void {
    if (record.outcome !== 'open') return
    record.outcome = outcome
    record.endNs = nowNs()
    this.chunks += record.chunkNs.length
    this.file?.write(`${JSON.stringify(record)}\n`)
    this.trim()
  }

  /** The latest record with this id. */
  find(id: string): TruthRecord | undefined {
    return this.records.findLast((record) => record.id === id)
  }

  all(): readonly TruthRecord[] {
    return this.records
  }

  clear(): void {
    this.records = []
    this.chunks = 0
  }

  async close(): Promise<void> {
    const { file } = this
    if (file !== null) await new Promise<void>((resolve) => file.end(resolve))
  }

  private trim(): void {
    while (this.records.length > limits.records || this.chunks > limits.chunks) {
      const oldest = this.records.shift()
      if (oldest === undefined) return
      if (oldest.outcome !== 'open') this.chunks -= oldest.chunkNs.length
    }
  }
}
