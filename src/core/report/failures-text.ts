/** A stage's failures as text: the share, and of how many it is one; and the requests that are neither failure nor answer. */
import { missing, type Formatter } from '../format/formatter.ts'
import { loadText } from '../format/load-text.ts'
import type { Translate } from '../format/translate.ts'
import type { RangeAnalysis, SessionAnalysis } from '../model/analysis.ts'
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

/** One sentence a stage whose figures miss requests that were cut off or never sent: the slowest ones, as a rule. */
export function cutOffLines({ stages }: Pick<SessionAnalysis, 'stages'>, f: Formatter, t: Translate): readonly string[] {
  return stages.flatMap((stage) => {
    const { cancelled = 0 } = stage.byOutcome
    if (cancelled === 0) return []
    return [t('report:note.cutOff', { load: loadText({ f, t }, stage) ?? missing, cut: f.count(cancelled), all: f.count(stage.requestsInWindow) })]
  })
}
