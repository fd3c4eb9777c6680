/** `dyno show ID --request N`: one request, its phases, and the telemetry of each. */
import Table from 'cli-table3'
import { requestExport, requestText } from '../core/report/request-text.ts'
import type { SessionView } from '../core/model/view.ts'
import { plannedPromptTokens } from '../core/model/workload.ts'
import { createTranslate } from '../shared/i18n/index.ts'
import { CliError, exitCodes } from './exit-codes.ts'
import { valueOf, type Store } from './host.ts'
import type { CommonOptions } from './options.ts'
import { writeJson } from './output.ts'
import { safeForTerminal } from './summary.ts'

export async function showRequest(store: Store, { meta, timeline }: SessionView, index: number, { json, lang }: CommonOptions): Promise<void> {
  const t = createTranslate(lang)
  if (!timeline.requests.index.includes(index)) throw new CliError(t('cli:no-request', { index: String(index), count: String(timeline.requests.index.length) }), exitCodes.badArguments)
  const { record, telemetry } = valueOf(await store.call('sessions:request', { sessionId: meta.id, index }), lang)
  if (json !== undefined) writeJson(json, requestExport(meta.id, record, telemetry, plannedPromptTokens(meta.plan.workload)))
  if (json === '-') return
  const { heading, columns, rows, notes } = requestText(record, telemetry, { language: lang, t })
  const table = new Table({ head: [...columns], colAligns: columns.map((_, i) => (i < 2 ? 'left' as const : 'right' as const)), style: { head: [], border: [] } })
  table.push(...rows.map((row) => row.map(safeForTerminal)))
  const lines = [...heading.map(safeForTerminal), ...(rows.length === 0 ? [] : [table.toString()]), ...notes.map((note) => `· ${note}`)]
  process.stdout.write(`${lines.join('\n')}\n`)
}
