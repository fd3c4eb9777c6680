/** Prints the summary of a session as tables. */
import Table from 'cli-table3'
import { stripVTControlCharacters } from 'node:util'
import { textSummary, type TextTable } from '../core/report/text.ts'
import type { SessionView } from '../core/model/view.ts'
import { createTranslate, type Language } from '../shared/i18n/index.ts'

/** Names and messages come from servers: they must not steer the terminal. */
export function safeForTerminal(text: string): string {
  // eslint-disable-next-line no-control-regex
  return stripVTControlCharacters(text).replace(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F]/g, ' ')
}

function drawn({ columns, rows }: TextTable): string {
  const table = new Table({ head: columns.map(({ title }) => title), colAligns: columns.map(({ align }) => align), style: { head: [], border: [] } })
  table.push(...rows.map((row) => row.map(safeForTerminal)))
  return table.toString()
}

/** For a name or message within a line: a line end of its own would let it pass for another line of ours. */
export function oneLine(text: string): string {
  return safeForTerminal(text).replaceAll(/[\n\u2028\u2029]+/gu, ' ').replaceAll(/[\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu, '')
}

/** The summary as text, ending with a newline; in short without the tables of pace and intervals. */
export function summaryText({ meta, analysis, timeline }: Pick<SessionView, 'meta' | 'analysis'> & { readonly timeline?: Pick<SessionView['timeline'], 'events'> }, language: Language, detail: 'whole' | 'short' = 'whole'): string {
  const t = createTranslate(language)
  const summary = textSummary(meta, analysis, { language, t, events: timeline?.events ?? [], isShort: detail === 'short' })
  const verdicts = summary.verdicts.map((verdict) => t('cli:verdict', { ...verdict }))
  const bullets = (notes: readonly string[]) => notes.map((note) => `· ${note}`)
  const details = summary.details.flatMap(({ title, table, notes }) => ['', title, drawn(table), ...bullets(notes)])
  const parts = [summary.probe, summary.turns, summary.soak].flatMap((part) => (part === null ? [] : ['', part.title, drawn(part.table)]))
  const lines = [...summary.heading.map(oneLine), '', ...verdicts.map(oneLine), '', drawn(summary.stages), ...details, ...parts, ...(details.length + parts.length === 0 ? [] : ['']), ...bullets(summary.notes.map(oneLine))]
  return `${lines.map((line) => line.split('\n').map(safeForTerminal).join('\n')).join('\n')}\n`
}
