/** The turns of conversations as a table: the same columns in the window, the terminal and the report. */
import { percentileTrust } from '../analysis/bands.ts'
import type { Formatter } from '../format/formatter.ts'
import type { Translate } from '../format/translate.ts'
import type { TurnFigures } from '../model/analysis.ts'

const columns = ['turn', 'n', 'failures', 'ttft50', 'ttft95', 'prompt50', 'prompt95', 'cached'] as const

export function turnColumns(t: Translate): readonly string[] {
  return columns.map((name) => t(`report:turns.${name}`))
}

/** In the order of the columns; a p95 of too few requests carries an asterisk. */
export function turnCells({ turn, failures, ttftMs, promptTokens, cachedPromptShare }: TurnFigures, f: Formatter): readonly string[] {
  const p95 = percentileTrust('p95', ttftMs.n) === 'dimmed' && ttftMs.p95 !== null ? `${f.ms(ttftMs.p95)} *` : f.ms(ttftMs.p95)
  return [f.count(turn), f.count(ttftMs.n), f.count(failures), f.ms(ttftMs.p50), p95, f.count(promptTokens.p50), f.count(promptTokens.p95), f.share(cachedPromptShare)]
}
