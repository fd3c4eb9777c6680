/** The new-run form: sensible as it opens, so that one click starts the 60-second check. */
import { Play, Server, Undo2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import type { IpcError } from '../../../../shared/ipc/envelope.ts'
import { canUnload } from '../../../../core/protocol/unload.ts'
import { Button, Card, EmptyState, Skeleton } from '../../components/index.ts'
import { startRun, useIsBusy } from '../../stores/run-store.ts'
import { useServers } from '../../stores/servers-store.ts'
import { CallError } from '../frame/call-error.tsx'
import { paths } from '../frame/paths.ts'
import { View } from '../frame/view.tsx'
import { AdvancedCard } from './advanced-card.tsx'
import { LoadCard } from './load-card.tsx'
import { defaultForm, draftOf, issuesOf } from './plan-form.ts'
import { PlanFileButtons } from './plan-file-buttons.tsx'
import { chosenApi, patchPlan, usePlan } from './plan-store.ts'
import { randomSeed } from './random-seed.ts'
import { RequestCard } from './request-card.tsx'
import { RigorCard } from './rigor-card.tsx'
import { defaultRigor, patchRigor, repeatsIssue, rigorParts, useRigor, versusOf } from './rigor-store.ts'
import { SummaryCard } from './summary-card.tsx'
import { TargetCard } from './target-card.tsx'
import styles from './plan.module.css'

export const PlanView = () => {
  const { t } = useTranslation()
  const [, navigate] = useLocation()
  const { servers, scanned } = useServers()
  const plan = usePlan()
  const isRunning = useIsBusy()
  const rigor = useRigor()
  const [starting, setStarting] = useState(false)
  const [error, setError] = useState<IpcError | null>(null)

  const server = servers.find(({ id }) => id === plan.serverId) ?? servers.find(({ reachable }) => reachable) ?? servers[0] ?? null
  const isListed = plan.model !== null && (server?.models.length === 0 || server?.models.includes(plan.model))
  const model = (isListed ? plan.model : server?.models[0]) ?? ''
  const api = chosenApi(plan.api, server)
  const isUnloadable = server !== null && canUnload({ engine: server.engine, api: api ?? 'openai-chat' })
  // A wish that this server can't fulfil stays in the form for the next.
  const form = isUnloadable ? plan.form : { ...plan.form, coldStart: false }
  const issues = issuesOf(form)
  const versus = versusOf(rigor, servers, { server, model })
  const isReady = server !== null && model !== '' && Object.keys(issues).length === 0 && versus !== 'incomplete' && !repeatsIssue(rigor)

  const start = async (): Promise<void> => {
    if (!isReady) return
    setStarting(true)
    setError(null)
    const name = plan.name.trim()
    const failed = await startRun({ serverId: server.id, model, plan: draftOf(form), name: name === '' ? null : name, api, ...rigorParts(rigor, versus, api) })
    setStarting(false)
    setError(failed)
    if (failed === null) {
      // The next run asks other prompts, or the server could answer from its cache.
      patchPlan({ form: { ...plan.form, seed: randomSeed() }, name: '' })
      navigate(paths.live)
    }
  }

  if (servers.length === 0) {
    return (
      <View title={t('plan:title')}>
        {scanned
          ? <EmptyState icon={Server} title={t('plan:noServer.title')} description={t('plan:noServer.text')} action={<Button variant="primary" onClick={() => navigate(paths.servers)}>{t('plan:noServer.action')}</Button>} />
          : <div aria-busy className={styles.columns}><Card><Skeleton lines={8} /></Card><Card><Skeleton lines={5} /></Card></div>}
      </View>
    )
  }
  return (
    <View
      title={t('plan:title')}
      meta={isRunning ? t('plan:runIsOn') : undefined}
      actions={
        <>
          <PlanFileButtons form={plan.form} isValid={Object.keys(issues).length === 0} name={plan.name.trim()} />
          <Button variant="ghost" icon={Undo2} onClick={() => { patchPlan({ form: defaultForm(randomSeed()), name: '' }); patchRigor(defaultRigor) }}>{t('plan:reset')}</Button>
          <Button variant="primary" icon={Play} loading={starting} disabled={!isReady || isRunning} onClick={() => void start()}>{t('plan:start')}</Button>
        </>
      }
    >
      {error !== null && <CallError layout="inline" error={error} />}
      <div className={styles.columns}>
        <div className={styles.main}>
          <TargetCard servers={servers} server={server} model={model} api={api} />
          <RequestCard form={plan.form} issues={issues} />
          <LoadCard form={plan.form} issues={issues} />
          <RigorCard form={plan.form} servers={servers} server={server} model={model} canUnload={isUnloadable} />
          <AdvancedCard form={plan.form} issues={issues} />
        </div>
        <aside className={styles.side} aria-label={t('plan:summary')}><SummaryCard form={form} issues={issues} server={server} model={model} api={api} versus={versus === 'incomplete' ? null : versus} /></aside>
      </div>
    </View>
  )
}
