/** The 60-second check on one server, and the way to a run of one's own. */
import { Play } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import type { ServerInfo } from '../../../../core/model/server.ts'
import type { IpcError } from '../../../../shared/ipc/envelope.ts'
import { Button, Select } from '../../components/index.ts'
import { startRun, useIsBusy } from '../../stores/run-store.ts'
import { CallError } from '../frame/call-error.tsx'
import { paths } from '../frame/paths.ts'
import { checkDraft } from '../plan/plan-form.ts'
import { patchPlan } from '../plan/plan-store.ts'
import { randomSeed } from '../plan/random-seed.ts'
import styles from './servers.module.css'

export const ServerRun = ({ server }: { readonly server: ServerInfo }) => {
  const { t } = useTranslation()
  const [, navigate] = useLocation()
  const isRunning = useIsBusy()
  const [chosen, setChosen] = useState<string | null>(null)
  const [starting, setStarting] = useState(false)
  const [error, setError] = useState<IpcError | null>(null)
  const model = (chosen !== null && server.models.includes(chosen) ? chosen : server.models[0]) ?? null

  const openPlan = (): void => {
    patchPlan({ serverId: server.id, model, api: null })
    navigate(paths.newRun)
  }
  const check = async (): Promise<void> => {
    // Without a list of models the person has to name one.
    if (model === null) return openPlan()
    setStarting(true)
    const failed = await startRun({ serverId: server.id, model, plan: checkDraft(randomSeed()), name: null, api: null })
    setStarting(false)
    setError(failed)
    if (failed === null) navigate(paths.live)
  }
  return (
    <div className={styles.run}>
      {error !== null && <CallError layout="inline" error={error} />}
      {server.models.length > 1 && (
        <Select aria-label={t('servers:checkModel')} value={model ?? ''} options={server.models.map((id) => ({ value: id, label: id }))} onChange={setChosen} />
      )}
      <div className={styles.runButtons}>
        <Button variant="primary" icon={Play} loading={starting} disabled={isRunning} onClick={() => void check()}>{t('servers:check')}</Button>
        <Button variant="ghost" onClick={openPlan}>{t('servers:plan')}</Button>
      </div>
    </div>
  )
}
