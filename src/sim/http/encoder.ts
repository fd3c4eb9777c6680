/** Serialises the chunks of an answer ahead of time, so that sending one is a single socket write. */
import type { AnswerText } from '../text/words.ts'
import type { Endpoint } from './request.ts'
import type { Usage } from './usage.ts'
import { wires } from './wire/index.ts'
import type { AnswerEnd, Wire } from './wire/wire.ts'

/** Everything that shapes the chunks of one answer. */
export type AnswerStyle = {
  readonly id: string
  readonly created: number
  readonly model: string
  readonly endpoint: Endpoint
  readonly usage: Usage
  readonly continuousUsage: boolean
  readonly tokensPerChunk: number
  readonly chunksPerWrite: number
  /** A write never reaches past this chunk, because the stream breaks there. */
  readonly breakAfterChunks: number
  readonly crlf: boolean
  readonly noSpace: boolean
}

/** A ready write and how far the answer is after it. */
export type EncodedWrite = { readonly data: string; readonly tokens: number; readonly chunks: number }

/** Cuts an answer into writes; the wire of its endpoint gives them their form. */
export class AnswerEncoder {
  readonly contentType: string
  /** What comes before the first token; may be empty. */
  readonly opening: string
  private readonly wire: Wire
  private readonly style: AnswerStyle
  private readonly text: AnswerText
  private tokens = 0
  private chunks = 0

  constructor(style: AnswerStyle, text: AnswerText) {
    this.style = style
    this.text = text
    this.wire = wires[style.endpoint](style)
    this.contentType = this.wire.contentType
    this.opening = this.wire.open()
  }

  /** A comment, which clients must ignore. */
  comment(text: string): string {
    return this.wire.comment(text)
  }

  /** The next content write, or null after the last token. */
  next(): EncodedWrite | null {
    let data = ''
    for (let i = 0; i < this.style.chunksPerWrite && this.tokens < this.style.usage.outputTokens; i += 1) {
      if (i > 0 && this.chunks === this.style.breakAfterChunks) break
      data += this.contentChunk()
    }
    return data === '' ? null : { data, tokens: this.tokens, chunks: this.chunks }
  }

  /** Everything after the last token. */
  end(end: AnswerEnd): string {
    return this.wire.end(end)
  }

  error(message: string): string {
    return this.wire.error(message)
  }

  /** An event that breaks off in the middle. */
  half(): string {
    return this.wire.half()
  }

  private contentChunk(): string {
    const { reasoningTokens, outputTokens } = this.style.usage
    const reasoning = this.tokens < reasoningTokens
    const end = Math.min(this.tokens + this.style.tokensPerChunk, reasoning ? reasoningTokens : outputTokens)
    let words = ''
    for (; this.tokens < end; this.tokens += 1) words += this.text.next()
    this.chunks += 1
    return this.wire.content(words, reasoning, this.tokens)
  }
}
