/** Answers of a server that doesn't count its tokens: kept during the run, counted by a tokenizer once nothing is measured any more. */
import type { RequestRecord, TokenSource } from '../core/model/request.ts'
import { isSuccess } from '../core/model/outcome.ts'

/** Characters that are kept in all; what comes later stays an estimate. */
const maxChars = 32 * 1024 * 1024
const maxAnswers = 20_000
/** How long counting may hold up the end of a run, ms. */
const maxCountingMs = 10_000

/** Something that counts the tokens of a text; null = it can't. */
export interface TokenCounter {
  readonly source: Extract<TokenSource, 'server-tokenizer' | 'client-tokenizer'>
  readonly count: (text: string) => Promise<number | null>
}

export class UncountedAnswers {
  private readonly kept: { readonly record: RequestRecord; readonly text: string }[] = []
  private chars = 0
  private serverCounts: boolean | null = null

  /** Whether texts of coming answers may be needed: not after a server was seen to count. */
  get wanted(): boolean {
    return this.serverCounts !== true && this.chars < maxChars && this.kept.length < maxAnswers
  }

  add(record: RequestRecord, text: string | null): void {
    if (!isSuccess(record.outcome)) return
    if (record.tokenSource !== 'chunks') {
      this.serverCounts = true
      return
    }
    if (text === null || text === '') return
    this.kept.push({ record, text })
    this.chars += text.length
  }

  /**
   * The records with the counts of the best tokenizer that answers: one that fails once is not asked again, and the next takes over.
   * Stops when none is left, and when the time is up.
   */
  async recount(counters: readonly TokenCounter[], nowMs: () => number): Promise<readonly RequestRecord[]> {
    const counted: RequestRecord[] = []
    const untilMs = nowMs() + maxCountingMs
    let left = counters
    for (const { record, text } of this.kept) {
      while (left[0] !== undefined && nowMs() <= untilMs) {
        const outputTokens = await left[0].count(text)
        if (outputTokens !== null) {
          counted.push({ ...record, outputTokens, tokenSource: left[0].source })
          break
        }
        left = left.slice(1)
      }
    }
    return counted
  }
}
