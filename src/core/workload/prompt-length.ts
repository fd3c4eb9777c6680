/** Fits the number of words to the wanted number of tokens by what the server counted in the warm-up; other lengths follow from there. */

/** Corrections beyond this factor would mean that the count is of something else (a cached or cut-off prompt). */
const maxFactor = 4

/** Up to this ratio the surplus is taken as a constant (the chat template), beyond it as longer words. */
const templateFactor = 1.5

/** How far apart two answers are for a slope that holds for other lengths too: words, and share of the words. */
const minWords = 4
const minWidth = 0.2

/** Tokens that one more word brings, by a single answer. */
function guessedSlope(tokensPerWord: number): number {
  return tokensPerWord < templateFactor ? 1 : tokensPerWord
}

export class PromptLength {
  private readonly targetTokens: number
  private wordCount: number
  private frozen = false
  private tokensPerWord = 1
  private wide: number | null = null
  private first: { readonly words: number; readonly tokens: number } | null = null
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

  /** Words of a prompt of `tokens` tokens: a chat template counts once, each word as it was counted. */
  wordsFor(tokens: number): number {
    return Math.max(1, Math.round(this.wordCount + (tokens - this.targetTokens) / this.tokensPerWord))
  }

  /** Words that alone, without a chat template, are `tokens` tokens. */
  bareWordsFor(tokens: number): number {
    return Math.max(1, Math.round(tokens / this.tokensPerWord))
  }

  /** Takes the count of a warm-up answer to a prompt of `words` words. Ignored once frozen. */
  observe(words: number, promptTokens: number): void {
    const ratio = promptTokens / words
    if (this.frozen || promptTokens <= 0 || ratio > maxFactor || ratio < 1 / maxFactor) return
    const slope = this.slope(words, promptTokens)
    this.wide = this.wideSlope(words, promptTokens) ?? this.wide
    this.tokensPerWord = this.wide ?? guessedSlope(ratio)
    this.last = { words, tokens: promptTokens }
    if (promptTokens === this.targetTokens) this.wordCount = words
    else this.wordCount = Math.max(1, Math.round(words + (this.targetTokens - promptTokens) / slope))
  }

  /** The warm-up is over: all measured prompts have one length. */
  freeze(): void {
    this.frozen = true
  }

  /** As `slope`, from answers far enough apart that whole tokens don't blur it; null until there are two. */
  private wideSlope(words: number, tokens: number): number | null {
    this.first ??= { words, tokens }
    if (Math.abs(words - this.first.words) < Math.max(minWords, this.first.words * minWidth)) return null
    const secant = (tokens - this.first.tokens) / (words - this.first.words)
    return secant >= 1 / maxFactor && secant <= maxFactor ? secant : null
  }

  /** Tokens that one more word brings: by the secant through two answers, else a guess from one. */
  private slope(words: number, tokens: number): number {
    const guess = guessedSlope(tokens / words)
    if (this.last === null || this.last.words === words) return guess
    const secant = (tokens - this.last.tokens) / (words - this.last.words)
    return secant >= 1 / maxFactor && secant <= maxFactor ? secant : guess
  }
}
