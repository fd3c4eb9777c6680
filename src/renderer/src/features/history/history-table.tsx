/** The list itself: opens, renames, tags and deletes sessions by pointer, keyboard and context menu. */
import { FolderOpen, GitCompareArrows, Pencil, SearchX, Tag, Trash2 } from 'lucide-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import type { SessionId } from '../../../../core/model/ids.ts'
import type { SessionListItem } from '../../../../core/model/view.ts'
import { Button, Card, DataTable, EmptyState, useContextMenu, useToast, type MenuItem, type RowChoice } from '../../components/index.ts'
import { useReportError } from '../../hooks/use-report-error.ts'
import { paths } from '../frame/paths.ts'
import { TagsDialog } from './tags-dialog.tsx'
import { useSessionColumns } from './use-session-columns.tsx'
import type { Sessions } from './use-sessions.ts'
import styles from './history.module.css'

export type HistoryTableProps = {
  readonly rows: readonly SessionListItem[]
  readonly knownTags: readonly string[]
  readonly sessions: Pick<Sessions, 'update' | 'remove' | 'restore'>
  readonly onTag: (tag: string) => void
  readonly onClearFilter: () => void
  readonly choice: RowChoice<SessionListItem>
}

const newestFirst = { id: 'createdAtMs', desc: true } as const
const idOf = ({ id }: SessionListItem): string => id

export const HistoryTable = ({ rows, knownTags, sessions, onTag, onClearFilter, choice }: HistoryTableProps) => {
  const { t } = useTranslation()
  const [, navigate] = useLocation()
  const { show } = useToast()
  const reportError = useReportError()
  const [editingId, setEditingId] = useState<SessionId | null>(null)
  const [tagged, setTagged] = useState<SessionListItem | null>(null)
  const { openAt, menu } = useContextMenu(t('history:rowMenu'))
  const { update, remove, restore } = sessions

  const editing = useMemo(
    () => ({
      editingId,
      onTag,
      onEdit: setEditingId,
      onRename: (item: SessionListItem, name: string) => void update(item.id, { name }).then(reportError),
    }),
    [editingId, onTag, update, reportError],
  )
  const columns = useSessionColumns(editing, choice)
  const open = (item: SessionListItem): void => navigate(item.status === 'running' ? paths.live : paths.session(item.id))
  const deleteRow = async (item: SessionListItem): Promise<void> => {
    const error = await remove(item.id)
    if (error !== null) return reportError(error)
    show({ message: t('history:deleted', { name: item.name }), action: { label: t('common:undo'), onAction: () => void restore(item.id).then(reportError) } })
  }
  const itemsOf = (item: SessionListItem): readonly MenuItem[] => [
    { kind: 'action', id: 'open', label: t('history:open'), icon: FolderOpen, shortcut: 'Enter', onSelect: () => open(item) },
    // The menu gives the focus back when it closes; the box has to come after that.
    { kind: 'action', id: 'rename', label: t('history:rename'), icon: Pencil, onSelect: () => void setTimeout(() => setEditingId(item.id)) },
    { kind: 'action', id: 'tags', label: t('history:tags'), icon: Tag, onSelect: () => void setTimeout(() => setTagged(item)) },
    { kind: 'action', id: 'choose', label: t('compare:chooseRow'), icon: GitCompareArrows, shortcut: t('compare:space'), checked: choice.keys.includes(item.id), onSelect: () => choice.onChange([item], !choice.keys.includes(item.id)) },
    { kind: 'separator', id: 'end' },
    { kind: 'action', id: 'delete', label: t('common:delete'), icon: Trash2, danger: true, disabled: item.status === 'running', onSelect: () => void deleteRow(item) },
  ]
  return (
    <Card padding="none" className={styles.tableCard}>
      <DataTable
        label={t('history:title')}
        columns={columns}
        rows={rows}
        rowKey={idOf}
        initialSort={newestFirst}
        choice={choice}
        maxRows="fill"
        onRowOpen={open}
        onRowContext={(item, point) => openAt(point, itemsOf(item))}
        onRowDelete={(item) => { if (item.status !== 'running') void deleteRow(item) }}
        empty={<EmptyState icon={SearchX} title={t('history:noMatch.title')} description={t('history:noMatch.text')} action={<Button onClick={onClearFilter}>{t('history:clearFilter')}</Button>} />}
      />
      {menu}
      <TagsDialog item={tagged} known={knownTags} onSave={({ id }, tags) => update(id, { tags })} onClose={() => setTagged(null)} />
    </Card>
  )
}
