/** How TTFT grows with the prompt: the slope is the time a prompt token costs, free of what every request pays. */
import type { PrefillSlope } from '../model/analysis.ts'
import { isSuccess } from '../model/outcome.ts'
import type { RequestRecord } from '../model/request.ts'
import { spearman, theilSen } from '../stats/index.ts'

export const minPrefillRequests = 12
/** Longest prompt over shortest, less 1, and in tokens: below, all are of one length. */
const minSpread = { share: 0.2, tokens: 64 } as const
/** Pairs are quadratic: of more requests, evenly chosen ones. */
const maxRequests = 600

function missing(gap: NonNullable<PrefillSlope['gap']>, n: number): PrefillSlope {
  return { n, msPerToken: null, interval: null, fixedMs: null, tokensPerS: null, rho: null, gap }
}

export interface PrefillPoint {
  /** Prompt tokens that had to be computed: those from a cache left out, where the server tells. */
  readonly tokens: number
  readonly ttftMs: number
}

/** What the slope is drawn through: successes whose prompt was counted. */
export function prefillPoints(requests: readonly RequestRecord[]): readonly PrefillPoint[] {
  return requests.flatMap(({ outcome, promptTokens, cachedTokens, sentAtMs, firstTokenAtMs }) => (
    isSuccess(outcome) && promptTokens !== null && sentAtMs !== null && firstTokenAtMs !== null ? [{ tokens: promptTokens - (cachedTokens ?? 0), ttftMs: firstTokenAtMs - sentAtMs }] : []))
}

/** Of successes in one load level. */
export function prefillSlope(requests: readonly RequestRecord[]): PrefillSlope {
  const all = prefillPoints(requests)
  if (all.length === 0) return missing('no-counts', 0)
  if (all.length < minPrefillRequests) return missing('too-few', all.length)
  const points = all.filter((_, i) => i % Math.max(1, Math.ceil(all.length / maxRequests)) === 0)
  const x = Float64Array.from(points, ({ tokens }) => tokens)
  const sorted = x.toSorted()
  const [short, long] = [sorted[Math.floor(0.1 * (sorted.length - 1))]!, sorted[Math.ceil(0.9 * (sorted.length - 1))]!]
  if (long - short < Math.max(minSpread.tokens, minSpread.share * short)) return missing('same-length', all.length)
  const y = Float64Array.from(points, ({ ttftMs }) => ttftMs)
  const found = theilSen(x, y)
  if (found === null) return missing('same-length', all.length)
  const { slope, intercept, low, high } = found
  // Only a slope that is surely above 0 has a speed.
  return { n: all.length, msPerToken: slope, interval: [low, high], fixedMs: intercept, tokensPerS: low > 0 ? 1000 / slope : null, rho: spearman(x, y).value?.rho ?? null, gap: null }
}
