/** Prints a comparison: what differs, then a table for each stage. */
import Table from 'cli-table3'
import { comparedRows, comparisonNotes, contextText, factLabelKey, factText, formatterFor, loadText, missing, warningText } from '../core/format/index.ts'
import type { Comparison } from '../core/model/comparison.ts'
import { createTranslate, type Language } from '../shared/i18n/index.ts'
import { oneLine } from './summary.ts'

const plainTable = { style: { head: [], border: [] } }

/** Ends with a newline. The first session is the baseline. */
export function comparisonText(comparison: Comparison, language: Language): string {
  const t = createTranslate(language)
  const f = formatterFor(language)
  const words = { f, t }
  const { sessions, facts, warnings, stages } = comparison
  const names = sessions.map(({ label }, i) => (i === 0 ? t('compare:baselineName', { label }) : label))
  const differing = facts.filter(({ differs }) => differs)
  const settings = new Table({ head: [t('compare:column.fact'), ...names], ...plainTable })
  settings.push(...differing.map((fact) => [t(factLabelKey(fact.name)), ...sessions.map(({ meta }, i) => oneLine(factText(words, fact, i, meta)))]))
  const blocks = stages.flatMap((stage) => {
    const table = new Table({ head: [t('compare:column.figure'), ...names], ...plainTable })
    table.push(...comparedRows(words, comparison, stage, 0).map(({ label, cells }) => [label, ...cells.map((cell) => (cell === null ? missing : [`${cell.value}  ${cell.n}`, ...(cell.delta === null ? [] : [cell.delta])].join('\n')))]))
    return ['', loadText(words, stage.load) ?? missing, table.toString()]
  })
  const lines = [
    ...sessions.map(({ label, meta }, i) => oneLine(`${label}  ${meta.name}  ${contextText(words, comparison, i)}  ${f.dateTime(meta.createdAtMs)}  ${meta.id}`)),
    ...warnings.map((warning) => `! ${oneLine(warningText(words, comparison, warning))}`),
    '', t('compare:differences'), differing.length === 0 ? t('compare:noDifferences') : settings.toString(),
    ...blocks, '', ...comparisonNotes(words, comparison).map((note) => `· ${oneLine(note)}`),
  ]
  return `${lines.join('\n')}\n`
}
