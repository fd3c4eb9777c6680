/** Fits the number of words to the wanted number of tokens by what the server counted in the warm-up. */

/** Corrections beyond this factor would mean that the count is of something else (a cached or cut-off prompt). */
const maxFactor = 4

/** Up to this ratio the surplus is taken as a constant (the chat template), beyond it as longer words. */
const templateFactor = 1.5

export class PromptLength {
  private readonly targetTokens: number
  private wordCount: number
  private frozen = false
  private last: { readonly words: number; readonly tokens: number } | null = null

  /** Starts from one token a word. */
  constructor(targetTokens: number) {
    this.targetTokens = targetTokens
    this.wordCount = targetTokens
  }

  /** Words of the next prompt. */
  get words(): number {
    return this.wordCount
  }

  /** Takes the count of a warm-up answer to a prompt of `words` words. Ignored once frozen. */
  observe(words: number, promptTokens: number): void {
    const ratio = promptTokens / words
    if (this.frozen || promptTokens <= 0 || ratio > maxFactor || ratio < 1 / maxFactor) return
    const slope = this.slope(words, promptTokens)
    this.last = { words, tokens: promptTokens }
    if (promptTokens === this.targetTokens) this.wordCount = words
    else this.wordCount = Math.max(1, Math.round(words + (this.targetTokens - promptTokens) / slope))
  }

  /** The warm-up is over: all measured prompts have one length. */
  freeze(): void {
    this.frozen = true
  }

  /** Tokens that one more word brings: by the secant through two answers, else a guess from one. */
  private slope(words: number, tokens: number): number {
    const ratio = tokens / words
    const guess = ratio < templateFactor ? 1 : ratio
    if (this.last === null || this.last.words === words) return guess
    const secant = (tokens - this.last.tokens) / (words - this.last.words)
    return secant >= 1 / maxFactor && secant <= maxFactor ? secant : guess
  }
}
