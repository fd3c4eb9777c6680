/** Where on the time axis a request's tokens fall. */
import { bisectLeft, bisectRight } from 'd3-array'
import type { RequestRecord } from '../model/request.ts'

/** Calls `visit(atMs, tokens)` for each token event: the server's count per chunk, else the answer's tokens spread evenly over its chunks. */
export function forEachTokenEvent(record: RequestRecord, visit: (atMs: number, tokens: number) => void): void {
  const { chunkAtMs, chunkTokens, outputTokens } = record
  const chunks = chunkAtMs.length
  if (chunks === 0) {
    if (outputTokens !== null && outputTokens > 0) visit(record.lastTokenAtMs ?? record.endAtMs, outputTokens)
    return
  }
  const even = outputTokens === null ? 1 : outputTokens / chunks
  for (let i = 0; i < chunks; i += 1) visit(chunkAtMs[i]!, chunkTokens?.[i] ?? even)
}

/** Token events of ascending stamps in [fromMs, toMs], both ends included. */
export function stampsBetween(stamps: Float64Array, fromMs: number, toMs: number): number {
  return Math.max(0, bisectRight(stamps, toMs) - bisectLeft(stamps, fromMs))
}

/** Tokens stamped in [fromMs, toMs], both ends included. */
export function tokensBetween(record: RequestRecord, fromMs: number, toMs: number): number {
  if (record.endAtMs < fromMs || (record.sentAtMs ?? record.dueAtMs) > toMs) return 0
  const { chunkAtMs, chunkTokens, outputTokens } = record
  // Stamps ascend: without counts of their own, how many lie inside is a matter of two searches.
  if (chunkTokens === null && chunkAtMs.length > 0) {
    const inside = stampsBetween(chunkAtMs, fromMs, toMs)
    return outputTokens === null ? inside : (inside * outputTokens) / chunkAtMs.length
  }
  let sum = 0
  forEachTokenEvent(record, (atMs, tokens) => {
    if (atMs >= fromMs && atMs <= toMs) sum += tokens
  })
  return sum
}
