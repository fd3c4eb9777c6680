/** One stage's figures as lines of tab-separated cells: a session's figure, n, interval and what may be said of it. */
import { comparedRows, loadText, missing } from '../../../../core/format/index.ts'
import type { ComparedStage, Comparison } from '../../../../core/model/comparison.ts'
import type { Words } from './use-words.ts'

/** What would break a cell. */
function plain(text: string): string {
  return text.replaceAll(/[\t\r\n]+/g, ' ')
}

export function tableText(comparison: Comparison, stage: ComparedStage, words: Words, base: number): string {
  const { t } = words
  const head = [loadText(words, stage.load) ?? missing, ...comparison.sessions.flatMap(({ label, meta }, i) => [`${i === base ? t('compare:baselineName', { label }) : label} ${meta.name}`, 'n', t('compare:intervalHead'), t('compare:against')])]
  const rows = comparedRows(words, comparison, stage, base).map(({ label, cells }) => [label, ...cells.flatMap((cell) => (cell === null ? [missing, '', '', ''] : [cell.value, cell.n.replace(/^n /, ''), cell.interval ?? '', cell.delta ?? '']))])
  return [head, ...rows].map((cells) => cells.map(plain).join('\t')).join('\n')
}
