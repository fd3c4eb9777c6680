/** What one event of a stream says, whatever the dialect: the common ground of all adapters. */
import type { ServerTimings } from '../model/request.ts'
import { errorOf, fieldsIn, isFields, type ServerError } from './error-text.ts'
import type { Usage } from './usage.ts'

/** A parsed JSON object. */
export type Fields = Readonly<Record<string, unknown>>

export interface Reading {
  /** Text of the answer in this event. */
  readonly content: string
  readonly reasoning: string
  readonly hasToolArguments: boolean
  /** Names of the string fields that `content` and `reasoning` were read from, for the shortcut past the JSON parser. */
  readonly contentField: string
  readonly reasoningField: string
  /** Output tokens so far, where the server counts along; null in an event that can hold no token. */
  readonly countedTokens: number | null
  /** Counts stated in this event, null where it states none. */
  readonly usage: Usage | null
  readonly timings: ServerTimings | null
  readonly finishReason: string | null
  /** Nothing more is expected after this event. */
  readonly isDone: boolean
  readonly error: ServerError | null
}

/** Reads one event. Pure; an event without meaning gives `nothing`. */
export type Interpret = (event: Fields) => Reading

export const nothing: Reading = {
  content: '', reasoning: '', hasToolArguments: false, contentField: 'content', reasoningField: '', countedTokens: null, usage: null,
  timings: null, finishReason: null, isDone: false, error: null,
}

/** The reading of an event that states an error, else null. */
export function errorReading(event: Fields): Reading | null {
  const error = errorOf(event)
  return error === null ? null : { ...nothing, error }
}

/** A string, or '' for anything else. */
export function textIn(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** A non-empty string, else null. */
export function wordIn(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}

/** True when a list of calls holds arguments under `function` (text, or an object as Ollama sends it). */
export function hasCallArguments(calls: unknown): boolean {
  if (!Array.isArray(calls)) return false
  return calls.some((call: unknown) => {
    const stated = fieldsIn(fieldsIn(call)['function'])['arguments']
    return isFields(stated) || textIn(stated) !== ''
  })
}
