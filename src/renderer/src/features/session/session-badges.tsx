/** Status, simulated, and whether the client's own load leaves the figures trustworthy. */
import { useTranslation } from 'react-i18next'
import { invalidReasonKey, statusKey } from '../../../../core/format/index.ts'
import type { SessionAnalysis } from '../../../../core/model/analysis.ts'
import type { ClientHealth } from '../../../../core/model/client-health.ts'
import type { SessionMeta } from '../../../../core/model/session.ts'
import { limitedStagesText } from '../../../../core/report/client-text.ts'
import { StatusBadge } from '../../components/index.ts'
import { useFormatter } from '../../hooks/use-formatter.ts'
import styles from './session.module.css'

/** The reasons first, then what was measured. */
function ClientTip({ client, limitedAt }: { readonly client: ClientHealth; readonly limitedAt: string | null }) {
  const { t } = useTranslation()
  const formatter = useFormatter()
  return (
    <span className={styles.tip}>
      {(!client.valid || limitedAt === null) && <span>{client.valid ? t('session:client.validTip') : client.reasons.map((reason) => t(invalidReasonKey(reason))).join(t('session:client.join'))}</span>}
      {limitedAt !== null && <span>{t('session:client.limitedTip', { users: limitedAt })}</span>}
      <span className="muted">{t('session:client.figures', {
        lag: formatter.ms(client.scheduleLagMs.p99), loop: formatter.ms(client.eventLoopDelayMs.p99), cpu: formatter.percent(client.cpuPercent),
      })}</span>
    </span>
  )
}

/** A run is in doubt as a whole or in some of its stages; then those are named. */
function ClientBadge({ analysis }: { readonly analysis: SessionAnalysis }) {
  const { t } = useTranslation()
  const limitedAt = limitedStagesText(analysis, useFormatter())
  const isValid = analysis.client.valid && limitedAt === null
  const label = isValid ? t('session:client.valid') : limitedAt === null ? t('session:client.invalid') : t('session:client.invalidAt', { users: limitedAt })
  return <StatusBadge status={isValid ? 'client-valid' : 'client-invalid'} label={label} tip={<ClientTip client={analysis.client} limitedAt={limitedAt} />} />
}

export function SessionBadges({ meta, analysis }: { readonly meta: SessionMeta; readonly analysis: SessionAnalysis }) {
  const { t } = useTranslation()
  return (
    <>
      <StatusBadge status={meta.status} label={t(statusKey(meta.status))} />
      {meta.plan.target.simulated && <StatusBadge status="simulated" label={t('session:header.simulated')} tip={t('domain:verdict.simulated')} />}
      <ClientBadge analysis={analysis} />
    </>
  )
}
