/** Words that all comparisons share: which direction is better, and how a share is signed and rounded. */
import type { ComparedMetric } from '../model/comparison.ts'
import type { Formatter } from './formatter.ts'
import type { Translate } from './translate.ts'

const higherIsBetter: ReadonlySet<ComparedMetric> = new Set(['outputTokensPerS', 'completedQps', 'goodputPerS'])

/** Whether a difference is one for the better; null where none was shown. */
export function sideOf(metric: ComparedMetric, verdict: string): 'better' | 'worse' | null {
  if (verdict !== 'b-higher' && verdict !== 'b-lower') return null
  return (verdict === 'b-higher') === higherIsBetter.has(metric) ? 'better' : 'worse'
}

/** A relative difference with its sign. */
export function signed(f: Formatter, share: number): string {
  return share > 0 ? `+${f.share(share)}` : f.share(share).replace('-', '−')
}

/** Per cent with no more digits than the half width of its interval supports; with its sign where `isSigned`. */
export function roundedShare({ f, t }: { readonly f: Formatter; readonly t: Translate }, share: number, half: number, isSigned: boolean): string {
  const unit = half >= 0.02 ? 1 : half >= 0.002 ? 10 : 100
  const value = Math.round(Math.abs(share) * 100 * unit) / unit
  const sign = !isSigned || value === 0 ? '' : share > 0 ? '+' : '−'
  return t('compare:percent', { value: `${sign}${f.rate(value)}` })
}
