/** Says of large sessions how far they are read, so that a wait is seen to end. */
import { useTranslation } from 'react-i18next'
import { ProgressBar } from '../../components/index.ts'
import { useFormatter } from '../../hooks/use-formatter.ts'
import { useOpening } from '../../hooks/use-opening.ts'
import styles from './session.module.css'

export function OpeningNote({ sessionIds }: { readonly sessionIds: readonly string[] }) {
  const { t } = useTranslation()
  const formatter = useFormatter()
  const opening = useOpening(sessionIds.join(','))
  if (opening === null) return null
  const place = sessionIds.indexOf(opening.sessionId) + 1
  const text = t(`session:opening.${opening.phase}`, { done: formatter.count(opening.done), total: formatter.count(opening.total) })
  return (
    <div className={styles.opening}>
      <p role="status">
        {sessionIds.length > 1 && <span className="muted">{t('session:opening.place', { place, count: sessionIds.length })} </span>}
        {text}
      </p>
      <ProgressBar label={t('session:opening.label')} value={opening.phase === 'reading' ? opening.done / opening.total : null} text={text} />
    </div>
  )
}
