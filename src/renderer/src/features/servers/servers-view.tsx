/** The servers at hand: found on this machine or added by hand, each with what it is and one click to measure it. */
import { Plus, RefreshCw, FlaskConical, Radar } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, EmptyState } from '../../components/index.ts'
import { useReportError } from '../../hooks/use-report-error.ts'
import { scanServers, startSimulator, useServers } from '../../stores/servers-store.ts'
import { CallError } from '../frame/call-error.tsx'
import { View } from '../frame/view.tsx'
import { AddServerDialog } from './add-server-dialog.tsx'
import { ServerCard } from './server-card.tsx'
import { ServersSkeleton } from './servers-skeleton.tsx'
import styles from './servers.module.css'

/** Starts the simulator, with its state for a button. */
function useSimulatorStart(): { readonly starting: boolean; readonly start: () => void } {
  const reportError = useReportError()
  const [starting, setStarting] = useState(false)
  const start = (): void => {
    setStarting(true)
    void startSimulator().then((error) => {
      setStarting(false)
      reportError(error)
    })
  }
  return { starting, start }
}

export const ServersView = () => {
  const { t } = useTranslation()
  const { servers, scanning, scanned, error } = useServers()
  const [adds, setAdds] = useState(false)
  const simulator = useSimulatorStart()
  const isEmpty = servers.length === 0
  const hasSimulator = servers.some(({ simulated, reachable }) => simulated && reachable)
  const reachable = servers.filter((server) => server.reachable).length
  const add = <Button icon={Plus} onClick={() => setAdds(true)}>{t('servers:add')}</Button>

  return (
    <View
      title={t('servers:title')}
      meta={scanning ? t('servers:scanning') : isEmpty ? undefined : t('servers:reachableOf', { count: servers.length, reachable })}
      actions={
        <>
          <Button variant="ghost" icon={RefreshCw} loading={scanning} onClick={() => void scanServers()}>{t('servers:scan')}</Button>
          {!isEmpty && add}
        </>
      }
    >
      {error !== null && <CallError layout="inline" error={error} onRetry={() => void scanServers()} />}
      {isEmpty && !scanned && <ServersSkeleton />}
      {isEmpty && scanned && (
        <EmptyState
          icon={Radar}
          title={t('servers:none.title')}
          description={<>{t('servers:none.text')}<span className={styles.ports}>{t('servers:none.ports')}</span></>}
          action={<Button variant="primary" icon={FlaskConical} loading={simulator.starting} onClick={simulator.start}>{t('servers:simulator.start')}</Button>}
          secondary={add}
        />
      )}
      {!isEmpty && (
        <div className={styles.list}>
          <p className={styles.muted}>{t('servers:intro')}</p>
          <ul className={styles.grid}>
            {servers.map((server) => <li key={server.id} className={styles.item}><ServerCard server={server} /></li>)}
          </ul>
        </div>
      )}
      {!isEmpty && scanned && !hasSimulator && (
        <div className={styles.offer}>
          <div>
            <h2>{t('servers:simulator.title')}</h2>
            <p className={styles.muted}>{t('servers:simulator.text')}</p>
          </div>
          <Button icon={FlaskConical} loading={simulator.starting} onClick={simulator.start}>{t('servers:simulator.start')}</Button>
        </div>
      )}
      <AddServerDialog open={adds} onClose={() => setAdds(false)} />
    </View>
  )
}
