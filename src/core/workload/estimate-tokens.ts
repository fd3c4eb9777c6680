/** A guess of a text's tokens before any server has counted it; always shown as an estimate. */

const charsPerToken = 4
/** Common vocabularies join some neighbouring Han characters and kana. */
const tokensPerWideChar = 0.7
const wide = /[\u2E80-\u9FFF\uAC00-\uD7AF\uF900-\uFAFF\uFF00-\uFFEF]/gu

/** Four Latin characters a token; Chinese, Japanese and Korean by the character. */
export function estimateTokens(text: string): number {
  const wideChars = text.match(wide)?.length ?? 0
  return Math.ceil((text.length - wideChars) / charsPerToken + wideChars * tokensPerWideChar)
}
