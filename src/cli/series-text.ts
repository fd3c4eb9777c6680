/** Prints the result of a series of repeats as tables, one a stage. */
import Table from 'cli-table3'
import { formatterFor, loadText, missing, seriesHeading, seriesNotes, seriesRows, stageLines } from '../core/format/index.ts'
import type { SeriesView } from '../core/model/view.ts'
import { createTranslate, type Language } from '../shared/i18n/index.ts'
import { oneLine, safeForTerminal } from './summary.ts'

/** Ends with a newline. */
export function seriesText({ analysis }: SeriesView, language: Language): string {
  const t = createTranslate(language)
  const f = formatterFor(language)
  const words = { f, t }
  const columns = analysis.b === null ? ['metric', 'median', 'runs'] : ['metric', 'medianA', 'medianB', 'difference', 'runsA', 'runsB']
  const blocks = analysis.stages.flatMap((stage) => {
    const table = new Table({ head: columns.map((key) => t(`series:column.${key}`)), style: { head: [], border: [] } })
    for (const { label, medianA, runsA, medianB, runsB, difference } of seriesRows(words, stage)) {
      table.push(analysis.b === null ? [label, medianA, runsA] : [label, medianA, medianB ?? missing, difference ?? missing, runsA, runsB ?? missing])
    }
    return ['', loadText(words, stage.load) ?? missing, table.toString(), ...stageLines(words, stage)]
  })
  const lines = [...seriesHeading(words, analysis).map(oneLine), ...blocks, '', ...seriesNotes(words, analysis).map((note) => `· ${oneLine(note)}`)]
  return `${lines.map((line) => line.split('\n').map(safeForTerminal).join('\n')).join('\n')}\n`
}
