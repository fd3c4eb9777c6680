/** All sessions that were ever run: found by word, status or tag, sorted by any figure. */
import { History, Plus } from 'lucide-react'
import { useCallback, useDeferredValue, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { maxCompared } from '../../../../core/model/comparison.ts'
import type { SessionId } from '../../../../core/model/ids.ts'
import type { SessionListItem } from '../../../../core/model/view.ts'
import { Button, EmptyState } from '../../components/index.ts'
import { CallError } from '../frame/call-error.tsx'
import { paths } from '../frame/paths.ts'
import { View } from '../frame/view.tsx'
import { ChosenBar } from './chosen-bar.tsx'
import { HistorySkeleton } from './history-skeleton.tsx'
import { HistoryTable } from './history-table.tsx'
import { HistoryToolbar } from './history-toolbar.tsx'
import { filterSessions, noFilter, tagCounts, type SessionFilter } from './session-filter.ts'
import { useSessions } from './use-sessions.ts'
import styles from './history.module.css'

const none: readonly never[] = []

export const HistoryView = () => {
  const { t } = useTranslation()
  const [, navigate] = useLocation()
  const sessions = useSessions()
  const { loaded, reload } = sessions
  const [filter, setFilter] = useState<SessionFilter>(noFilter)
  // Typing stays fluent over thousands of rows.
  const applied = useDeferredValue(filter)
  const items = loaded.state === 'ready' ? loaded.value : none
  const rows = useMemo(() => filterSessions(items, applied), [items, applied])
  const tags = useMemo(() => tagCounts(items), [items])
  const knownTags = useMemo(() => tags.map(([tag]) => tag), [tags])
  const onTag = useCallback((tag: string) => setFilter({ ...noFilter, tag }), [])
  const [chosen, setChosen] = useState<readonly SessionId[]>([])
  const choice = useMemo(
    () => ({
      keys: chosen,
      onChange: (changed: readonly SessionListItem[], isChosen: boolean) => {
        const ids = changed.map(({ id }) => id)
        setChosen((before) => {
          const others = before.filter((id) => !ids.includes(id))
          return isChosen ? [...others, ...ids].slice(0, maxCompared) : others
        })
      },
    }),
    [chosen],
  )
  const newRun = <Button variant="primary" icon={Plus} onClick={() => navigate(paths.newRun)}>{t('history:newRun')}</Button>

  return (
    <View title={t('history:title')} layout="fill" actions={loaded.state === 'ready' && items.length === 0 ? undefined : newRun}>
      {loaded.state === 'loading' && <HistorySkeleton />}
      {loaded.state === 'error' && <div className={styles.whole}><CallError error={loaded.error} onRetry={reload} /></div>}
      {loaded.state === 'ready' && items.length === 0 && (
        <div className={styles.whole}><EmptyState icon={History} title={t('history:empty.title')} description={t('history:empty.text')} action={newRun} /></div>
      )}
      {items.length > 0 && (
        <>
          <HistoryToolbar filter={filter} tags={tags} shown={rows.length} total={items.length} onChange={setFilter} choice={chosen.length === 0 ? null : <ChosenBar chosen={chosen} onClear={() => setChosen([])} />} />
          <HistoryTable rows={rows} knownTags={knownTags} sessions={sessions} onTag={onTag} onClearFilter={() => setFilter(noFilter)} choice={choice} />
        </>
      )}
    </View>
  )
}
