/** Status, simulated, and whether the client's own load leaves the figures trustworthy. */
import { useTranslation } from 'react-i18next'
import { invalidReasonKey, statusKey } from '../../../../core/format/index.ts'
import type { ClientHealth } from '../../../../core/model/client-health.ts'
import type { SessionMeta } from '../../../../core/model/session.ts'
import { StatusBadge } from '../../components/index.ts'
import { useFormatter } from '../../hooks/use-formatter.ts'
import styles from './session.module.css'

/** The reasons first, then what was measured. */
function ClientTip({ client }: { readonly client: ClientHealth }) {
  const { t } = useTranslation()
  const formatter = useFormatter()
  return (
    <span className={styles.tip}>
      <span>{client.valid ? t('session:client.validTip') : client.reasons.map((reason) => t(invalidReasonKey(reason))).join(t('session:client.join'))}</span>
      <span className="muted">{t('session:client.figures', {
        lag: formatter.ms(client.scheduleLagMs.p99), loop: formatter.ms(client.eventLoopDelayMs.p99), cpu: formatter.percent(client.cpuPercent),
      })}</span>
    </span>
  )
}

export function SessionBadges({ meta, client }: { readonly meta: SessionMeta; readonly client: ClientHealth }) {
  const { t } = useTranslation()
  return (
    <>
      <StatusBadge status={meta.status} label={t(statusKey(meta.status))} />
      {meta.plan.target.simulated && <StatusBadge status="simulated" label={t('session:header.simulated')} tip={t('domain:verdict.simulated')} />}
      <StatusBadge status={client.valid ? 'client-valid' : 'client-invalid'} label={t(client.valid ? 'session:client.valid' : 'session:client.invalid')} tip={<ClientTip client={client} />} />
    </>
  )
}
