/** Follows the events of one answer in any dialect: token events with their stamps, usage, timings, errors and the finish. */
import type { ServerTimings } from '../model/request.ts'
import { Bytes } from './bytes.ts'
import { isFields, parseOrNull, shorten, type ServerError } from './error-text.ts'
import { KeptText } from './kept-text.ts'
import type { Interpret, Reading } from './reading.ts'
import { Stamps } from './stamps.ts'
import { ThinkTags } from './think-tags.ts'
import { learnTemplate, matchesTemplate, type TokenTemplate } from './token-template.ts'
import { mergeUsage, noUsage, type Usage } from './usage.ts'

/** Turns a range of UTF-8 bytes into text; the host has the fast implementation. */
export type DecodeUtf8 = (bytes: Uint8Array, start: number, end: number) => string

const done = '[DONE]'
const slash = 0x2f
const maxUnmatched = 16
const maxTextChars = 1024 * 1024
const maxInsideBytes = 4096

export class EventReader {
  firstEventAtMs: number | null = null
  firstTokenAtMs: number | null = null
  firstVisibleAtMs: number | null = null
  readonly chunkAtMs = new Stamps()
  usage: Usage = noUsage
  timings: ServerTimings | null = null
  finishReason: string | null = null
  error: ServerError | null = null
  /** What could not be understood; null while all is well. */
  malformed: string | null = null
  /** An event that is a JSON object was seen: it is a stream of the right kind. */
  hasValidEvents = false
  /** `[DONE]` or the dialect's last event was seen: nothing more is expected. */
  isDone = false
  private readonly decode: DecodeUtf8
  private readonly interpret: Interpret
  private readonly chunkTokens = new Stamps()
  private everyChunkCounted = true
  private readonly think = new ThinkTags()
  private template: TokenTemplate | null = null
  private templateIsContent = false
  private readonly keptContent = new KeptText()
  /** Insides of matched strings, as the server escaped them: text of many tokens at once costs less than a string for each. */
  private readonly insides = new Bytes()
  /** Reasoning and content; null where they are not wanted or grew too long. */
  private keptText: KeptText | null
  /** Templates learned in a row that no event matched. */
  private unmatched = 0

  /** `keepText`: the text is kept too, which costs a little for each token. */
  constructor(interpret: Interpret, decode: DecodeUtf8, keepText: boolean) {
    this.keptText = keepText ? new KeptText() : null
    this.interpret = interpret
    this.decode = decode
  }

  /** Takes the data of one event. `atEnd`: the stream ended before the event was closed, so it may be cut off. */
  event(bytes: Uint8Array, start: number, end: number, atEnd: boolean, atMs: number): void {
    if (start === end || this.isDone) return
    this.firstEventAtMs ??= atMs
    if (this.takeByTemplate(bytes, start, end, atMs)) return
    const text = this.decode(bytes, start, end)
    if (text.trim() === done) {
      this.isDone = true
      return
    }
    const value = parseOrNull(text)
    if (isFields(value)) {
      this.hasValidEvents = true
      this.take(this.interpret(value), text, atMs)
    } else if (!atEnd) this.malformed ??= `an event is not a JSON object: ${shorten(text)}`
  }

  /** The content held `<think>` tags: its thinking came without a field of its own. */
  get isThinkingInline(): boolean {
    return this.think.tagged
  }

  /** Reasoning and content in the order they came; null where it was not to be kept or grew too long. */
  get answerText(): string | null {
    this.keepInsides()
    return this.keptText?.toString() ?? null
  }

  /** The content so far, where the text is kept; else empty. */
  get content(): string {
    this.keepInsides()
    return this.keptContent.toString()
  }

  /** Tokens in each chunk where every one was counted by the server, else null. */
  tokensPerChunk(): Uint32Array | null {
    if (!this.everyChunkCounted) return null
    const tokens = Uint32Array.from(this.chunkTokens.toArray())
    // A usage of zeros in every chunk is a placeholder, not a count.
    return tokens.some((count) => count > 0) ? tokens : null
  }

  private takeByTemplate(bytes: Uint8Array, start: number, end: number, atMs: number): boolean {
    const { template } = this
    if (template === null || !matchesTemplate(template, bytes, start, end)) return false
    const isContent = this.templateIsContent
    if (isContent && holdsSlash(bytes, start + template.prefix.length, end - template.suffix.length)) return false
    this.everyChunkCounted = false
    this.unmatched = 0
    if (this.keptText !== null) this.keepInside(bytes, start + template.prefix.length, end - template.suffix.length)
    this.token(atMs, isContent)
    return true
  }

  private take(reading: Reading, text: string, atMs: number): void {
    if (reading.error !== null) {
      this.error ??= reading.error
      return
    }
    const tokensBefore = this.usage.outputTokens ?? 0
    const { countedTokens } = reading
    this.finishReason = reading.finishReason ?? this.finishReason
    if (reading.usage !== null) this.usage = mergeUsage(this.usage, reading.usage)
    this.timings = reading.timings ?? this.timings
    this.isDone ||= reading.isDone
    const grown = countedTokens !== null && reading.finishReason === null && countedTokens > tokensBefore
    if (reading.content === '' && reading.reasoning === '' && !reading.hasToolArguments && !grown) return
    this.countChunk(countedTokens, tokensBefore)
    if (this.keptText !== null) this.keep(reading.reasoning, reading.content)
    this.token(atMs, this.isVisible(reading))
    this.learn(reading, text)
  }

  private keepInside(bytes: Uint8Array, start: number, end: number): void {
    this.insides.append(bytes, start, end)
    if (this.insides.length >= maxInsideBytes) this.keepInsides()
  }

  private keepInsides(): void {
    const { data, length } = this.insides
    if (length === 0) return
    const piece = unescaped(this.decode(data, 0, length))
    this.insides.clear()
    if (this.templateIsContent) this.add('', piece)
    else this.add(piece, '')
  }

  private keep(reasoning: string, content: string): void {
    this.keepInsides()
    this.add(reasoning, content)
  }

  /** An answer that grows too long is not kept at all: half of one is neither a count nor a turn. */
  private add(reasoning: string, content: string): void {
    const { keptText, keptContent } = this
    if (keptText === null) return
    keptText.push(reasoning)
    keptText.push(content)
    keptContent.push(content)
    if (keptText.length <= maxTextChars) return
    this.keptText = null
    keptContent.clear()
  }

  private token(atMs: number, visible: boolean): void {
    this.firstTokenAtMs ??= atMs
    this.chunkAtMs.push(atMs)
    if (visible) this.firstVisibleAtMs ??= atMs
  }

  private countChunk(counted: number | null, before: number): void {
    if (counted === null || counted < before) this.everyChunkCounted = false
    else if (this.everyChunkCounted) this.chunkTokens.push(counted - before)
  }

  private isVisible({ content, hasToolArguments }: Reading): boolean {
    if (content === '') return hasToolArguments
    const seen = this.think.push(content)
    if (seen.hidden) this.firstVisibleAtMs = null
    return seen.visible || hasToolArguments
  }

  private learn(reading: Reading, text: string): void {
    this.template = null
    // A server whose events never repeat would only cost the learning.
    if (this.unmatched >= maxUnmatched) return
    if (reading.finishReason !== null || reading.hasToolArguments || reading.usage !== null || reading.timings !== null) return
    this.templateIsContent = reading.reasoning === ''
    if (this.templateIsContent && this.think.settled) this.template = learnTemplate(text, reading.contentField)
    else if (reading.content === '') this.template = learnTemplate(text, reading.reasoningField)
    this.unmatched += 1
  }
}

/** The inside of a JSON string as text; a template made sure that it is closed and holds no bare quote. */
function unescaped(inside: string): string {
  if (!inside.includes('\\')) return inside
  const value = parseOrNull(`"${inside}"`)
  return typeof value === 'string' ? value : ''
}

function holdsSlash(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i += 1) if (bytes[i] === slash) return true
  return false
}
