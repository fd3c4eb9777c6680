/** What trying a link found: the machine with its clock and signals, or what is wrong and what to do. */
import { useTranslation } from 'react-i18next'
import type { Translate } from '../../../../core/format/index.ts'
import type { RemoteCheck } from '../../../../core/model/remote.ts'
import { lastSampleText, remoteClockText } from '../../../../core/report/remote-text.ts'
import { ErrorState } from '../../components/index.ts'
import { useFormatter } from '../../hooks/use-formatter.ts'
import styles from './servers.module.css'

export const TelemetryOutcome = ({ check: { link, series } }: { readonly check: RemoteCheck }) => {
  const { t } = useTranslation()
  const format = useFormatter()
  const words: Translate = (key, params) => t(key, { ...params })
  const { issue } = link
  if (issue !== null) {
    const named = { host: link.address, detail: issue.detail }
    return (
      <ErrorState
        layout="inline"
        title={t(`errors:remote.${issue.code}.title`, named)}
        todo={t(`errors:remote.${issue.code}.hint`, named)}
        details={{ text: `${issue.code} ${link.address}: ${issue.detail}`, summary: t('common:details'), copyLabel: t('common:copyDetails'), copiedLabel: t('common:copied') }}
      />
    )
  }
  const facts = [
    remoteClockText(link, format, words),
    ...(link.scrapeIntervalMs === null ? [] : [t('domain:remote.scrape', { interval: format.limit(link.scrapeIntervalMs) })]),
    lastSampleText(link, format, words),
    ...(link.retention === null ? [] : [t('domain:remote.retention', { retention: link.retention })]),
  ]
  return (
    <div className={styles.outcome} role="status">
      <div className={styles.linked}>
        <span className={styles.up} aria-hidden />
        <span>{t('servers:telemetry.found', { machine: link.machine ?? link.address, count: series })}</span>
      </div>
      {facts.filter((fact) => fact !== '').map((fact) => <p key={fact} className={styles.muted}>{fact}</p>)}
    </div>
  )
}
