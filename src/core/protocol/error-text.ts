/** Reads the many shapes in which servers word an error, and recognises the two that matter most by their wording. */

/** An error as the server stated it; `code` null when it gave none. */
export interface ServerError {
  readonly code: string | null
  readonly message: string
}

const maxMessageLength = 500

const outOfMemory = /out of memory|cuda error.{0,40}alloc|cudamalloc|failed to allocate|insufficient memory|not enough memory|\boom\b/iu
const contextOverflow =
  /context (?:length|size|window)|maximum context|exceeds? the (?:available|maximum) (?:context|number of tokens)|exceed_context_size|context_length_exceeded|(?:prompt|input)(?: is| was)? too (?:long|large)|too many (?:input )?tokens|input.{0,20}longer than|must have less than \d+ tokens/iu

/** True when the words say that memory ran out. */
export function saysOutOfMemory(text: string): boolean {
  return outOfMemory.test(text)
}

/** True when the words say that the prompt does not fit into the model's context. */
export function saysContextOverflow(text: string): boolean {
  return contextOverflow.test(text)
}

/** One line of at most 500 characters, without control characters. */
export function shorten(text: string): string {
  // oxlint-disable-next-line no-control-regex -- control characters of a hostile answer must not reach a terminal
  const line = text.replace(/[\u0000-\u001f\u007f-\u009f\s]+/gu, ' ').trim()
  return line.length > maxMessageLength ? `${line.slice(0, maxMessageLength - 1)}…` : line
}

/** The error in a parsed document or event; null when it states none. */
export function errorOf(document: unknown): ServerError | null {
  if (!isFields(document)) return null
  const { error } = document
  if (typeof error === 'string' && error !== '') return { code: null, message: shorten(error) }
  if (isFields(error)) return { code: codeOf(error), message: shorten(messageOf(error) ?? JSON.stringify(error)) }
  if (document['object'] === 'error') return { code: codeOf(document), message: shorten(messageOf(document) ?? 'unknown error') }
  return null
}

/** What an error answer says: its JSON error if it has one, else a line of its text. */
export function errorOfBody(body: string): ServerError {
  const document = parseOrNull(body)
  const stated = errorOf(document)
  if (stated !== null) return stated
  const message = isFields(document) ? messageOf(document) : null
  return { code: null, message: shorten(message ?? (looksLikeHtml(body) ? titleOf(body) : body)) }
}

/** True when the text is a web page. */
export function looksLikeHtml(text: string): boolean {
  return /^\s*<(?:!doctype html|html|head|body|!--)/iu.test(text)
}

/** The title of a web page, or a line saying that it is one. */
export function titleOf(html: string): string {
  const title = /<title[^>]*>([^<]{1,200})<\/title>/iu.exec(html)?.[1]
  return title === undefined ? 'a web page (HTML)' : `a web page (HTML) titled "${shorten(title)}"`
}

/** `JSON.parse`, or undefined for what is not JSON. */
export function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** True for a JSON object. */
export function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** An object, or an empty one for anything else. */
export function fieldsIn(value: unknown): Readonly<Record<string, unknown>> {
  return isFields(value) ? value : {}
}

function messageOf(fields: Readonly<Record<string, unknown>>): string | null {
  for (const key of ['message', 'detail', 'msg', 'error']) {
    const value = fields[key]
    if (typeof value === 'string' && value !== '') return value
    if (Array.isArray(value) && value.length > 0) return JSON.stringify(value)
  }
  return null
}

function codeOf(fields: Readonly<Record<string, unknown>>): string | null {
  for (const key of ['code', 'type']) {
    const value = fields[key]
    if ((typeof value === 'string' && value !== '') || typeof value === 'number') return shorten(String(value)).slice(0, 60)
  }
  return null
}
