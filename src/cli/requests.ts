/** `dyno show ID --requests WHICH`: the requests of a session as a table, those of the probe user marked. */
import Table from 'cli-table3'
import { formatterFor, loadText, metricKey, missing, outcomeKey } from '../core/format/index.ts'
import { isFailure } from '../core/model/outcome.ts'
import { isProbeIndex, requestNumber } from '../core/model/request.ts'
import { emptyRequestColumns, requestRow, type RequestColumns, type RequestRow } from '../core/model/request-columns.ts'
import type { SessionView } from '../core/model/view.ts'
import { createTranslate } from '../shared/i18n/index.ts'
import type { CommonOptions } from './options.ts'
import { writeJson } from './output.ts'
import { oneLine } from './summary.ts'

export const requestChoices = ['all', 'load', 'probe', 'failed'] as const
export type RequestChoice = (typeof requestChoices)[number]

const rowsOf = (columns: RequestColumns): readonly RequestRow[] => Array.from(columns.index, (_, i) => requestRow(columns, i))

function isChosen({ index, outcome }: RequestRow, which: RequestChoice): boolean {
  switch (which) {
    case 'all': return true
    case 'load': return !isProbeIndex(index)
    case 'probe': return isProbeIndex(index)
    case 'failed': return isFailure(outcome)
  }
}

/** In the order they were sent. */
export function chosenRequests({ timeline: { requests, probes = emptyRequestColumns } }: Pick<SessionView, 'timeline'>, which: RequestChoice): readonly RequestRow[] {
  const sentAt = ({ sentAtMs, dueAtMs }: RequestRow): number => sentAtMs ?? dueAtMs
  return [...rowsOf(requests), ...rowsOf(probes)].filter((row) => isChosen(row, which)).toSorted((a, b) => sentAt(a) - sentAt(b))
}

export function showRequests(view: SessionView, which: RequestChoice, { json, lang }: CommonOptions): void {
  const rows = chosenRequests(view, which)
  if (json !== undefined) writeJson(json, rows.map((row) => ({ number: requestNumber(row.index), role: isProbeIndex(row.index) ? 'probe' : 'load', ...row })))
  if (json === '-') return
  const t = createTranslate(lang)
  const f = formatterFor(lang)
  const stages = new Map(view.timeline.stages.map((stage) => [stage.index, loadText({ f, t }, stage) ?? missing]))
  const stageOf = ({ index, warmup, stage }: RequestRow): string => (isProbeIndex(index) ? t('cli:probe-mark') : warmup ? t('report:warmup') : stages.get(stage) ?? missing)
  const head = ['#', t('cli:column.stages'), t('cli:column.sent'), ...(['ttftMs', 'tpotMs', 'e2eMs'] as const).map((name) => t(metricKey(name, 'short'))), t('cli:column.outcome')]
  const table = new Table({ head, colAligns: ['right', 'left', 'right', 'right', 'right', 'right', 'left'], style: { head: [], border: [] } })
  table.push(...rows.map((row) => [requestNumber(row.index), stageOf(row), row.sentAtMs === null ? missing : f.instant(row.sentAtMs), f.ms(row.ttftMs), f.ms(row.tpotMs), f.ms(row.e2eMs), t(outcomeKey(row.outcome))].map(oneLine)))
  const { requestCount } = view.timeline
  const lines = [rows.length === 0 ? t('cli:no-such-requests') : table.toString(), ...(requestCount === undefined ? [] : [`· ${t('session:requests.chosen', { shown: f.count(view.timeline.requests.index.length), all: f.count(requestCount) })}`])]
  process.stdout.write(`${lines.join('\n')}\n`)
}
