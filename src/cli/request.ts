/** `dyno show ID --request N`: one request, its phases, and the telemetry of each. */
import Table from 'cli-table3'
import { requestExport, requestText } from '../core/report/request-text.ts'
import { requestNumber } from '../core/model/request.ts'
import type { SessionView } from '../core/model/view.ts'
import { plannedPromptTokens } from '../core/model/workload.ts'
import { createTranslate } from '../shared/i18n/index.ts'
import { CliError, exitCodes } from './exit-codes.ts'
import { valueOf, type Store } from './host.ts'
import type { CommonOptions } from './options.ts'
import { writeJson } from './output.ts'
import { oneLine } from './summary.ts'

export async function showRequest(store: Store, { meta, timeline }: SessionView, index: number, { json, lang }: CommonOptions): Promise<void> {
  const t = createTranslate(lang)
  const found = await store.call('sessions:request', { sessionId: meta.id, index })
  // The session is there: what is not known can only be the request.
  if (!found.ok && found.error.code === 'session/unknown') {
    const words = { index: requestNumber(index), count: timeline.requestCount ?? timeline.requests.index.length, probes: timeline.probes?.index.length ?? 0 }
    throw new CliError(t(words.probes === 0 ? 'cli:no-request' : 'cli:no-request-probes', words), exitCodes.badArguments)
  }
  const { record, telemetry } = valueOf(found, lang)
  if (json !== undefined) writeJson(json, requestExport(meta.id, record, telemetry, plannedPromptTokens(meta.plan.workload)))
  if (json === '-') return
  const { heading, columns, rows, notes } = requestText(record, telemetry, { language: lang, t })
  const table = new Table({ head: [...columns], colAligns: columns.map((_, i) => (i < 2 ? 'left' as const : 'right' as const)), style: { head: [], border: [] } })
  table.push(...rows.map((row) => row.map(oneLine)))
  const lines = [...heading.map(oneLine), ...(rows.length === 0 ? [] : [table.toString()]), ...notes.map((note) => `· ${note}`)]
  process.stdout.write(`${lines.join('\n')}\n`)
}
