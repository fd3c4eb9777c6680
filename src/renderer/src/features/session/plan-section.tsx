/** What was asked for and on what it ran: everything that makes two sessions comparable or not. */
import { useTranslation } from 'react-i18next'
import { apiKey, engineKey, lengthsText, probeText, sourceFacts, type Formatter, type Translate } from '../../../../core/format/index.ts'
import { stageLoad, type StageLoad } from '../../../../core/model/load.ts'
import type { SessionMeta } from '../../../../core/model/session.ts'
import { remoteFacts } from '../../../../core/report/remote-text.ts'
import { Card } from '../../components/index.ts'
import { useFormatter } from '../../hooks/use-formatter.ts'
import { useLoadText } from '../../hooks/use-load-text.ts'
import styles from './session.module.css'

type Rows = readonly (readonly [label: string, value: string])[]

function planRows({ plan }: SessionMeta, t: Translate, formatter: Formatter, loadText: (load: StageLoad) => string): Rows {
  const { target, workload, timeouts } = plan
  const unknown = t('session:missing.unknown')
  const source = sourceFacts(workload, formatter, t)
  const shape = workload.shape === 'custom' || workload.shape === '' ? '' : ` · ${t(`session:shape.${workload.shape}`)}`
  return [
    [t('session:plan.server'), `${target.name} · ${t(engineKey(target.engine))} ${target.engineVersion ?? ''}`.trim()],
    [t('session:plan.url'), target.apiBaseUrl],
    [t('session:plan.api'), t(apiKey(target.api))],
    [t('session:plan.model'), target.model === '' ? unknown : target.model],
    [t('session:plan.shape'), lengthsText(workload, formatter, t) + shape],
    ...(source.length === 0 ? [] : [[t('session:plan.prompts'), source.join(' · ')] as const]),
    [t('session:plan.stages'), plan.stages.map((stage) => loadText(stageLoad(stage))).join(' · ')],
    [t('session:plan.limits'), [
      ...(plan.stageDurationMs === null ? [] : [t('session:plan.perStage', { value: formatter.limit(plan.stageDurationMs) })]),
      ...(plan.stageRequests === null ? [] : [t('session:plan.requestsPerStage', { count: plan.stageRequests })]),
    ].join(', ')],
    [t('session:plan.warmup'), t('session:plan.warmupRequests', { count: plan.warmupRequests })],
    ...(plan.probe === undefined ? [] : [[t('report:probe.title'), probeText(plan.probe, formatter, t)] as const]),
    [t('session:plan.timeouts'), t('session:plan.timeoutList', { connect: formatter.limit(timeouts.connectMs), first: formatter.limit(timeouts.firstTokenMs), idle: formatter.limit(timeouts.idleMs), total: formatter.limit(timeouts.totalMs) })],
    ...(plan.engines === undefined ? [] : [[t('session:plan.engines'), formatter.count(plan.engines)] as const]),
    [t('session:plan.sampling'), t('session:plan.samplingText', { temperature: plan.temperature, seed: plan.seed })],
  ]
}

/** The machine of the model, when that is another one than the rows below tell of. */
function remoteRows({ remote }: SessionMeta, t: Translate, formatter: Formatter): Rows {
  return remote == null ? [] : [[t('session:host.remote'), remoteFacts(remote, formatter, t).join(' ')]]
}

function hostRows({ host }: SessionMeta, t: Translate, formatter: Formatter): Rows {
  if (host === null) return []
  const unknown = t('session:missing.unknown')
  return [
    [t('session:host.os'), host.os ?? unknown],
    [t('session:host.cpu'), `${host.cpuModel ?? unknown}${host.cpuCores === null ? '' : ` · ${t('session:host.cores', { count: host.cpuCores })}`}`],
    [t('session:host.memory'), host.memoryBytes === null ? unknown : formatter.bytes(host.memoryBytes)],
    [t('session:host.gpu'), host.gpus.length === 0 ? t('session:host.noGpu') : host.gpus.map(({ name, memoryBytes, driver }) => [name, memoryBytes === null ? '' : formatter.bytes(memoryBytes), driver === null ? '' : t('session:host.driver', { driver })].filter((part) => part !== '').join(' · ')).join('; ')],
    [t('session:host.hostname'), host.hostname ?? unknown],
    [t('session:host.app'), `LLM Dyno ${host.appVersion} · ${host.runtime}`],
  ]
}

function Facts({ rows }: { readonly rows: Rows }) {
  return <dl className={styles.facts}>{rows.map(([label, value]) => <div key={label}><dt>{label}</dt><dd data-selectable>{value}</dd></div>)}</dl>
}

export function PlanSection({ meta }: { readonly meta: SessionMeta }) {
  const { t } = useTranslation()
  const formatter = useFormatter()
  const loadText = useLoadText()
  const words: Translate = (key, params) => t(key, { ...params })
  return (
    <div className={styles.twoColumns}>
      <Card title={t('session:plan.title')}><Facts rows={planRows(meta, words, formatter, loadText)} /></Card>
      <Card title={t('session:host.title')}>{meta.host === null ? <p className="muted">{t('session:host.none')}</p> : <Facts rows={[...remoteRows(meta, words, formatter), ...hostRows(meta, words, formatter)]} />}</Card>
    </div>
  )
}
