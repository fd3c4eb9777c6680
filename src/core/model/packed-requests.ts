/** Very many requests in little room: their fields lie in columns, and each record is a view on its row. */
import { outcomes } from './outcome.ts'
import type { RequestError, RequestRecord, RequestRole, ServerTimings } from './request.ts'

const stampNames = ['dueAtMs', 'sentAtMs', 'headersAtMs', 'firstEventAtMs', 'firstTokenAtMs', 'firstVisibleAtMs', 'lastTokenAtMs', 'endAtMs'] as const
const countNames = ['index', 'stage', 'turn', 'user', 'httpStatus', 'promptTokens', 'cachedTokens', 'outputTokens', 'reasoningTokens'] as const
const timingNames = ['promptTokens', 'promptMs', 'outputTokens', 'outputMs', 'cachedTokens', 'loadMs'] as const satisfies readonly (keyof ServerTimings)[]
type NumberName = (typeof stampNames)[number] | (typeof countNames)[number]
const numberNames: readonly NumberName[] = [...stampNames, ...countNames]

/** What few requests have. */
interface Rare {
  readonly error: RequestError | null
  readonly retryAfterMs: number | null
  readonly role: RequestRole | undefined
  readonly chunkTokens: Uint32Array | null
}

/** A few different words, kept once each. */
class Words<T extends string> {
  private readonly codes: Uint8Array
  private readonly words: (T | null)[] = [null]

  constructor(length: number) {
    this.codes = new Uint8Array(length)
  }

  set(row: number, word: T | null): void {
    const known = this.words.indexOf(word)
    // More different words than a byte can tell apart are no words but texts: the rest is dropped.
    if (known === -1 && this.words.length < 256) this.words.push(word)
    this.codes[row] = known === -1 ? (this.words.length - 1) : known
  }

  get(row: number): T | null {
    return this.words[this.codes[row] ?? 0] ?? null
  }
}

/** About 150 bytes a request and 8 a token stamp; nothing grows while it is filled. */
export class PackedRequests {
  private readonly numbers: Readonly<Record<NumberName, Float64Array>>
  private readonly isWarmup: Uint8Array
  private readonly isThinkingInline: Uint8Array
  private readonly outcome: Uint8Array
  private readonly connection: Words<'new' | 'reused'>
  private readonly tokenSource: Words<NonNullable<RequestRecord['tokenSource']>>
  private readonly finishReason: Words<string>
  private readonly stamps: Float64Array
  private readonly stampEnds: Float64Array
  private readonly rare = new Map<number, Rare>()
  private timings: Float64Array | null = null
  private readonly length: number
  private count = 0
  private stampCount = 0

  /** Room for so many requests with so many token stamps in all. */
  constructor(requests: number, stamps: number) {
    this.length = requests
    this.numbers = Object.fromEntries(numberNames.map((name) => [name, new Float64Array(requests)])) as Record<NumberName, Float64Array>
    this.isWarmup = new Uint8Array(requests)
    this.isThinkingInline = new Uint8Array(requests)
    this.outcome = new Uint8Array(requests)
    this.connection = new Words(requests)
    this.tokenSource = new Words(requests)
    this.finishReason = new Words(requests)
    this.stamps = new Float64Array(stamps)
    this.stampEnds = new Float64Array(requests)
  }

  /** Throws RangeError beyond the room there is. */
  add(record: RequestRecord): void {
    const row = this.count
    if (row >= this.length) throw new RangeError('more requests than there is room for')
    for (const name of numberNames) this.numbers[name][row] = record[name] ?? Number.NaN
    this.isWarmup[row] = record.warmup ? 1 : 0
    this.isThinkingInline[row] = record.thinkingInline === true ? 1 : 0
    this.outcome[row] = outcomes.indexOf(record.outcome)
    this.connection.set(row, record.connection)
    this.tokenSource.set(row, record.tokenSource)
    this.finishReason.set(row, record.finishReason)
    this.stamps.set(record.chunkAtMs, this.stampCount)
    this.stampCount += record.chunkAtMs.length
    this.stampEnds[row] = this.stampCount
    this.addRare(row, record)
    this.count += 1
  }

  /** A view for each request that was added, in that order. */
  records(): readonly RequestRecord[] {
    return Array.from({ length: this.count }, (_, row) => new PackedRequest(this, row))
  }

  number(name: NumberName, row: number): number | null {
    const value = this.numbers[name][row] ?? Number.NaN
    return Number.isNaN(value) ? null : value
  }

  warmupOf(row: number): boolean {
    return this.isWarmup[row] === 1
  }

  thinkingInlineOf(row: number): true | undefined {
    return this.isThinkingInline[row] === 1 ? true : undefined
  }

  outcomeOf(row: number): RequestRecord['outcome'] {
    return outcomes[this.outcome[row] ?? 0] ?? 'malformed'
  }

  /** Words of few kinds. */
  rest(row: number) {
    return {
      connection: this.connection.get(row),
      tokenSource: this.tokenSource.get(row),
      finishReason: this.finishReason.get(row),
    }
  }

  stampsOf(row: number): Float64Array {
    return this.stamps.subarray(row === 0 ? 0 : this.stampEnds[row - 1], this.stampEnds[row])
  }

  rareOf(row: number): Rare | undefined {
    return this.rare.get(row)
  }

  timingsOf(row: number): ServerTimings | null {
    const { timings } = this
    const from = row * (timingNames.length + 1)
    if (timings === null || timings[from] !== 1) return null
    return Object.fromEntries(timingNames.map((name, i) => [name, Number.isNaN(timings[from + 1 + i]) ? null : timings[from + 1 + i]])) as unknown as ServerTimings
  }

  private addRare(row: number, { error, retryAfterMs, role, chunkTokens, serverTimings }: RequestRecord): void {
    if (error !== null || retryAfterMs !== null || role !== undefined || chunkTokens !== null) this.rare.set(row, { error, retryAfterMs, role, chunkTokens })
    if (serverTimings === null) return
    this.timings ??= new Float64Array(this.length * (timingNames.length + 1))
    const from = row * (timingNames.length + 1)
    this.timings[from] = 1
    for (const [i, name] of timingNames.entries()) this.timings[from + 1 + i] = serverTimings[name] ?? Number.NaN
  }
}

/** Its fields are read from the columns each time: it can't be spread, see `plainRequest`. */
class PackedRequest implements RequestRecord {
  private readonly all: PackedRequests
  private readonly row: number

  constructor(all: PackedRequests, row: number) {
    this.all = all
    this.row = row
  }

  get index(): number { return this.all.number('index', this.row) ?? 0 }
  get stage(): number { return this.all.number('stage', this.row) ?? 0 }
  get user(): number { return this.all.number('user', this.row) ?? 0 }
  get warmup(): boolean { return this.all.warmupOf(this.row) }
  get role(): RequestRole | undefined { return this.all.rareOf(this.row)?.role }
  get turn(): number | undefined { return this.all.number('turn', this.row) ?? undefined }
  get thinkingInline(): true | undefined { return this.all.thinkingInlineOf(this.row) }
  get dueAtMs(): number { return this.all.number('dueAtMs', this.row) ?? 0 }
  get sentAtMs(): number | null { return this.all.number('sentAtMs', this.row) }
  get headersAtMs(): number | null { return this.all.number('headersAtMs', this.row) }
  get firstEventAtMs(): number | null { return this.all.number('firstEventAtMs', this.row) }
  get firstTokenAtMs(): number | null { return this.all.number('firstTokenAtMs', this.row) }
  get firstVisibleAtMs(): number | null { return this.all.number('firstVisibleAtMs', this.row) }
  get lastTokenAtMs(): number | null { return this.all.number('lastTokenAtMs', this.row) }
  get endAtMs(): number { return this.all.number('endAtMs', this.row) ?? 0 }
  get connection(): RequestRecord['connection'] { return this.all.rest(this.row).connection }
  get outcome(): RequestRecord['outcome'] { return this.all.outcomeOf(this.row) }
  get httpStatus(): number | null { return this.all.number('httpStatus', this.row) }
  get error(): RequestError | null { return this.all.rareOf(this.row)?.error ?? null }
  get retryAfterMs(): number | null { return this.all.rareOf(this.row)?.retryAfterMs ?? null }
  get promptTokens(): number | null { return this.all.number('promptTokens', this.row) }
  get cachedTokens(): number | null { return this.all.number('cachedTokens', this.row) }
  get outputTokens(): number | null { return this.all.number('outputTokens', this.row) }
  get reasoningTokens(): number | null { return this.all.number('reasoningTokens', this.row) }
  get tokenSource(): RequestRecord['tokenSource'] { return this.all.rest(this.row).tokenSource }
  get finishReason(): string | null { return this.all.rest(this.row).finishReason }
  get chunkAtMs(): Float64Array { return this.all.stampsOf(this.row) }
  get chunkTokens(): Uint32Array | null { return this.all.rareOf(this.row)?.chunkTokens ?? null }
  get serverTimings(): ServerTimings | null { return this.all.timingsOf(this.row) }
}

/** The record as an object of its own, for whoever spreads it. */
export function plainRequest(record: RequestRecord): RequestRecord {
  if (!(record instanceof PackedRequest)) return record
  const { index, stage, user, warmup, role, turn, thinkingInline, dueAtMs, sentAtMs, headersAtMs, firstEventAtMs, firstTokenAtMs, firstVisibleAtMs, lastTokenAtMs, endAtMs } = record
  const { connection, outcome, httpStatus, error, retryAfterMs, promptTokens, cachedTokens, outputTokens, reasoningTokens, tokenSource, finishReason } = record
  const { chunkAtMs, chunkTokens, serverTimings } = record
  return {
    index, stage, user, warmup, ...(role === undefined ? {} : { role }), ...(turn === undefined ? {} : { turn }), ...(thinkingInline === undefined ? {} : { thinkingInline }), dueAtMs, sentAtMs, headersAtMs, firstEventAtMs, firstTokenAtMs, firstVisibleAtMs, lastTokenAtMs, endAtMs,
    connection, outcome, httpStatus, error, retryAfterMs, promptTokens, cachedTokens, outputTokens, reasoningTokens, tokenSource, finishReason, chunkAtMs, chunkTokens, serverTimings,
  }
}
