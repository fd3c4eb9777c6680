/** The columns of the session list. */
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { metricKey, statusKey, type Formatter } from '../../../../core/format/index.ts'
import type { SessionId } from '../../../../core/model/ids.ts'
import type { SessionListItem } from '../../../../core/model/view.ts'
import { MissingValue, StatusBadge, Value, type DataColumn } from '../../components/index.ts'
import { useFormatter } from '../../hooks/use-formatter.ts'
import { NameCell } from './name-cell.tsx'
import { TagsCell } from './tags-cell.tsx'
import styles from './history.module.css'

export type NameEditing = {
  readonly editingId: SessionId | null
  readonly onEdit: (id: SessionId | null) => void
  readonly onRename: (item: SessionListItem, name: string) => void
  readonly onTag: (tag: string) => void
}

type T = ReturnType<typeof useTranslation>['t']
type Column = DataColumn<SessionListItem>

/** A column of one measured figure. */
function figureColumn(id: 'ttftP95Ms' | 'tpotP50Ms' | 'bestOutputTokensPerS', t: T, format: Formatter): Column {
  const write = id === 'bestOutputTokensPerS' ? format.tokensPerS : format.ms
  const metric = id === 'ttftP95Ms' ? 'ttftMs' : id === 'tpotP50Ms' ? 'tpotMs' : 'outputTokensPerS'
  return {
    id,
    header: t(`history:column.${id}`),
    headerTip: t(metricKey(metric, 'definition')),
    numeric: true,
    grow: 0,
    sortValue: (item) => item[id],
    cell: (item) => <Value figure={item[id] === null ? { missing: t('history:notMeasured') } : { text: write(item[id]), full: format.full(item[id]) }} />,
  }
}

function countColumn(id: 'requests' | 'failures', t: T, format: Formatter): Column {
  return {
    id,
    header: t(`history:column.${id}`),
    numeric: true,
    minWidthPx: 88,
    grow: 0,
    sortValue: (item) => item[id],
    cell: (item) => <span className={id === 'failures' && item.failures > 0 ? styles.failures : undefined}>{format.count(item[id])}</span>,
  }
}

function identityColumns(t: T, format: Formatter, editing: NameEditing): readonly Column[] {
  return [
    {
      id: 'name', header: t('history:column.name'), minWidthPx: 208, grow: 4, sortValue: ({ name }) => name,
      cell: (item) => <NameCell item={item} {...editing} />,
    },
    {
      id: 'tags', header: t('history:column.tags'), minWidthPx: 112, grow: 1, sortValue: ({ tags }) => (tags.length === 0 ? null : tags.join(' ')),
      cell: ({ tags }) => <TagsCell tags={tags} onTag={editing.onTag} />,
    },
    {
      id: 'createdAtMs', header: t('history:column.date'), minWidthPx: 152, grow: 0, sortValue: ({ createdAtMs }) => createdAtMs,
      cell: ({ createdAtMs }) => <span className="truncate">{format.dateTime(createdAtMs)}</span>,
    },
    {
      id: 'target', header: t('history:column.target'), minWidthPx: 176, grow: 3, sortValue: ({ targetName, model }) => `${model} ${targetName}`,
      cell: ({ targetName, model }) => <span className="truncate" title={`${model} · ${targetName}`}>{model} <span className={styles.quiet}>· {targetName}</span></span>,
    },
  ]
}

function stateColumns(t: T): readonly Column[] {
  return [
    {
      id: 'status', header: t('history:column.status'), minWidthPx: 128, grow: 0, sortValue: ({ status }) => t(statusKey(status)),
      cell: ({ status }) => <StatusBadge status={status} label={t(statusKey(status))} />,
    },
    {
      id: 'source', header: t('history:column.source'), minWidthPx: 112, grow: 0, sortValue: ({ simulated }) => (simulated ? 1 : 0),
      cell: ({ simulated }) => (simulated ? <StatusBadge status="simulated" label={t('common:simulated')} /> : <span className={styles.quiet}>{t('history:real')}</span>),
    },
    {
      id: 'client', header: t('history:column.client'), headerTip: t('history:clientTip'), minWidthPx: 112, grow: 0,
      sortValue: ({ clientValid }) => (clientValid === null ? null : clientValid ? 1 : 0),
      cell: ({ clientValid }) =>
        clientValid === null
          ? <MissingValue reason={t('history:clientUnknown')} />
          : <StatusBadge status={clientValid ? 'client-valid' : 'client-invalid'} label={t(clientValid ? 'history:clientOk' : 'history:clientDoubtful')} />,
    },
  ]
}

export function useSessionColumns(editing: NameEditing): readonly Column[] {
  const { t } = useTranslation()
  const format = useFormatter()
  return useMemo(
    () => [
      ...identityColumns(t, format, editing),
      {
        id: 'concurrency', header: t('history:column.stages'), minWidthPx: 96, grow: 1, sortValue: ({ concurrency }) => Math.max(0, ...concurrency),
        cell: ({ concurrency }) => <span className="truncate" title={concurrency.join(', ')}>{concurrency.join(' · ')}</span>,
      },
      countColumn('requests', t, format),
      countColumn('failures', t, format),
      figureColumn('ttftP95Ms', t, format),
      figureColumn('tpotP50Ms', t, format),
      figureColumn('bestOutputTokensPerS', t, format),
      ...stateColumns(t),
    ],
    [t, format, editing],
  )
}
