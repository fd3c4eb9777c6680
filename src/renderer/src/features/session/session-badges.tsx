/** Status, simulated, and whether the client's own load leaves the figures trustworthy. */
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { isClientLimited } from '../../../../core/analysis/index.ts'
import { invalidReasonKey, placeText, statusKey } from '../../../../core/format/index.ts'
import type { SessionAnalysis } from '../../../../core/model/analysis.ts'
import type { ClientHealth } from '../../../../core/model/client-health.ts'
import type { SessionMeta } from '../../../../core/model/session.ts'
import { clientCpuText, clientStateOf, limitedStagesText } from '../../../../core/report/client-text.ts'
import { Badge, StatusBadge } from '../../components/index.ts'
import { paths } from '../frame/paths.ts'
import { useFormatter } from '../../hooks/use-formatter.ts'
import styles from './session.module.css'

interface LimitedAt {
  readonly users: string
  /** Chooses the plural: of a single stage its users, of several the many. */
  readonly count: number
}

/** The reasons first, then what was measured. */
function ClientTip({ client, limitedAt }: { readonly client: ClientHealth; readonly limitedAt: LimitedAt | null }) {
  const { t } = useTranslation()
  const formatter = useFormatter()
  return (
    <span className={styles.tip}>
      {(!client.valid || limitedAt === null) && <span>{client.valid ? t('session:client.validTip') : client.reasons.map((reason) => t(invalidReasonKey(reason))).join(t('session:client.join'))}</span>}
      {limitedAt !== null && <span>{t('session:client.limitedTip', { ...limitedAt })}</span>}
      <span className="muted">{t('session:client.figures', {
        lag: formatter.ms(client.scheduleLagMs.p99), loop: formatter.ms(client.eventLoopDelayMs.p99), cpu: clientCpuText(client, formatter, (key, params) => t(key, { ...params })),
      })}</span>
    </span>
  )
}

/** A run is in doubt as a whole or in some of its stages; then those are named. */
function ClientBadge({ analysis }: { readonly analysis: SessionAnalysis }) {
  const { t } = useTranslation()
  const users = limitedStagesText(analysis, useFormatter())
  const limited = analysis.stages.filter(({ client }) => isClientLimited(client))
  const limitedAt = users === null ? null : { users, count: limited.length === 1 ? limited[0]?.concurrency ?? 2 : 2 }
  const state = limitedAt === null ? clientStateOf(analysis.client) : 'invalid'
  return <StatusBadge status={`client-${state}`} label={t(`session:client.${state}`)} tip={<ClientTip client={analysis.client} limitedAt={limitedAt} />} />
}

export function SessionBadges({ meta, analysis }: { readonly meta: SessionMeta; readonly analysis: SessionAnalysis }) {
  const { t } = useTranslation()
  return (
    <>
      <StatusBadge status={meta.status} label={t(statusKey(meta.status))} />
      {meta.plan.target.simulated && <StatusBadge status="simulated" label={t('session:header.simulated')} tip={t('domain:verdict.simulated')} />}
      {meta.place !== null && <Link href={paths.series(meta.place.seriesId)}><Badge tone="outline" tip={t('series:open')}>{placeText((key, params) => t(key, { ...params }), meta.place)}</Badge></Link>}
      <ClientBadge analysis={analysis} />
    </>
  )
}
