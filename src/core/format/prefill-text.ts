/** What a prompt token costs: one sentence and a line to draw, the same in window, command line and report. */
import type { PrefillSlope, RangeAnalysis } from '../model/analysis.ts'
import type { Words } from './diagnosis-text.ts'
import { prefillGap } from './figure-gap.ts'
import { missing } from './formatter.ts'
import { spanOf, writeKind } from './interval-text.ts'

const thousand = 1000

/** The fitted line over these prompt lengths, as two points; null where there is no slope. */
export function prefillLine({ msPerToken, fixedMs }: PrefillSlope, fromTokens: number, toTokens: number): readonly { readonly tokens: number; readonly ttftMs: number }[] | null {
  if (msPerToken === null || fixedMs === null) return null
  return [fromTokens, toTokens].map((tokens) => ({ tokens, ttftMs: fixedMs + msPerToken * tokens }))
}

function slopeParts({ f, t }: Words, { msPerToken, interval, fixedMs, rho, n }: PrefillSlope) {
  const span = interval === null ? missing : spanOf(f, [interval[0] * thousand, interval[1] * thousand], 'ms') ?? missing
  return {
    tokens: f.count(thousand), cost: writeKind(f, (msPerToken ?? 0) * thousand, 'ms'), span, n: f.count(n),
    rho: rho === null ? '' : t('report:pace.prefill.rho', { rho: f.number(rho) }),
    fixed: fixedMs === null || fixedMs <= 0 ? '' : t('report:pace.prefill.fixed', { fixed: f.ms(fixedMs) }),
  }
}

/** One sentence, or why there is none. */
export function prefillSentence(words: Words, range: RangeAnalysis): string {
  const { f, t } = words
  const { prefill } = range
  if (prefill.gap !== null || prefill.msPerToken === null) return t('report:pace.prefill.none', { reason: prefillGap(words, range) })
  const parts = slopeParts(words, prefill)
  return prefill.tokensPerS === null ? t('report:pace.prefill.unsure', parts) : t('report:pace.prefill.slope', { ...parts, speed: f.tokensPerS(prefill.tokensPerS) })
}
