/** Why the session was as it was: causes in their order, the three questions; of the whole, or of what is brushed. */
import { useCallback, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Diagnosis } from '../../../../core/model/diagnosis.ts'
import type { SessionId } from '../../../../core/model/ids.ts'
import { bench } from '../../api.ts'
import { rangeText } from '../../charts/range-text.ts'
import type { Range, TimelineFocus, TimelineStore } from '../../charts/timeline-store.ts'
import { Badge, Button, Card, Skeleton } from '../../components/index.ts'
import { useLoad } from '../../hooks/use-load.ts'
import { CallError } from '../frame/call-error.tsx'
import { CauseCard } from './cause-card.tsx'
import { Questions } from './questions.tsx'
import styles from './diagnosis.module.css'

/** Causes that are shown unasked; so is what keeps the figures from being exact. */
const SHOWN = 2

function Body({ diagnosis, isOfRange, onShow }: { readonly diagnosis: Diagnosis; readonly isOfRange: boolean; readonly onShow: (focus: TimelineFocus) => void }) {
  const { t } = useTranslation()
  const [isOpen, setOpen] = useState(false)
  const { causes, isUndetermined, questions } = diagnosis
  const shown = isOpen ? causes : causes.filter(({ kind }, place) => place < SHOWN || kind === 'caveat')
  const more = isOpen ? causes.length - SHOWN : causes.length - shown.length
  return (
    <>
      {isUndetermined && <p className={styles.state} role="status">{t('diagnosis:undetermined')}</p>}
      {!isUndetermined && causes.length === 0 && <p className={styles.state} role="status">{t(isOfRange ? 'diagnosis:panel.noneInRange' : 'diagnosis:none')}</p>}
      {shown.length > 0 && <div className={styles.causes}>{shown.map((cause) => <CauseCard key={cause.id} cause={cause} onShow={onShow} />)}</div>}
      {more > 0 && <Button size="sm" variant="ghost" aria-expanded={isOpen} onClick={() => { setOpen(!isOpen) }}>{isOpen ? t('diagnosis:panel.fewer') : t('diagnosis:panel.more', { count: more })}</Button>}
      <Questions questions={questions} onShow={onShow} />
    </>
  )
}

export interface DiagnosisPanelProps {
  readonly sessionId: SessionId
  /** The brushed part; null = the whole session. */
  readonly range: Range | null
  readonly store: TimelineStore
}

export function DiagnosisPanel({ sessionId, range, store }: DiagnosisPanelProps) {
  const { t } = useTranslation()
  const [from, to] = range ?? [null, null]
  const { loaded, reload } = useLoad(useCallback(() => bench.call['sessions:diagnose']({ sessionId, range: from === null || to === null ? null : [from, to] }), [sessionId, from, to]))
  const show = useCallback((focus: TimelineFocus) => { store.setFocus(focus) }, [store])
  return (
    <Card title={t('diagnosis:title')} {...(range === null ? {} : { note: <Badge tone="outline">{t('diagnosis:panel.ofRange', { range: rangeText(range) })}</Badge> })}>
      <div className={styles.panel} aria-busy={loaded.state === 'loading'}>
        {loaded.state === 'loading' ? <Skeleton lines={4} /> : loaded.state === 'error' ? <CallError layout="inline" error={loaded.error} onRetry={reload} /> : <Body diagnosis={loaded.value} isOfRange={range !== null} onShow={show} />}
      </div>
    </Card>
  )
}
