/** Recognises an event that differs from an earlier one only inside its content string, so that it needs no JSON parser. */

const quote = 0x22
const backslash = 0x5c

/** The bytes around the content string of a plain token event. */
export interface TokenTemplate {
  readonly prefix: Uint8Array
  readonly suffix: Uint8Array
}

/**
 * Learns the template from an event that was parsed and held nothing but one non-empty string in `field`.
 * Null when the string's place in the bytes is not unique. Only ASCII may surround it.
 */
export function learnTemplate(event: string, field: string): TokenTemplate | null {
  const key = `"${field}":`
  const at = event.indexOf(key)
  if (at < 0 || event.includes(key, at + key.length)) return null
  const quoteAt = event[at + key.length] === ' ' ? at + key.length + 1 : at + key.length
  if (event[quoteAt] !== '"') return null
  const start = quoteAt + 1
  let end = start
  while (end < event.length && event[end] !== '"') end += event[end] === '\\' ? 2 : 1
  const prefix = asciiBytes(event.slice(0, start))
  const suffix = asciiBytes(event.slice(end))
  return prefix === null || suffix === null ? null : { prefix, suffix }
}

/** True when the bytes are the template with another non-empty string; false also whenever that isn't certain. */
export function matchesTemplate(template: TokenTemplate, bytes: Uint8Array, start: number, end: number): boolean {
  const { prefix, suffix } = template
  const contentStart = start + prefix.length
  const contentEnd = end - suffix.length
  if (contentStart >= contentEnd || bytes[contentEnd - 1] === backslash) return false
  for (let i = prefix.length - 1; i >= 0; i -= 1) if (bytes[start + i] !== prefix[i]) return false
  for (let i = suffix.length - 1; i >= 0; i -= 1) if (bytes[contentEnd + i] !== suffix[i]) return false
  for (let i = contentStart; i < contentEnd; i += 1) if (bytes[i] === quote || (bytes[i] ?? 0) < 0x20) return false
  return true
}

function asciiBytes(text: string): Uint8Array | null {
  const bytes = new Uint8Array(text.length)
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i)
    if (code > 0x7e) return null
    bytes[i] = code
  }
  return bytes
}
