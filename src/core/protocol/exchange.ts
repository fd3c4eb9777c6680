/** Everything about one request from the moment it is due to its record; fed by the transport, knows no socket. */
import type { RequestRecord, RequestRole } from '../model/request.ts'
import { brokenEventCode, classifyFailure, classifyStatus, classifyStream, type StreamFacts, type TransportFailure, type Verdict } from './classify.ts'
import { errorOf, errorOfBody, isFields, looksLikeHtml, parseOrNull, shorten, titleOf } from './error-text.ts'
import type { Adapter } from './adapters/adapter.ts'
import { EventReader, type DecodeUtf8 } from './event-reader.ts'
import { NdjsonParser } from './ndjson.ts'
import { SseParser, type EventListener } from './sse.ts'
import { withoutThinking } from './think-tags.ts'
import { countTokens } from './usage.ts'

/** What a request is, before anything happened to it. */
export interface ExchangeSpec {
  readonly index: number
  readonly stage: number
  readonly warmup: boolean
  readonly role?: RequestRole | undefined
  readonly turn?: number | undefined
  readonly user: number
  readonly dueAtMs: number
  /** The length that the server was told to force, tokens; null when it can't. */
  readonly forcedTokens: number | null
  /** The most tokens that were asked for; null when no limit was sent. */
  readonly maxTokens: number | null
  /** Keep the text of the answer: for counting its tokens afterwards, or because it becomes part of a conversation. */
  readonly keepText: boolean
}

/** The head of the answer, as far as it matters. */
export interface ResponseHead {
  readonly status: number
  readonly contentType: string
  readonly location: string | null
  readonly retryAfterMs: number | null
}

/** At most this much is kept of an answer that is not a stream. */
const maxDocumentBytes = 64 * 1024

/** One of these holds the answer in a document that was not streamed, whatever the API. */
const answerFields = ['choices', 'output', 'content', 'message', 'response'] as const

export class Exchange {
  readonly spec: ExchangeSpec
  readonly startedAtMs: number
  sentAtMs: number | null = null
  /** When the last bytes of any kind arrived; resets the idle timeout. */
  lastActivityMs: number
  connection: 'new' | 'reused' | null = null
  /** When the last event was read, although the body may not have ended; null before. */
  doneAtMs: number | null = null
  private readonly decode: DecodeUtf8
  private readonly reader: EventReader
  private readonly parser: SseParser | NdjsonParser
  private readonly framing: Adapter['framing']
  private head: ResponseHead | null = null
  private headersAtMs: number | null = null
  private mode: 'unknown' | 'stream' | 'document' = 'unknown'
  private document = ''
  private atMs = 0

  /** `startedAtMs`: when the client began to send, the start of the connect timeout. */
  constructor(spec: ExchangeSpec, startedAtMs: number, decode: DecodeUtf8, adapter: Pick<Adapter, 'framing' | 'interpret'>) {
    this.spec = spec
    this.startedAtMs = startedAtMs
    this.lastActivityMs = startedAtMs
    this.decode = decode
    this.reader = new EventReader(adapter.interpret, decode, spec.keepText)
    this.framing = adapter.framing
    const onEvent: EventListener = (bytes, start, end, atEnd) => this.onEvent(bytes, start, end, atEnd)
    this.parser = adapter.framing === 'sse' ? new SseParser(onEvent) : new NdjsonParser(onEvent)
  }

  get firstTokenAtMs(): number | null {
    return this.reader.firstTokenAtMs
  }

  /** Token events stamped so far. */
  get chunks(): number {
    return this.reader.chunkAtMs.length
  }

  /** The last event was seen: the answer is complete although the body may not have ended. */
  get isDone(): boolean {
    return this.reader.isDone
  }

  /** An event went over the size limit: nothing more can be understood. */
  get isOverflowed(): boolean {
    return this.parser.overflowed
  }

  /** The visible text so far, where it is kept; else empty. */
  get answer(): string {
    return withoutThinking(this.reader.content)
  }

  /** All text so far, reasoning included; null unless it was to be kept. */
  get answerText(): string | null {
    return this.reader.answerText
  }

  onSent(atMs: number, connection: 'new' | 'reused'): void {
    this.sentAtMs = atMs
    this.lastActivityMs = atMs
    this.connection = connection
  }

  onHead(head: ResponseHead, atMs: number): void {
    this.head = head
    this.headersAtMs = atMs
    this.lastActivityMs = atMs
    if (head.status !== 200) this.mode = 'document'
  }

  onBody(bytes: Uint8Array, start: number, end: number, atMs: number): void {
    this.lastActivityMs = atMs
    this.atMs = atMs
    if (this.mode === 'unknown') this.mode = this.sniff(bytes, start, end)
    if (this.mode === 'stream') this.parser.push(bytes, start, end)
    else if (this.mode === 'document' && this.document.length < maxDocumentBytes) this.document += this.decode(bytes, start, end)
  }

  /** The body came to its proper end (or `[DONE]` was seen and the rest is not waited for). */
  complete(atMs: number): RequestRecord {
    this.atMs = atMs
    if (this.mode === 'stream') this.parser.end()
    return this.record(this.doneAtMs ?? atMs, this.completeVerdict())
  }

  /** The transport failed, or the request was given up. */
  fail(failure: TransportFailure, atMs: number): RequestRecord {
    const verdict = this.parser.overflowed ? this.completeVerdict() : classifyFailure(failure, this.facts())
    return this.record(this.doneAtMs ?? atMs, verdict)
  }

  private onEvent(bytes: Uint8Array, start: number, end: number, atEnd: boolean): void {
    this.reader.event(bytes, start, end, atEnd, this.atMs)
    if (!this.reader.isDone) return
    this.doneAtMs = this.atMs
    this.parser.stop()
  }

  /** Servers mislabel streams and errors alike, so the first byte that isn't a space decides. */
  private sniff(bytes: Uint8Array, start: number, end: number): 'unknown' | 'stream' | 'document' {
    for (let i = start; i < end; i += 1) {
      const byte = bytes[i] ?? 0
      if (byte === 0x20 || byte === 0x09 || byte === 0x0d || byte === 0x0a) continue
      if (byte === 0x7b) return this.framing === 'ndjson' ? 'stream' : 'document'
      return byte === 0x3c || byte === 0x5b ? 'document' : 'stream'
    }
    return 'unknown'
  }

  private completeVerdict(): Verdict {
    const { head } = this
    if (head !== null && head.status !== 200) return classifyStatus(head.status, errorOfBody(this.document), head.location)
    if (this.parser.overflowed) return malformed('an event is longer than 1 MiB', brokenEventCode)
    if (this.mode === 'document') return this.documentVerdict()
    if (this.mode === 'stream' && this.reader.firstEventAtMs === null && !isStreamType(head)) {
      return malformed(`the answer is not a token stream but ${head?.contentType === '' ? 'untyped' : (head?.contentType ?? 'untyped')}`)
    }
    return classifyStream(this.facts())
  }

  private documentVerdict(): Verdict {
    if (looksLikeHtml(this.document)) return malformed(`the server answered ${titleOf(this.document)} instead of a token stream; is this the right address?`)
    const value = parseOrNull(this.document)
    const error = errorOf(value)
    if (error !== null) return classifyStream({ ...this.facts(), error })
    if (isFields(value) && answerFields.some((name) => value[name] !== undefined)) return malformed('the server ignored "stream": true and answered in one piece')
    return malformed(`the answer is not a token stream: ${shorten(this.document).slice(0, 200)}`)
  }

  private counts() {
    return countTokens(this.reader.usage, this.reader.timings, this.chunks, this.spec.maxTokens)
  }

  private facts(): StreamFacts {
    const { reader } = this
    const counts = this.counts()
    return {
      hasTokens: this.chunks > 0,
      isDone: reader.isDone,
      finishReason: reader.finishReason,
      error: reader.error,
      malformed: reader.malformed,
      hasValidEvents: reader.hasValidEvents,
      countedTokens: counts.tokenSource === 'chunks' ? null : counts.outputTokens,
      forcedTokens: this.spec.forcedTokens,
    }
  }

  private record(endAtMs: number, verdict: Verdict): RequestRecord {
    const { reader, spec } = this
    const counts = this.counts()
    return {
      index: spec.index,
      stage: spec.stage,
      warmup: spec.warmup,
      ...(spec.role === undefined ? {} : { role: spec.role }),
      ...(spec.turn === undefined ? {} : { turn: spec.turn }),
      ...(reader.isThinkingInline ? { thinkingInline: true } : {}),
      user: spec.user,
      dueAtMs: spec.dueAtMs,
      sentAtMs: this.sentAtMs,
      headersAtMs: this.headersAtMs,
      firstEventAtMs: reader.firstEventAtMs,
      firstTokenAtMs: reader.firstTokenAtMs,
      firstVisibleAtMs: reader.firstVisibleAtMs,
      lastTokenAtMs: reader.chunkAtMs.last,
      endAtMs,
      connection: this.connection,
      outcome: verdict.outcome,
      httpStatus: this.head?.status ?? null,
      error: verdict.error,
      retryAfterMs: verdict.outcome === 'rejected' ? (this.head?.retryAfterMs ?? null) : null,
      ...counts,
      finishReason: reader.finishReason,
      chunkAtMs: reader.chunkAtMs.toArray(),
      // Counts per chunk are usage too: not believed where its total is not.
      chunkTokens: counts.tokenSource === 'server-usage' ? reader.tokensPerChunk() : null,
      serverTimings: reader.timings,
    }
  }
}

function malformed(message: string, code = 'malformed'): Verdict {
  return { outcome: 'malformed', error: { code, message } }
}

function isStreamType(head: ResponseHead | null): boolean {
  return head !== null && /^(?:text\/event-stream|application\/(?:x-)?ndjson)\b/iu.test(head.contentType)
}
