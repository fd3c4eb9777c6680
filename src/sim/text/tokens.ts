/** The simulator's tokenizer: no vocabulary, only a count that is stable for a given text. */

/** Tokens in `text`: each whitespace-separated word counts a quarter of its UTF-8 bytes, at least one. */
export function countTokens(text: string): number {
  let tokens = 0
  for (const word of text.split(/\s+/u)) {
    if (word !== '') tokens += Math.max(1, Math.round(Buffer.byteLength(word) / 4))
  }
  return tokens
}
