/** A stage's failures as text: the share, and of how many it is one. */
import type { Formatter } from '../format/formatter.ts'
import type { RangeAnalysis } from '../model/analysis.ts'
import { isFailure, type Outcome } from '../model/outcome.ts'

/** “0 %”, or “6.67 % (2/30)”: failed of ended, cancelled requests left out. */
export function failuresText({ errorRate, byOutcome }: Pick<RangeAnalysis, 'errorRate' | 'byOutcome'>, f: Formatter): string {
  if (errorRate === null || errorRate === 0) return f.share(errorRate)
  let [failed, ended] = [0, 0]
  for (const [outcome, count] of Object.entries(byOutcome) as [Outcome, number][]) {
    if (outcome === 'cancelled') continue
    ended += count
    if (isFailure(outcome)) failed += count
  }
  return `${f.share(errorRate)} (${f.count(failed)}/${f.count(ended)})`
}
