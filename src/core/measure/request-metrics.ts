/** What one request's stamps mean: each figure defined once, as docs/metrics.md says. */
import type { RequestMetrics } from '../model/analysis.ts'
import type { RequestRecord } from '../model/request.ts'

function span(fromMs: number | null, toMs: number | null): number | null {
  return fromMs === null || toMs === null ? null : toMs - fromMs
}

/** Longest gap between consecutive token events, ms; null with fewer than two. */
function longestGap(stamps: Float64Array): number | null {
  let longest: number | null = null
  for (let i = 1; i < stamps.length; i += 1) {
    const gap = stamps[i]! - stamps[i - 1]!
    if (longest === null || gap > longest) longest = gap
  }
  return longest
}

/** (last − first) / (N − k): k tokens of the first chunk came with the first token, so they cost no decode time. An answer in one read has no pace. */
function timePerOutputToken(record: RequestRecord): number | null {
  const { outputTokens, chunkAtMs, chunkTokens } = record
  const decodeMs = span(record.firstTokenAtMs, record.lastTokenAtMs)
  if (decodeMs === null || decodeMs <= 0 || outputTokens === null || chunkAtMs.length < 2) return null
  const decoded = outputTokens - (chunkTokens?.[0] ?? 1)
  return decoded < 1 ? null : decodeMs / decoded
}

/**
 * Figures of one request; null where one is not defined. Durations in ms, speeds in token/s.
 * Failed requests keep what they reached: statistics decide by outcome which of them count.
 */
export function requestMetrics(record: RequestRecord): RequestMetrics {
  return { ...requestTimes(record), maxGapMs: longestGap(record.chunkAtMs) }
}

/** The same without the longest gap, which alone needs a look at every stamp. */
export function requestTimes(record: RequestRecord): Omit<RequestMetrics, 'maxGapMs'> {
  const tpotMs = timePerOutputToken(record)
  const e2eMs = span(record.sentAtMs, record.endAtMs)
  return {
    ttftMs: span(record.sentAtMs, record.firstTokenAtMs),
    ttfvMs: span(record.sentAtMs, record.firstVisibleAtMs),
    ttftFromDueMs: span(record.dueAtMs, record.firstTokenAtMs),
    tpotMs,
    e2eMs,
    decodeTokensPerS: tpotMs === null ? null : 1000 / tpotMs,
    requestTokensPerS: record.outputTokens !== null && e2eMs !== null && e2eMs > 0 ? (record.outputTokens / e2eMs) * 1000 : null,
  }
}
