/** Search and filters over the session list. */
import { Search } from 'lucide-react'
import { useRef, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { statusKey } from '../../../../core/format/index.ts'
import type { SessionStatus } from '../../../../core/model/session.ts'
import { Button, Select, TextInput } from '../../components/index.ts'
import { useFormatter } from '../../hooks/use-formatter.ts'
import { useUiCommand } from '../../stores/ui-store.ts'
import { isFiltering, noFilter, type SessionFilter } from './session-filter.ts'
import styles from './history.module.css'

const statuses: readonly SessionStatus[] = ['completed', 'stopped', 'failed', 'interrupted', 'running']
const ANY = ' any'

export type HistoryToolbarProps = {
  readonly filter: SessionFilter
  readonly tags: readonly (readonly [tag: string, count: number])[]
  readonly shown: number
  readonly total: number
  readonly onChange: (filter: SessionFilter) => void
  /** Stands in place of the count. */
  readonly choice: ReactNode
}

export const HistoryToolbar = ({ filter, tags, shown, total, onChange, choice }: HistoryToolbarProps) => {
  const { t } = useTranslation()
  const format = useFormatter()
  const bar = useRef<HTMLDivElement>(null)
  useUiCommand('find', () => {
    const box = bar.current?.querySelector('input')
    box?.focus()
    box?.select()
  })
  return (
    <div ref={bar} className={styles.toolbar} role="search">
      <TextInput
        className={styles.search}
        type="search"
        icon={Search}
        value={filter.text}
        placeholder={t('history:search')}
        aria-label={t('history:search')}
        onChange={(text) => onChange({ ...filter, text })}
        onKeyDown={(event) => { if (event.key === 'Escape') onChange({ ...filter, text: '' }) }}
      />
      <Select
        aria-label={t('history:filterStatus')}
        value={filter.status}
        options={[{ value: 'all' as const, label: t('history:anyStatus') }, ...statuses.map((status) => ({ value: status, label: t(statusKey(status)) }))]}
        onChange={(status) => onChange({ ...filter, status })}
      />
      {(tags.length > 0 || filter.tag !== null) && (
        <Select
          className={styles.tagSelect}
          aria-label={t('history:filterByTag')}
          value={filter.tag ?? ANY}
          options={[{ value: ANY, label: t('history:anyTag') }, ...tags.map(([tag, count]) => ({ value: tag, label: t('history:tagOption', { tag, count }) }))]}
          onChange={(tag) => onChange({ ...filter, tag: tag === ANY ? null : tag })}
        />
      )}
      {isFiltering(filter) && <Button variant="ghost" onClick={() => onChange(noFilter)}>{t('history:clearFilter')}</Button>}
      {choice ?? (
        <span className={styles.count} aria-live="polite">
          {isFiltering(filter) ? t('history:shownOf', { shown: format.count(shown), total: format.count(total) }) : t('history:total', { count: total, shown: format.count(total) })}
        </span>
      )}
    </div>
  )
}
