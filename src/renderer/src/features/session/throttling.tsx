/** What held the graphics cards back while they worked, as shares of that time. Nothing where no card tells it. */
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { throttleShares } from '../../../../core/analysis/throttle-shares.ts'
import { modelTelemetry } from '../../../../core/series/model-machine.ts'
import type { Timeline } from '../../../../core/model/view.ts'
import { useFormatter } from '../../hooks/use-formatter.ts'
import styles from './session.module.css'

export function Throttling({ timeline, range }: { readonly timeline: Timeline; readonly range: readonly [number, number] }) {
  const { t } = useTranslation()
  const formatter = useFormatter()
  const cards = useMemo(() => throttleShares(modelTelemetry(timeline.series), range), [timeline, range])
  if (cards.length === 0) return null
  return (
    <div className={styles.throttling}>
      <h4>{t('session:stability.throttling')}</h4>
      <p className="muted">{t('session:stability.throttlingNote')}</p>
      <dl>
        {cards.map(({ device, deviceLabel, n, shares }, i) => (
          <div key={device}>
            <dt>{cards.length > 1 ? `${deviceLabel} ${i}` : deviceLabel}</dt>
            <dd data-selectable>
              {shares.length === 0 ? t('session:stability.throttlingNone') : shares.map(({ reason, share }) => `${t(`domain:throttle.${reason}`)} ${formatter.share(share)}`).join(' · ')}
              <span className="muted"> {t('session:figure.n', { count: n, shown: formatter.count(n) })}</span>
            </dd>
          </div>
        ))}
      </dl>
    </div>
  )
}
