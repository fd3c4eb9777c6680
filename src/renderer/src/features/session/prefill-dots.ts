/** The requests behind the prefill slope, as dots: those that count in the chosen scope, read from the columns that the window has already. */
import type { SessionAnalysis } from '../../../../core/model/analysis.ts'
import { isSuccess, outcomes } from '../../../../core/model/outcome.ts'
import type { RequestColumns } from '../../../../core/model/request-columns.ts'
import type { Scope } from './scope.ts'

export interface PrefillDot {
  /** Prompt tokens that had to be computed. */
  readonly tokens: number
  readonly ttftMs: number
  readonly request: number
}

/** More dots than this say nothing more: evenly chosen ones are drawn. */
export const MAX_DOTS = 1_500

type Counts = (stage: number, sentAtMs: number, warmup: boolean) => boolean

const within = (window: readonly [number, number] | null, atMs: number): boolean => window !== null && atMs >= window[0] && atMs <= window[1]

/** While a range is being computed its figures are still those of the whole. */
function countsIn(scope: Scope, { stages }: SessionAnalysis): Counts {
  if (scope.kind === 'stage') return (stage, sentAtMs, warmup) => !warmup && stage === scope.figures.index && within(scope.figures.windowMs, sentAtMs)
  if (scope.kind === 'range' && scope.figures !== null) return (_stage, sentAtMs) => within(scope.range, sentAtMs)
  const windows = new Map(stages.map(({ index, windowMs }) => [index, windowMs]))
  return (stage, sentAtMs, warmup) => !warmup && within(windows.get(stage) ?? null, sentAtMs)
}

/** In order of prompt length. */
export function prefillDots(requests: RequestColumns, scope: Scope, analysis: SessionAnalysis): readonly PrefillDot[] {
  const counts = countsIn(scope, analysis)
  const dots: PrefillDot[] = []
  requests.outcome.forEach((code, i) => {
    const [prompt, ttftMs, cached] = [requests.promptTokens[i] ?? Number.NaN, requests.ttftMs[i] ?? Number.NaN, requests.cachedTokens[i] ?? Number.NaN]
    if (!isSuccess(outcomes[code] ?? 'malformed') || Number.isNaN(prompt) || Number.isNaN(ttftMs)) return
    if (!counts(requests.stage[i] ?? 0, requests.sentAtMs[i] ?? Number.NaN, requests.warmup[i] === 1)) return
    dots.push({ tokens: prompt - (Number.isNaN(cached) ? 0 : cached), ttftMs, request: requests.index[i] ?? 0 })
  })
  const stride = Math.max(1, Math.ceil(dots.length / MAX_DOTS))
  return dots.filter((_, i) => i % stride === 0).sort((a, b) => a.tokens - b.tokens || a.ttftMs - b.ttftMs)
}
