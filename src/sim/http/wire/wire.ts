/** The forms in which an answer can be sent, one for each API that the simulator speaks. */
import type { Endpoint } from '../request.ts'
import type { AnswerStyle } from '../encoder.ts'

/** What the server says of its own timing, ms. */
export type AnswerTimes = { readonly loadMs: number; readonly promptMs: number; readonly outputMs: number }

/** How an answer ends. */
export type AnswerEnd = {
  readonly reason: 'stop' | 'length'
  /** Token counts are stated. */
  readonly withUsage: boolean
  readonly times: AnswerTimes
}

/** Turns the parts of an answer into the text of its events. */
export type Wire = {
  readonly contentType: string
  /** What comes before the first token; may be empty. */
  readonly open: () => string
  /** Some words; `tokens`: all tokens so far. */
  readonly content: (words: string, reasoning: boolean, tokens: number) => string
  /** Everything after the last token. */
  readonly end: (end: AnswerEnd) => string
  readonly error: (message: string) => string
  /** An event that breaks off in the middle. */
  readonly half: () => string
  /** What clients must ignore; empty where the API has no such thing. */
  readonly comment: (text: string) => string
}

export type WireFactory = (style: AnswerStyle) => Wire

/** Frames server-sent events in the manner of the style. */
export function sseFrames({ crlf, noSpace }: Pick<AnswerStyle, 'crlf' | 'noSpace'>) {
  const end = crlf ? '\r\n' : '\n'
  const space = noSpace ? '' : ' '
  return {
    data: (data: string): string => `data:${space}${data}${end}${end}`,
    /** With an `event:` line that repeats the type. */
    typed: (event: { readonly type: string } & Readonly<Record<string, unknown>>): string =>
      `event:${space}${event.type}${end}data:${space}${JSON.stringify(event)}${end}${end}`,
    comment: (text: string): string => `: ${text}${end}${end}`,
  }
}

/** Endpoints whose requests hold messages. */
export function isChat(endpoint: Endpoint): boolean {
  return endpoint !== 'completion' && endpoint !== 'llama-cpp' && endpoint !== 'ollama-generate'
}
