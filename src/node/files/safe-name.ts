/** Suggests file names that every file system takes, from text that anyone may have typed. */

const reserved = /^(con|prn|aux|nul|com\d|lpt\d)$/i
const maxBytes = 120

/** A name without path, control or reserved characters, at most 120 bytes; `fallback` when nothing usable is left. */
export function safeName(text: string, fallback = 'session'): string {
  const cleaned = text
    .normalize('NFC')
    .replace(/[\p{C}<>:"/\\|?*]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .replace(/^[\s.]+|[\s.]+$/g, '')
  const name = cutToBytes(cleaned, maxBytes).replace(/[\s.]+$/, '')
  if (name === '') return fallback
  return reserved.test(name.split('.')[0] ?? '') ? `_${name}` : name
}

function cutToBytes(text: string, limit: number): string {
  let bytes = 0
  let kept = ''
  for (const character of text) {
    bytes += Buffer.byteLength(character)
    if (bytes > limit) break
    kept += character
  }
  return kept
}
