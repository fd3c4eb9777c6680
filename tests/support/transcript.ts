/** Replays the raw bytes of an HTTP answer through the response reader and an exchange, in any pieces. */
import { readFileSync } from 'node:fs'
import type { ApiKind } from '../../src/core/model/plan.ts'
import type { RequestRecord } from '../../src/core/model/request.ts'
import { adapterOf } from '../../src/core/protocol/adapters/index.ts'
import { Exchange } from '../../src/core/protocol/exchange.ts'
import { ResponseReader } from '../../src/node/http/response-reader.ts'

export function readTranscript(name: string): Buffer {
  return readFileSync(new URL(`../fixtures/transcripts/${name}.txt`, import.meta.url))
}

/** An answer with the given head lines and body, as it would be on the wire. */
export function rawAnswer(body: string | Buffer, contentType = 'text/event-stream', status = '200 OK'): Buffer {
  const bytes = Buffer.from(body)
  return Buffer.concat([Buffer.from(`HTTP/1.1 ${status}\r\nContent-Type: ${contentType}\r\nContent-Length: ${bytes.length}\r\n\r\n`), bytes])
}

export const decodeUtf8 = (bytes: Uint8Array, start: number, end: number): string => Buffer.from(bytes.subarray(start, end)).toString('utf8')

export function exchangeFor(forcedTokens: number | null = null, maxTokens: number | null = null, api: ApiKind = 'openai-chat'): Exchange {
  const exchange = new Exchange({ index: 0, stage: 0, warmup: false, user: 0, dueAtMs: 0, forcedTokens, maxTokens, keepText: false }, 0, decodeUtf8, adapterOf(api))
  exchange.onSent(1, 'new')
  return exchange
}

interface ReplayOptions {
  readonly forcedTokens?: number
  readonly maxTokens?: number
  readonly stampMs?: number
  readonly api?: ApiKind
}

/**
 * The record of an answer that arrives in reads ending at `cuts` (and at its end). The k-th read is stamped 10 + k ms,
 * or every read `stampMs` where that is given. An answer that stops early ends as a reset.
 */
export function replay(raw: Buffer, cuts: readonly number[] = [], options: ReplayOptions = {}): RequestRecord {
  const exchange = exchangeFor(options.forcedTokens ?? null, options.maxTokens ?? null, options.api)
  let atMs = 0
  let record: RequestRecord | null = null
  const reader = new ResponseReader({
    onHead: ({ status, headers }) =>
      exchange.onHead({ status, contentType: headers.get('content-type') ?? '', location: headers.get('location') ?? null, retryAfterMs: null }, atMs),
    onBody: (bytes, start, end) => exchange.onBody(bytes, start, end, atMs),
    onEnd: () => {
      record = exchange.complete(atMs)
    },
  })
  reader.expect()
  const ends = [...new Set([...cuts, raw.length])].filter((end) => end <= raw.length).toSorted((a, b) => a - b)
  let from = 0
  ends.forEach((to, k) => {
    atMs = options.stampMs ?? 10 + k
    // A copy in a dirty buffer: nothing may look past the end of a read or keep a reference to it.
    const read = Buffer.alloc(to - from + 16, 'a')
    raw.copy(read, 8, from, to)
    reader.push(read, 8, 8 + to - from)
    read.fill('\n')
    from = to
  })
  if (record === null) reader.close()
  return record ?? exchange.fail({ kind: 'reset', code: 'closed', message: 'closed' }, atMs)
}
