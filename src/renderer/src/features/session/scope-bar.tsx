/** Says and chooses what the figures are of; a brushed range takes over until it is cleared. */
import { useTranslation } from 'react-i18next'
import type { SessionAnalysis } from '../../../../core/model/analysis.ts'
import { rangeText } from '../../charts/range-text.ts'
import type { TimelineStore } from '../../charts/timeline-store.ts'
import { Chip, SegmentedControl } from '../../components/index.ts'
import { loadNumber } from '../../../../core/format/index.ts'
import { useFormatter } from '../../hooks/use-formatter.ts'
import { useLoadText } from '../../hooks/use-load-text.ts'
import type { ScopeState } from './scope.ts'
import styles from './session.module.css'

const MAX_LONG_LABELS = 6

export interface ScopeBarProps {
  readonly analysis: SessionAnalysis
  readonly state: ScopeState
  readonly store: TimelineStore
}

export function ScopeBar({ analysis, state: { scope, stage, chooseStage }, store }: ScopeBarProps) {
  const { t } = useTranslation()
  const loadText = useLoadText()
  const formatter = useFormatter()
  const hasChoice = analysis.stages.length > 1
  if (!hasChoice && scope.kind !== 'range') return null
  // A search has many stages: their rates alone then, or the bar would not fit.
  const isLong = analysis.stages.length > MAX_LONG_LABELS
  const segments = [
    { value: 'all', label: t('session:scope.all') },
    ...analysis.stages.map((each) => ({ value: String(each.index), label: isLong && each.ratePerS !== null ? loadNumber(formatter, each) : loadText(each) })),
  ]
  return (
    <div className={styles.scopeBar}>
      <span className="muted">{t('session:scope.label')}</span>
      {hasChoice && (
        <SegmentedControl
          size="sm" label={t('session:scope.label')} segments={segments}
          value={scope.kind === 'range' ? '' : stage === null ? 'all' : String(stage)}
          onChange={(value) => { chooseStage(value === 'all' ? null : Number(value)) }}
        />
      )}
      <span aria-live="polite" className={styles.scopeRange}>
        {scope.kind === 'range' && (
          <>
            <Chip onRemove={() => { store.setSelection(null) }} removeLabel={t('session:timeline.clearSelection')}>{rangeText(scope.range)}</Chip>
            <span className="muted">{scope.figures === null && scope.error === null ? t('session:scope.computing') : t('session:scope.range', { count: scope.figures?.requestsInWindow ?? 0 })}</span>
          </>
        )}
      </span>
    </div>
  )
}
