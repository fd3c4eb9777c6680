/** Answers of a server that doesn't count its tokens: kept during the run, counted by its tokenizer once nothing is measured any more. */
import type { RequestRecord } from '../core/model/request.ts'
import { isSuccess } from '../core/model/outcome.ts'

/** Characters that are kept in all; what comes later stays an estimate. */
const maxChars = 32 * 1024 * 1024
const maxAnswers = 20_000
/** How long counting may hold up the end of a run, ms. */
const maxCountingMs = 10_000

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

  /** The records with the tokenizer's counts. Stops at the first text that can't be counted, and when the time is up. */
  async recount(count: (text: string) => Promise<number | null>, nowMs: () => number): Promise<readonly RequestRecord[]> {
    const counted: RequestRecord[] = []
    const untilMs = nowMs() + maxCountingMs
    for (const { record, text } of this.kept) {
      if (nowMs() > untilMs) break
      const outputTokens = await count(text)
      if (outputTokens === null) break
      counted.push({ ...record, outputTokens, tokenSource: 'server-tokenizer' })
    }
    return counted
  }
}
