/** Why a figure of pace, position or prefill is missing, in words: one place for window, command line and report. */
import type { RangeAnalysis } from '../model/analysis.ts'
import { minGaps } from '../analysis/pace.ts'
import { minProfileAnswers, minProfileTokens } from '../analysis/position-profile.ts'
import { minPrefillRequests } from '../analysis/prefill.ts'
import type { Words } from './diagnosis-text.ts'

/** What the reasons are told from. */
export type GapSource = Pick<RangeAnalysis, 'requestsInWindow' | 'metrics' | 'onePieceShare' | 'windowMs' | 'prefill'>

const gapKey = (gap: string): string => `report:pace.gap.${gap}`

/** Null where some request succeeded. */
function noAnswers({ requestsInWindow, metrics }: GapSource): 'no-requests' | 'no-answers' | null {
  if (requestsInWindow === 0) return 'no-requests'
  return metrics.e2eMs.n === 0 ? 'no-answers' : null
}

/** Of stall time and jitter. */
export function paceGap({ f, t }: Words, range: GapSource): string {
  const gap = noAnswers(range) ?? (range.onePieceShare === 1 ? 'one-piece' : 'few-gaps')
  return t(gapKey(gap), { gaps: f.count(minGaps) })
}

/** Of the pace by position. */
export function positionGap({ f, t }: Words, range: GapSource): string {
  const gap = noAnswers(range) ?? (range.onePieceShare === 1 ? 'one-piece' : 'few-long')
  return t(gapKey(gap), { answers: f.count(minProfileAnswers), tokens: f.count(minProfileTokens) })
}

/** Of the prefill speed. */
export function prefillGap({ f, t }: Words, range: GapSource): string {
  const gap = range.prefill.gap === 'mixed-load' ? 'mixed-load' : noAnswers(range) ?? range.prefill.gap ?? 'not-above-0'
  return t(gapKey(gap), { n: f.count(range.prefill.n), needed: f.count(minPrefillRequests) })
}

/** Of what is counted over time: rates and requests in flight. */
export function windowGap({ t }: Words, { windowMs }: GapSource, leastMs = 0): string {
  if (windowMs === null) return t(gapKey('no-window'))
  return t(gapKey(windowMs[1] - windowMs[0] < leastMs ? 'short-window' : 'no-requests'))
}
