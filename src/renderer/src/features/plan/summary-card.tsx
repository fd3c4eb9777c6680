/** The run at a glance before it starts: its stages as steps, its length, what to expect, and the same as a command. */
import { Info, TriangleAlert } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { lengthsText, sourceFacts, type Translate } from '../../../../core/format/index.ts'
import type { ApiKind } from '../../../../core/model/plan.ts'
import type { ServerInfo } from '../../../../core/model/server.ts'
import { adapterOf } from '../../../../core/protocol/adapters/index.ts'
import { Card, Icon } from '../../components/index.ts'
import { useDurationText } from '../../hooks/use-duration-text.ts'
import { useFormatter } from '../../hooks/use-formatter.ts'
import { CliCommand } from './cli-command-box.tsx'
import { estimateOf, warningsOf, type Warning } from './plan-estimate.ts'
import { chosenTrace, draftOf, type Issues, type PlanForm } from './plan-form.ts'
import { ScheduleChart } from './schedule-chart.tsx'
import { useRigor, type Versus } from './rigor-store.ts'
import { StageLadder } from './stage-ladder.tsx'
import { workloadOf } from './workload-form.ts'
import styles from './plan.module.css'

const Duration = ({ form, runs }: { readonly form: PlanForm; readonly runs: number }) => {
  const { t } = useTranslation()
  const duration = useDurationText()
  const { ms: runMs, isUpperBound, warmupRequests, drainMs } = estimateOf(form)
  const ms = runMs === null ? null : runMs * runs + (runs - 1) * (form.pauseS ?? 0) * 1000
  const also = [
    ...(warmupRequests > 0 ? [t('plan:estimate.warmup', { count: warmupRequests })] : []),
    ...(drainMs > 0 ? [t('plan:estimate.drain', { time: duration(drainMs) })] : []),
  ]
  return (
    <div>
      <div className={styles.total}>{ms === null ? t('plan:estimate.unknown') : t(isUpperBound ? 'plan:estimate.atMost' : 'plan:estimate.about', { time: duration(ms) })}</div>
      {ms === null && <p className={styles.note}>{t(form.load.kind === 'search' ? 'plan:estimate.searchWhy' : form.stageRequests === null && form.load.kind !== 'trace' ? 'plan:issue.noLimit' : 'plan:estimate.unknownWhy')}</p>}
      {runs > 1 && <p className={styles.note}>{t('plan:rigor.runs', { count: runs })}</p>}
      {also.length > 0 && <p className={styles.note}>{t('plan:estimate.plus', { list: also.join(t('common:and')) })}</p>}
    </div>
  )
}

const WarningLine = ({ warning }: { readonly warning: Warning }) => {
  const { t } = useTranslation()
  const isQuiet = warning.kind === 'simulated'
  return (
    <li className={isQuiet ? styles.quietWarning : styles.warning}>
      <Icon of={isQuiet ? Info : TriangleAlert} />
      <span>{t(`plan:warning.${warning.kind}`, { ...warning })}</span>
    </li>
  )
}

type EachRequestProps = { readonly form: PlanForm; readonly server: ServerInfo | null; readonly api: ApiKind | null }

/** Forced answers are as long as asked; null before it is known who answers. */
const endsOf = ({ form, server, api }: EachRequestProps): 'natural' | 'forced' | 'capped' | null => {
  if (form.isNatural) return 'natural'
  if (server === null) return null
  return adapterOf(api ?? 'openai-chat').capabilities(server.engine).forcedLength ? 'forced' : 'capped'
}

/** What is sent, and what makes its answers as long as they will be. */
const EachRequest = (props: EachRequestProps) => {
  const { form } = props
  const { t } = useTranslation()
  const format = useFormatter()
  const words: Translate = (key, params) => t(key, { ...params })
  const workload = workloadOf(form)
  const ends = endsOf(props)
  return (
    <div className={styles.note}>
      <p>{t('plan:eachRequest', { lengths: lengthsText(workload, format, words) })}</p>
      {sourceFacts(workload, format, words).map((fact) => <p key={fact}>{fact}</p>)}
      {ends !== null && <p>{t(`plan:ends.${ends}`)}</p>}
    </div>
  )
}

export type SummaryCardProps = {
  readonly form: PlanForm
  readonly issues: Issues
  readonly server: ServerInfo | null
  readonly model: string
  readonly api: ApiKind | null
  readonly versus: Versus | null
}

export const SummaryCard = ({ form, issues, server, model, api, versus }: SummaryCardProps) => {
  const { t } = useTranslation()
  const warnings = warningsOf(form, server)
  const rigor = useRigor()
  return (
    <Card title={t('plan:summary')}>
      <div className={styles.stack}>
        {form.load.kind === 'users' && form.load.rampTo === null
          ? <StageLadder stages={form.stages} slots={server?.slots ?? null} />
          : Object.keys(issues).length === 0 && <ScheduleChart plan={draftOf(form)} trace={chosenTrace(form)} />}
        <Duration form={form} runs={(rigor.repeats ?? 1) * (versus === null ? 1 : 2)} />
        <EachRequest form={form} server={server} api={api} />
        {warnings.length > 0 && <ul className={styles.warnings}>{warnings.map((warning) => <WarningLine key={warning.kind} warning={warning} />)}</ul>}
        {server !== null && model !== '' && <CliCommand form={form} issues={issues} server={server} model={model} api={api} versus={versus} />}
      </div>
    </Card>
  )
}
