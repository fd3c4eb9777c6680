/** One server: what it is, whether it answers (or why not), its models, slots and key, and the check. */
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { engineKey } from '../../../../core/format/index.ts'
import type { ServerInfo } from '../../../../core/model/server.ts'
import { bench } from '../../api.ts'
import { Badge, Button, Card, ErrorState, MissingValue, StatusBadge } from '../../components/index.ts'
import { useProbeErrorText } from '../../hooks/use-error-text.ts'
import { useReportError } from '../../hooks/use-report-error.ts'
import { KeyDialog } from './key-dialog.tsx'
import { ModelList } from './model-list.tsx'
import { RemoveServerDialog } from './remove-server-dialog.tsx'
import { ServerMenu } from './server-menu.tsx'
import { TelemetryDialog } from './telemetry-dialog.tsx'
import { telemetryText } from './telemetry-text.ts'
import { ServerRun } from './server-run.tsx'
import styles from './servers.module.css'

const Head = ({ server }: { readonly server: ServerInfo }) => {
  const { t } = useTranslation()
  const engine = server.engine === 'unknown' ? null : t(engineKey(server.engine))
  return (
    <div className={styles.head}>
      <h2 className={styles.name} title={server.name}>{server.name}</h2>
      <div className={styles.badges}>
        {/* The name of a found server is its engine's already. */}
        {engine !== null && engine !== server.name && !server.simulated && <Badge>{engine}</Badge>}
        {server.engineVersion !== null && <Badge tone="outline" tip={server.engineVersion}><span className={styles.version}>{server.engineVersion}</span></Badge>}
        {server.simulated && <StatusBadge status="simulated" label={t('common:simulated')} tip={t('servers:simulatedTip')} />}
      </div>
    </div>
  )
}

const Failure = ({ server, onKey }: { readonly server: ServerInfo; readonly onKey: () => void }) => {
  const { t } = useTranslation()
  const probeText = useProbeErrorText()
  const reportError = useReportError()
  const [probing, setProbing] = useState(false)
  if (server.error === null) return <p className={styles.muted}>{t('servers:notAsked')}</p>
  const { title, hint, detail, technical } = probeText(server.error, server.url)
  const probe = async (): Promise<void> => {
    setProbing(true)
    const answer = await bench.call['servers:probe']({ serverId: server.id })
    setProbing(false)
    if (!answer.ok) reportError(answer.error)
  }
  return (
    <ErrorState
      layout="inline"
      title={title}
      todo={hint}
      {...(detail === null ? {} : { why: <span className={styles.said}>{detail}</span> })}
      actions={
        <>
          {server.error.code === 'auth' && <Button size="sm" onClick={onKey}>{t(server.hasKey ? 'servers:key.replace' : 'servers:key.enter')}</Button>}
          <Button size="sm" loading={probing} onClick={() => void probe()}>{t('servers:askAgain')}</Button>
        </>
      }
      details={{ text: technical, summary: t('common:details'), copyLabel: t('common:copyDetails'), copiedLabel: t('common:copied') }}
    />
  )
}

const Facts = ({ server }: { readonly server: ServerInfo }) => {
  const { t } = useTranslation()
  return (
    <dl className={styles.facts}>
      <dt>{server.models.length === 0 ? t('servers:models') : t('servers:modelCount', { count: server.models.length })}</dt>
      <dd><ModelList models={server.models} /></dd>
      <dt>{t('servers:slots')}</dt>
      <dd>{server.slots === null ? <MissingValue reason={t('servers:slotsUnknown')} focusable /> : t('servers:slotCount', { count: server.slots })}</dd>
      <dt>{t('servers:key.label')}</dt>
      <dd>{t(server.hasKey ? 'servers:key.set' : 'servers:key.none')}</dd>
      <dt>{t('servers:telemetry.label')}</dt>
      <dd className={styles.model}>{telemetryText(server, t)}</dd>
    </dl>
  )
}

/** A server that answers, but can't be used yet, is not out of reach. */
function stateKey({ reachable, error }: ServerInfo): string {
  if (reachable) return 'servers:reachable'
  switch (error?.code) {
    case 'auth': return 'servers:state.auth'
    case 'loading': return 'servers:state.loading'
    case 'html':
    case 'not-openai': return 'servers:state.other'
    default: return 'servers:unreachable'
  }
}

export const ServerCard = ({ server }: { readonly server: ServerInfo }) => {
  const { t } = useTranslation()
  const [dialog, setDialog] = useState<'key' | 'remove' | 'telemetry' | null>(null)
  const close = (): void => setDialog(null)
  return (
    <Card className={styles.card}>
      <div className={styles.cardBody}>
        <div className={styles.top}>
          <Head server={server} />
          <ServerMenu server={server} onKey={() => setDialog('key')} onTelemetry={() => setDialog('telemetry')} onRemove={() => setDialog('remove')} />
        </div>
        <div className={styles.where}>
          <code className={styles.url} title={server.url} data-selectable>{server.url}</code>
          <span className={server.reachable ? styles.up : styles.down} aria-hidden />
          <span>{t(stateKey(server))}</span>
          <span className={styles.muted}>{t(server.isLoopback ? 'servers:loopback' : 'servers:remote')}</span>
        </div>
        {server.reachable ? <Facts server={server} /> : <Failure server={server} onKey={() => setDialog('key')} />}
        {server.reachable && <ServerRun server={server} />}
      </div>
      <KeyDialog open={dialog === 'key'} server={server} onClose={close} />
      <TelemetryDialog open={dialog === 'telemetry'} server={server} onClose={close} />
      <RemoveServerDialog open={dialog === 'remove'} server={server} onClose={close} />
    </Card>
  )
}
