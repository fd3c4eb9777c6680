/** All requests, sortable and filtered by outcome and stage; a row opens the request. */
import { SearchX } from 'lucide-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { metricKey, outcomeKey, type Formatter } from '../../../../core/format/index.ts'
import { isFailure } from '../../../../core/model/outcome.ts'
import { isProbeIndex, requestNumber } from '../../../../core/model/request.ts'
import { emptyRequestColumns, type RequestColumns, type RequestRow } from '../../../../core/model/request-columns.ts'
import type { StageLoad } from '../../../../core/model/load.ts'
import type { StageSpan } from '../../../../core/model/session.ts'
import { clockText } from '../../charts/axis-scale.ts'
import { Badge, Button, Card, DataTable, EmptyState, Select, Value, type DataColumn } from '../../components/index.ts'
import { useFormatter } from '../../hooks/use-formatter.ts'
import { useLoadText } from '../../hooks/use-load-text.ts'
import { figureOf, type FigureKind } from './figures.ts'
import { allRows, filterRows, noFilter, outcomesOf, type RequestFilter } from './request-rows.ts'
import styles from './session.module.css'

type Words = (key: string, params?: Record<string, string | number>) => string

function figureColumn(id: string, header: string, tip: string, kind: FigureKind, read: (row: RequestRow) => number | null, formatter: Formatter, missing: string): DataColumn<RequestRow> {
  return { id, header, headerTip: tip, numeric: true, minWidthPx: 88, sortValue: read, cell: (row) => <Value figure={figureOf(formatter, read(row), kind, missing)} /> }
}

function columnsOf(t: Words, formatter: Formatter, loadText: (load: StageLoad) => string, stages: readonly StageSpan[]): readonly DataColumn<RequestRow>[] {
  const loads = new Map(stages.map((stage) => [stage.index, loadText(stage)]))
  const missing = t('session:missing.notReached')
  const metric = (name: 'ttftMs' | 'tpotMs' | 'e2eMs' | 'maxGapMs', read: (row: RequestRow) => number | null): DataColumn<RequestRow> =>
    figureColumn(name, t(metricKey(name, 'short')), t(metricKey(name, 'definition')), 'ms', read, formatter, missing)
  return [
    { id: 'index', header: '#', numeric: true, minWidthPx: 56, grow: 0, sortValue: (row) => row.index, cell: (row) => requestNumber(row.index) },
    { id: 'stage', header: t('session:requests.stage'), minWidthPx: 96, sortValue: (row) => (row.warmup ? -1 : row.stage),
      cell: (row) => (isProbeIndex(row.index) ? <Badge tone="outline" tip={t('report:probe.note')}>{t('session:requests.probe')}</Badge> : <span className="truncate">{row.warmup ? t('session:stage.warmup') : loads.get(row.stage)}</span>) },
    { id: 'sent', header: t('session:requests.sent'), headerTip: t('session:requests.sentTip'), numeric: true, minWidthPx: 72, sortValue: (row) => row.sentAtMs ?? row.dueAtMs, cell: (row) => clockText(row.sentAtMs ?? row.dueAtMs, 1) },
    metric('ttftMs', (row) => row.ttftMs), metric('tpotMs', (row) => row.tpotMs), metric('e2eMs', (row) => row.e2eMs), metric('maxGapMs', (row) => row.maxGapMs),
    figureColumn('prompt', t(metricKey('promptTokens', 'short')), t(metricKey('promptTokens', 'definition')), 'count', (row) => row.promptTokens, formatter, missing),
    { id: 'output', header: t(metricKey('outputTokens', 'short')), headerTip: t(metricKey('outputTokens', 'definition')), numeric: true, minWidthPx: 80, sortValue: (row) => row.outputTokens,
      cell: (row) => <>{row.estimated && <span className="muted" title={t('domain:tokenEstimate')}>≈</span>}<Value figure={figureOf(formatter, row.outputTokens, 'count', missing)} /></> },
    { id: 'outcome', header: t('session:requests.outcome'), minWidthPx: 168, grow: 2, sortValue: (row) => t(outcomeKey(row.outcome)),
      cell: (row) => (isFailure(row.outcome) ? <Badge tone="bad">{t(outcomeKey(row.outcome))}</Badge> : <span className="muted truncate">{t(outcomeKey(row.outcome))}</span>) },
  ]
}

interface FiltersProps {
  readonly rows: readonly RequestRow[]
  readonly stages: readonly StageSpan[]
  readonly filter: RequestFilter
  readonly onChange: (filter: RequestFilter) => void
}

function Filters({ rows, stages, filter, onChange }: FiltersProps) {
  const { t } = useTranslation()
  const loadText = useLoadText()
  const outcomes = useMemo(() => outcomesOf(rows), [rows])
  const hasProbe = useMemo(() => rows.some(({ index }) => isProbeIndex(index)), [rows])
  const hasWarmup = useMemo(() => rows.some(({ warmup }) => warmup), [rows])
  return (
    <>
      <Select
        aria-label={t('session:requests.stage')} value={filter.stage} onChange={(stage) => { onChange({ ...filter, stage }) }}
        options={[
          { value: 'all', label: t('session:requests.allStages') },
          ...(hasWarmup ? [{ value: 'warmup', label: t('session:stage.warmup') }] : []),
          ...(hasProbe ? [{ value: 'probe', label: t('session:requests.probe') }] : []),
          ...stages.map((stage) => ({ value: String(stage.index), label: loadText(stage) })),
        ]}
      />
      <Select
        aria-label={t('session:requests.outcome')} value={filter.outcome} onChange={(outcome) => { onChange({ ...filter, outcome }) }}
        options={[
          { value: 'all', label: t('session:requests.allOutcomes') }, { value: 'success', label: t('session:requests.successes') }, { value: 'failure', label: t('session:requests.failures') },
          ...outcomes.map((outcome) => ({ value: outcome, label: t(outcomeKey(outcome)) })),
        ]}
      />
    </>
  )
}

export interface RequestTableProps {
  readonly requests: RequestColumns
  /** Those of the probe user. */
  readonly probes?: RequestColumns | undefined
  readonly stages: readonly StageSpan[]
  /** Only requests sent in this range; null = all. */
  readonly range: readonly [number, number] | null
  readonly opened: number | null
  readonly onOpen: (index: number) => void
}

export function RequestTable({ requests, probes = emptyRequestColumns, stages, range, opened, onOpen }: RequestTableProps) {
  const { t } = useTranslation()
  const formatter = useFormatter()
  const loadText = useLoadText()
  const [filter, setFilter] = useState(noFilter)
  const rows = useMemo(() => [...allRows(requests), ...allRows(probes)], [requests, probes])
  const shown = useMemo(() => filterRows(rows, filter, range), [rows, filter, range])
  const columns = useMemo(() => columnsOf((key, params) => t(key, { ...params }), formatter, loadText, stages), [t, formatter, loadText, stages])
  const note = t('session:requests.count', { count: rows.length, shown: formatter.count(shown.length), all: formatter.count(rows.length) })
  return (
    <Card title={t('session:requests.title')} note={note} padding="none" actions={<div className={styles.filters}><Filters rows={rows} stages={stages} filter={filter} onChange={setFilter} /></div>}>
      <DataTable
        label={t('session:requests.title')} columns={columns} rows={shown} rowKey={(row) => String(row.index)} maxRows={14}
        selectedKey={opened === null ? null : String(opened)} onRowOpen={(row) => { onOpen(row.index) }}
        empty={<EmptyState compact icon={SearchX} title={t('session:requests.none')} description={t('session:requests.noneHint')} action={<Button size="sm" onClick={() => { setFilter(noFilter) }}>{t('session:requests.clear')}</Button>} />}
      />
    </Card>
  )
}
