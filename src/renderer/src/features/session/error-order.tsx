/** The order in which kinds of failure appeared: a chain of causes, not a count. */
import { useTranslation } from 'react-i18next'
import { errorClassKey, outcomeKey } from '../../../../core/format/index.ts'
import type { ErrorReport } from '../../../../core/model/analysis.ts'
import { clockText } from '../../charts/axis-scale.ts'
import { Badge, Button } from '../../components/index.ts'
import { useFormatter } from '../../hooks/use-formatter.ts'
import styles from './session.module.css'

export interface ErrorOrderProps {
  readonly errors: ErrorReport
  readonly onOpenRequest: (index: number) => void
}

export function ErrorOrder({ errors, onOpenRequest }: ErrorOrderProps) {
  const { t } = useTranslation()
  const formatter = useFormatter()
  if (errors.order.length === 0) return <p className="muted">{t('session:stability.noErrors')}</p>
  return (
    <ol className={styles.errorOrder}>
      {errors.order.map((strike, rank) => (
        <li key={strike.outcome} className={styles.strike}>
          <span className={styles.strikeRank}>{rank + 1}</span>
          <span className={styles.strikeTime}>{clockText(strike.atMs, 1)}</span>
          <div className={styles.strikeBody}>
            <div className={styles.strikeHead}>
              <strong>{t(outcomeKey(strike.outcome))}</strong>
              <Badge tone={rank === 0 ? 'bad' : 'neutral'}>{t(errorClassKey(strike.errorClass))}</Badge>
              <span className="muted">{t('session:stability.count', { count: strike.count, shown: formatter.count(strike.count) })}{strike.warmup ? ` · ${t('session:stage.warmup')}` : ''}</span>
              <Button size="sm" variant="ghost" onClick={() => { onOpenRequest(strike.request) }}>{t('session:stability.open', { index: strike.request })}</Button>
            </div>
            {strike.message !== null && <p className={styles.strikeMessage} data-selectable>{strike.message}</p>}
          </div>
        </li>
      ))}
    </ol>
  )
}
