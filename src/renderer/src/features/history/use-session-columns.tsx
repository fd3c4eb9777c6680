/** The columns of the session list. */
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { metricKey, statusKey, type Formatter } from '../../../../core/format/index.ts'
import type { SessionId } from '../../../../core/model/ids.ts'
import type { SessionListItem } from '../../../../core/model/view.ts'
import { Checkbox, StatusBadge, Value, type DataColumn, type RowChoice } from '../../components/index.ts'
import { useFormatter } from '../../hooks/use-formatter.ts'
import { useShortDate } from '../../hooks/use-short-date.ts'
import { ClientCell } from './client-cell.tsx'
import { NameCell } from './name-cell.tsx'
import { TagsCell } from './tags-cell.tsx'
import { TargetCell } from './target-cell.tsx'
import styles from './history.module.css'

export type NameEditing = {
  readonly editingId: SessionId | null
  readonly onEdit: (id: SessionId | null) => void
  readonly onRename: (item: SessionListItem, name: string) => void
  readonly onTag: (tag: string) => void
}

type T = ReturnType<typeof useTranslation>['t']
type Column = DataColumn<SessionListItem>

/** A column of one measured figure; the unit of throughput is in its head. */
function figureColumn(id: 'ttftP95Ms' | 'tpotP50Ms' | 'bestOutputTokensPerS', t: T, format: Formatter): Column {
  const isRate = id === 'bestOutputTokensPerS'
  const metric = id === 'ttftP95Ms' ? 'ttftMs' : id === 'tpotP50Ms' ? 'tpotMs' : 'outputTokensPerS'
  return {
    id,
    header: t(`history:column.${id}`),
    headerTip: isRate ? t(metricKey(metric, 'definition')) : t('history:bestStageTip', { definition: t(metricKey(metric, 'definition')) }),
    numeric: true,
    minWidthPx: isRate ? 80 : 76,
    grow: 0,
    ...(id === 'tpotP50Ms' ? { leaves: 5 } : {}),
    sortValue: (item) => item[id],
    cell: (item) => (
      <Value
        figure={item[id] === null
          ? { missing: t('history:notMeasured') }
          : { text: isRate ? format.number(item[id]) : format.ms(item[id]), full: format.full(item[id], isRate ? 'tok/s' : 'ms') }}
      />
    ),
  }
}

function countColumn(id: 'requests' | 'failures', t: T, format: Formatter): Column {
  return {
    id,
    header: t(`history:column.${id}`),
    numeric: true,
    minWidthPx: id === 'requests' ? 76 : 68,
    grow: 0,
    leaves: id === 'requests' ? 1 : 2,
    sortValue: (item) => item[id],
    cell: (item) => <span className={id === 'failures' && item.failures > 0 ? styles.failures : undefined}>{format.count(item[id])}</span>,
  }
}

/** Users as plain numbers, as ever; a rate says that it is one. */
function stagesText({ concurrency, ratesPerS }: SessionListItem, t: T, format: Formatter): readonly string[] {
  return [...concurrency.map(format.count), ...ratesPerS.map((rate) => t('domain:load.perS', { rate: format.rate(rate) }))]
}

function identityColumns(t: T, format: Formatter, shortDate: (epochMs: number) => string, editing: NameEditing): readonly Column[] {
  return [
    { id: 'name', header: t('history:column.name'), minWidthPx: 124, grow: 3, sortValue: ({ name }) => name, cell: (item) => <NameCell item={item} {...editing} /> },
    {
      id: 'status', header: t('history:column.status'), minWidthPx: 116, grow: 0, sortValue: ({ status }) => t(statusKey(status)),
      cell: ({ status }) => <StatusBadge status={status} label={t(statusKey(status))} />,
    },
    {
      id: 'createdAtMs', header: t('history:column.date'), minWidthPx: 100, grow: 0, sortValue: ({ createdAtMs }) => createdAtMs,
      cell: ({ createdAtMs }) => <span title={format.dateTime(createdAtMs)}>{shortDate(createdAtMs)}</span>,
    },
    {
      id: 'target', header: t('history:column.target'), minWidthPx: 216, grow: 4, sortValue: ({ targetName, model }) => `${model} ${targetName}`,
      cell: (item) => <TargetCell item={item} />,
    },
    {
      id: 'concurrency', header: t('history:column.stages'), minWidthPx: 64, grow: 0, leaves: 6, sortValue: ({ concurrency, ratesPerS }) => Math.max(0, ...concurrency, ...ratesPerS),
      cell: (item) => <span className="truncate" title={stagesText(item, t, format).join(', ')}>{stagesText(item, t, format).join(' · ')}</span>,
    },
  ]
}

function choiceColumn(t: T, { keys, onChange }: RowChoice<SessionListItem>): Column {
  return {
    id: 'choice', header: t('compare:chooseRow'), hideHeader: true, minWidthPx: 32, grow: 0,
    cell: (item) => <Checkbox hideLabel label={t('compare:choose', { name: item.name })} checked={keys.includes(item.id)} onChange={(isChosen) => onChange([item], isChosen)} />,
  }
}

export function useSessionColumns(editing: NameEditing, choice: RowChoice<SessionListItem>): readonly Column[] {
  const { t } = useTranslation()
  const format = useFormatter()
  const shortDate = useShortDate()
  return useMemo(
    () => [
      choiceColumn(t, choice),
      ...identityColumns(t, format, shortDate, editing),
      countColumn('requests', t, format),
      countColumn('failures', t, format),
      figureColumn('ttftP95Ms', t, format),
      figureColumn('tpotP50Ms', t, format),
      figureColumn('bestOutputTokensPerS', t, format),
      {
        id: 'client', header: t('history:column.client'), headerTip: t('history:clientTip'), minWidthPx: 96, grow: 0, leaves: 4,
        sortValue: ({ clientValid }) => (clientValid === null ? null : clientValid ? 1 : 0),
        cell: ({ clientValid }) => <ClientCell valid={clientValid} />,
      },
      {
        id: 'tags', header: t('history:column.tags'), minWidthPx: 64, grow: 1, leaves: 3, sortValue: ({ tags }) => (tags.length === 0 ? null : tags.join(' ')),
        cell: ({ tags }) => <TagsCell tags={tags} onTag={editing.onTag} />,
      },
    ],
    [t, format, shortDate, editing, choice],
  )
}
