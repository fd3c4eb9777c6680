/** Requests: one summary row each, with the token stamps as a BLOB. */
import type Database from 'better-sqlite3'
import type { Outcome } from '../../core/model/outcome.ts'
import { PackedRequests } from '../../core/model/packed-requests.ts'
import type { RequestError, RequestRecord, RequestRole, ServerTimings, TokenSource } from '../../core/model/request.ts'
import { fromJson, toBlob, toCount, toFloat64Array, toJson, toUint32Array } from './codec.ts'

const columns = [
  'idx', 'stage', 'warmup', 'user', 'due_at_ms', 'sent_at_ms', 'headers_at_ms', 'first_event_at_ms', 'first_token_at_ms',
  'first_visible_at_ms', 'last_token_at_ms', 'end_at_ms', 'connection', 'outcome', 'http_status', 'prompt_tokens', 'cached_tokens',
  'output_tokens', 'reasoning_tokens', 'token_source', 'finish_reason', 'chunk_at_ms', 'chunk_tokens', 'rare', 'role', 'turn',
] as const

type Column = (typeof columns)[number]

interface Row {
  readonly idx: number
  readonly stage: number
  readonly warmup: number
  readonly user: number
  readonly due_at_ms: number
  readonly sent_at_ms: number | null
  readonly headers_at_ms: number | null
  readonly first_event_at_ms: number | null
  readonly first_token_at_ms: number | null
  readonly first_visible_at_ms: number | null
  readonly last_token_at_ms: number | null
  readonly end_at_ms: number
  readonly connection: 'new' | 'reused' | null
  readonly outcome: Outcome
  readonly http_status: number | null
  readonly prompt_tokens: number | null
  readonly cached_tokens: number | null
  readonly output_tokens: number | null
  readonly reasoning_tokens: number | null
  readonly token_source: TokenSource | null
  readonly finish_reason: string | null
  readonly chunk_at_ms: Buffer
  readonly chunk_tokens: Buffer | null
  readonly rare: string | null
  readonly role: RequestRole | null
  readonly turn: number | null
}

/** Fields that most requests lack share one JSON column. */
interface Rare {
  readonly error?: RequestError
  readonly retryAfterMs?: number
  readonly serverTimings?: ServerTimings
  readonly thinkingInline?: true
}

function toRare(record: RequestRecord): string | null {
  const rare: Rare = {
    ...(record.error === null ? {} : { error: record.error }),
    ...(record.retryAfterMs === null ? {} : { retryAfterMs: record.retryAfterMs }),
    ...(record.serverTimings === null ? {} : { serverTimings: record.serverTimings }),
    ...(record.thinkingInline === undefined ? {} : { thinkingInline: record.thinkingInline }),
  }
  return Object.keys(rare).length === 0 ? null : toJson(rare)
}

function toRow(record: RequestRecord): Row {
  return {
    idx: record.index,
    stage: record.stage,
    warmup: record.warmup ? 1 : 0,
    user: record.user,
    due_at_ms: record.dueAtMs,
    sent_at_ms: record.sentAtMs,
    headers_at_ms: record.headersAtMs,
    first_event_at_ms: record.firstEventAtMs,
    first_token_at_ms: record.firstTokenAtMs,
    first_visible_at_ms: record.firstVisibleAtMs,
    last_token_at_ms: record.lastTokenAtMs,
    end_at_ms: record.endAtMs,
    connection: record.connection,
    outcome: record.outcome,
    http_status: record.httpStatus,
    prompt_tokens: toCount(record.promptTokens),
    cached_tokens: toCount(record.cachedTokens),
    output_tokens: toCount(record.outputTokens),
    reasoning_tokens: toCount(record.reasoningTokens),
    token_source: record.tokenSource,
    finish_reason: record.finishReason,
    chunk_at_ms: toBlob(record.chunkAtMs),
    chunk_tokens: record.chunkTokens === null ? null : toBlob(record.chunkTokens),
    rare: toRare(record),
    role: record.role ?? null,
    turn: record.turn ?? null,
  }
}

function toRecord(row: Row): RequestRecord {
  const rare = fromJson<Rare>(row.rare)
  return {
    index: row.idx,
    stage: row.stage,
    warmup: row.warmup === 1,
    ...(row.role === null ? {} : { role: row.role }),
    ...(row.turn === null ? {} : { turn: row.turn }),
    ...(rare?.thinkingInline === undefined ? {} : { thinkingInline: rare.thinkingInline }),
    user: row.user,
    dueAtMs: row.due_at_ms,
    sentAtMs: row.sent_at_ms,
    headersAtMs: row.headers_at_ms,
    firstEventAtMs: row.first_event_at_ms,
    firstTokenAtMs: row.first_token_at_ms,
    firstVisibleAtMs: row.first_visible_at_ms,
    lastTokenAtMs: row.last_token_at_ms,
    endAtMs: row.end_at_ms,
    connection: row.connection,
    outcome: row.outcome,
    httpStatus: row.http_status,
    error: rare?.error ?? null,
    retryAfterMs: rare?.retryAfterMs ?? null,
    promptTokens: row.prompt_tokens,
    cachedTokens: row.cached_tokens,
    outputTokens: row.output_tokens,
    reasoningTokens: row.reasoning_tokens,
    tokenSource: row.token_source,
    finishReason: row.finish_reason,
    chunkAtMs: toFloat64Array(row.chunk_at_ms),
    chunkTokens: row.chunk_tokens === null ? null : toUint32Array(row.chunk_tokens),
    // Sessions stored before load times were read lack that field.
    serverTimings: rare?.serverTimings === undefined ? null : { ...rare.serverTimings, loadMs: rare.serverTimings.loadMs ?? null },
  }
}

export type OnRead = (done: number, total: number) => void

/** Requests read between two words about it. */
const wordEvery = 10_000

export interface RequestsRepo {
  /** A request that is already there is replaced: a batch may be sent again after an unclear failure. */
  insert(sessionPk: number, record: RequestRecord): void
  /** Those of the load, in order of index. Of very many, `onRead` hears now and then how many are there. */
  all(sessionPk: number, onRead?: OnRead): readonly RequestRecord[]
  /** Those of the probe user, in order. */
  probes(sessionPk: number): RequestRecord[]
  one(sessionPk: number, index: number): RequestRecord | null
}

/** `packFrom`: with more requests than this, records become views on columns. */
export function createRequestsRepo(db: Database.Database, packFrom = 50_000): RequestsRepo {
  const names = columns.join(', ')
  const values = columns.map((name) => `@${name}`).join(', ')
  const insert = db.prepare(`INSERT OR REPLACE INTO requests (session_pk, ${names}) VALUES (@session_pk, ${values})`)
  const all = db.prepare<[number], Row>(`SELECT ${names} FROM requests WHERE session_pk = ? AND role IS NULL ORDER BY idx`)
  const size = db.prepare<[number], { requests: number; stamps: number }>('SELECT count(*) AS requests, coalesce(sum(length(chunk_at_ms) / 8), 0) AS stamps FROM requests WHERE session_pk = ? AND role IS NULL')
  const probes = db.prepare<[number], Row>(`SELECT ${names} FROM requests WHERE session_pk = ? AND role = 'probe' ORDER BY idx`)
  const one = db.prepare<[number, number], Row>(`SELECT ${names} FROM requests WHERE session_pk = ? AND idx = ?`)
  return {
    insert(sessionPk, record) {
      insert.run({ session_pk: sessionPk, ...(toRow(record) satisfies Record<Column, unknown>) })
    },
    all(sessionPk, onRead) {
      const { requests, stamps } = size.get(sessionPk) ?? { requests: 0, stamps: 0 }
      if (requests <= packFrom) return all.all(sessionPk).map(toRecord)
      const packed = new PackedRequests(requests, stamps)
      let done = 0
      for (const row of all.iterate(sessionPk)) {
        packed.add(toRecord(row))
        done += 1
        if (done % wordEvery === 0) onRead?.(done, requests)
      }
      return packed.records()
    },
    probes: (sessionPk) => probes.all(sessionPk).map(toRecord),
    one(sessionPk, index) {
      const row = one.get(sessionPk, index)
      return row === undefined ? null : toRecord(row)
    },
  }
}
