/** Reads the events of one OpenAI chat completion stream: token events with their stamps, usage, timings, errors and the finish. */
import type { ServerTimings } from '../model/request.ts'
import { errorOf, isFields, parseOrNull, shorten, type ServerError } from './error-text.ts'
import { Stamps } from './stamps.ts'
import { ThinkTags } from './think-tags.ts'
import { learnTemplate, matchesTemplate, type TokenTemplate } from './token-template.ts'
import { count, mergeUsage, noUsage, readTimings, type Usage } from './usage.ts'

/** Turns a range of UTF-8 bytes into text; the host has the fast implementation. */
export type DecodeUtf8 = (bytes: Uint8Array, start: number, end: number) => string

type Fields = Readonly<Record<string, unknown>>

const done = '[DONE]'
const slash = 0x2f
const maxUnmatched = 16
const reasoningFields = ['reasoning_content', 'reasoning', 'thinking'] as const

/** What one event added. */
interface Piece {
  readonly content: string
  readonly reasoning: string
  readonly reasoningField: string
  readonly hasToolArguments: boolean
}

const emptyPiece: Piece = { content: '', reasoning: '', reasoningField: '', hasToolArguments: false }

export class OpenAiChatReader {
  firstEventAtMs: number | null = null
  firstTokenAtMs: number | null = null
  firstVisibleAtMs: number | null = null
  lastTokenAtMs: number | null = null
  readonly chunkAtMs = new Stamps()
  usage: Usage = noUsage
  timings: ServerTimings | null = null
  finishReason: string | null = null
  error: ServerError | null = null
  /** What could not be understood; null while all is well. */
  malformed: string | null = null
  /** An event that is a JSON object was seen: it is a stream of the right kind. */
  hasValidEvents = false
  /** `[DONE]` was seen: nothing more is expected. */
  isDone = false
  /** The whole content, where the answer is kept; else empty. */
  content = ''
  private readonly decode: DecodeUtf8
  private readonly keepsContent: boolean
  private readonly chunkTokens = new Stamps()
  private everyChunkCounted = true
  private readonly think = new ThinkTags()
  private template: TokenTemplate | null = null
  /** Templates learned in a row that no event matched. */
  private unmatched = 0

  /** `keepsContent`: the text is wanted too (for a conversation), which costs a little for each token. */
  constructor(decode: DecodeUtf8, keepsContent = false) {
    this.decode = decode
    this.keepsContent = keepsContent
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
      this.take(value, text, atMs)
    } else if (!atEnd) this.malformed ??= `an event is not a JSON object: ${shorten(text)}`
  }

  /** Tokens in each chunk where every one was counted by the server, else null. */
  tokensPerChunk(): Uint32Array | null {
    return this.everyChunkCounted && this.chunkTokens.length > 0 ? Uint32Array.from(this.chunkTokens.toArray()) : null
  }

  private takeByTemplate(bytes: Uint8Array, start: number, end: number, atMs: number): boolean {
    const { template } = this
    if (template === null || !matchesTemplate(template, bytes, start, end)) return false
    const isContent = template.field === 'content'
    if (isContent && holdsSlash(bytes, start + template.prefix.length, end - template.suffix.length)) return false
    this.everyChunkCounted = false
    this.unmatched = 0
    if (this.keepsContent && isContent) this.content += unescaped(this.decode(bytes, start + template.prefix.length, end - template.suffix.length))
    this.token(atMs, isContent)
    return true
  }

  private take(event: Fields, text: string, atMs: number): void {
    const error = errorOf(event)
    if (error !== null) {
      this.error ??= error
      return
    }
    const choice = firstChoice(event['choices'])
    const finished = this.takeFinish(choice)
    const tokensBefore = this.usage.outputTokens
    if (event['usage'] !== undefined) this.usage = mergeUsage(this.usage, event['usage'])
    if (event['timings'] !== undefined) this.timings = readTimings(event['timings']) ?? this.timings
    if (choice === null) return
    const piece = pieceOf(choice)
    const stated = isFields(event['usage']) ? count(event['usage']['completion_tokens']) : null
    const grown = stated !== null && !finished && stated > (tokensBefore ?? 0)
    if (piece.content === '' && piece.reasoning === '' && !piece.hasToolArguments && !grown) return
    this.countChunk(stated, tokensBefore)
    if (this.keepsContent) this.content += piece.content
    this.token(atMs, this.isVisible(piece))
    this.learn(event, piece, finished, text)
  }

  private takeFinish(choice: Fields | null): boolean {
    const reason = choice?.['finish_reason']
    if (typeof reason !== 'string' || reason === '') return false
    this.finishReason = reason
    return true
  }

  private token(atMs: number, visible: boolean): void {
    this.firstTokenAtMs ??= atMs
    this.lastTokenAtMs = atMs
    this.chunkAtMs.push(atMs)
    if (visible) this.firstVisibleAtMs ??= atMs
  }

  private countChunk(stated: number | null, before: number | null): void {
    if (stated === null || stated < (before ?? 0)) this.everyChunkCounted = false
    else if (this.everyChunkCounted) this.chunkTokens.push(stated - (before ?? 0))
  }

  private isVisible(piece: Piece): boolean {
    if (piece.content === '') return piece.hasToolArguments
    const seen = this.think.push(piece.content)
    if (seen.hidden) this.firstVisibleAtMs = null
    return seen.visible || piece.hasToolArguments
  }

  private learn(event: Fields, piece: Piece, finished: boolean, text: string): void {
    this.template = null
    // A server whose events never repeat would only cost the learning.
    if (this.unmatched >= maxUnmatched) return
    if (finished || piece.hasToolArguments || isFields(event['usage']) || isFields(event['timings'])) return
    if (piece.reasoning === '' && this.think.settled) this.template = learnTemplate(text, 'content')
    else if (piece.content === '') this.template = learnTemplate(text, piece.reasoningField)
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

function firstChoice(choices: unknown): Fields | null {
  const first: unknown = Array.isArray(choices) ? choices[0] : null
  return isFields(first) ? first : null
}

function pieceOf(choice: Fields): Piece {
  const delta = choice['delta'] ?? choice['message']
  if (!isFields(delta)) return typeof choice['text'] === 'string' ? { ...emptyPiece, content: choice['text'] } : emptyPiece
  const reasoningField = reasoningFields.find((name) => typeof delta[name] === 'string' && delta[name] !== '') ?? ''
  return {
    content: textOf(delta['content']),
    reasoning: textOf(delta[reasoningField]),
    reasoningField,
    hasToolArguments: hasArguments(delta['tool_calls']),
  }
}

function textOf(content: unknown): string {
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) return ''
  return content.map((part: unknown) => (isFields(part) && typeof part['text'] === 'string' ? part['text'] : '')).join('')
}

function hasArguments(calls: unknown): boolean {
  if (!Array.isArray(calls)) return false
  return calls.some((call: unknown) => {
    const named = isFields(call) ? call['function'] : null
    return isFields(named) && typeof named['arguments'] === 'string' && named['arguments'] !== ''
  })
}
