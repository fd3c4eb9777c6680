/** The stages side by side: what more users cost and what they brought. */
import { useTranslation } from 'react-i18next'
import { percentileTrust } from '../../../../core/analysis/index.ts'
import { metricKey, type FigureName } from '../../../../core/format/index.ts'
import type { MetricName, SessionAnalysis, StageAnalysis } from '../../../../core/model/analysis.ts'
import type { ClientHealth } from '../../../../core/model/client-health.ts'
import { clientLines, clientStateOf } from '../../../../core/report/client-text.ts'
import { cutOffLines } from '../../../../core/report/failures-text.ts'
import { rangeText } from '../../charts/range-text.ts'
import { Badge, Button, cx, DefinitionTip, Section, Value, type Figure } from '../../components/index.ts'
import { useFormatter } from '../../hooks/use-formatter.ts'
import { useLoadText } from '../../hooks/use-load-text.ts'
import { figureOf, type FigureKind } from './figures.ts'
import styles from './tables.module.css'

interface Column {
  readonly id: string
  readonly header: string
  /** In a narrow window this column stands below the values of the one before it. */
  readonly isFolded: boolean
  readonly definition: string
  readonly figure: (stage: StageAnalysis) => Figure
  readonly isDimmed: (stage: StageAnalysis) => boolean
}

function useColumns(rateDriven: boolean): readonly Column[] {
  const { t } = useTranslation()
  const formatter = useFormatter()
  const none = t('session:missing.noSuccess')
  const noWindow = t('session:missing.noWindow')
  const never = (): boolean => false
  const metric = (name: MetricName, percentile: 'p50' | 'p95', kind: 'ms' | 'tokensPerS'): Column => ({
    id: `${name}.${percentile}`, header: `${t(metricKey(name, 'short'))} ${percentile}`, isFolded: percentile === 'p95' && name !== 'ttftFromDueMs', definition: t(metricKey(name, 'definition')),
    figure: ({ metrics }) => figureOf(formatter, metrics[name][percentile], kind, none),
    isDimmed: ({ metrics }) => percentileTrust(percentile, metrics[name].n) !== 'shown',
  })
  const figure = (name: FigureName, kind: FigureKind, read: (stage: StageAnalysis) => number | null): Column => ({
    id: name, header: t(metricKey(name, 'short')), isFolded: false, definition: t(metricKey(name, 'definition')), figure: (stage) => figureOf(formatter, read(stage), kind, noWindow), isDimmed: never,
  })
  return [
    metric('ttftMs', 'p50', 'ms'), metric('ttftMs', 'p95', 'ms'), ...(rateDriven ? [metric('ttftFromDueMs', 'p95', 'ms')] : []), metric('tpotMs', 'p50', 'ms'), metric('tpotMs', 'p95', 'ms'), metric('decodeTokensPerS', 'p50', 'tokensPerS'),
    figure('outputTokensPerS', 'tokensPerS', (stage) => stage.outputTokensPerS),
    ...(rateDriven ? [figure('offeredQps', 'perS', (stage) => stage.offeredQps), figure('achievedQps', 'perS', (stage) => stage.achievedQps)] : []), figure('completedQps', 'perS', (stage) => stage.completedQps),
    figure('measuredConcurrency', 'number', (stage) => stage.measuredConcurrency), figure('errorRate', 'share', (stage) => stage.errorRate),
    figure('compatibleOutputTokensPerS', 'tokensPerS', (stage) => stage.compatible.outputTokensPerS),
  ]
}

function Cell({ column, below, stage }: { readonly column: Column; readonly below: Column | null; readonly stage: StageAnalysis }) {
  const valueOf = (of: Column) => <Value figure={of.figure(stage)} className={of.isDimmed(stage) ? styles.dimmed : undefined} />
  return (
    <td className={cx(styles.number, column.isFolded && styles.wide)}>
      {valueOf(column)}
      {below !== null && <span className={styles.narrow}>{valueOf(below)}</span>}
    </td>
  )
}

/** Whether the client kept up in this stage, with its figures in the tip. */
function ClientCell({ client }: { readonly client: ClientHealth }) {
  const { t } = useTranslation()
  const lines = clientLines(client, useFormatter(), (key, params) => t(key, { ...params }))
  const state = clientStateOf(client)
  return <Badge tone={state === 'invalid' ? 'poor' : 'neutral'} tip={<span className={styles.tip}>{lines.map((line) => <span key={line}>{line}</span>)}</span>}>{t(`session:client.stage.${state}`)}</Badge>
}

export interface StageTableProps {
  readonly analysis: SessionAnalysis
  readonly chosen: number | null
  readonly onChoose: (stage: number) => void
}

export function StageTable({ analysis, chosen, onChoose }: StageTableProps) {
  const { t } = useTranslation()
  const formatter = useFormatter()
  const loadText = useLoadText()
  const columns = useColumns(analysis.stages.some(({ ratePerS }) => ratePerS !== null))
  const belowOf = (i: number): Column | null => { const next = columns[i + 1]; return next?.isFolded === true ? next : null }
  const { bestStage, kneeStage } = analysis.capacity
  const cutOff = cutOffLines(analysis, formatter, (key, params) => t(key, { ...params }))
  return (
    <Section title={t('session:stages.title')} description={t('session:stages.description')}>
      <div className={styles.box}>
        <table className={cx(styles.table, styles.folds)}>
          <thead>
            <tr>
              <th scope="col">{t('session:stages.load')}</th>
              <th scope="col" className={styles.wide}>{t('session:stages.window')}</th>
              <th scope="col" className={styles.number}><DefinitionTip term={t('session:column.n')} definition={t('session:stages.nDefinition')} detail={t('session:stages.rampUp')} /></th>
              {columns.map(({ id, header, definition, isFolded }, i) => (
                <th key={id} scope="col" className={cx(styles.number, isFolded && styles.wide)}>
                  <DefinitionTip term={header} definition={definition} />
                  {belowOf(i) !== null && <span className={styles.narrow}>p95</span>}
                </th>
              ))}
              <th scope="col"><DefinitionTip term={t('session:stages.client')} definition={t('session:stages.clientDefinition')} /></th>
            </tr>
          </thead>
          <tbody>
            {analysis.stages.map((stage) => (
              <tr key={stage.index} className={cx(stage.failureMark === 'greyed' && styles.greyed, stage.index === chosen && styles.chosen)}>
                <th scope="row" className={styles.stageHead}><span className={styles.stageCell}>
                  <Button size="sm" variant="ghost" onClick={() => { onChoose(stage.index) }}>{loadText(stage)}</Button>
                  {stage.index === bestStage && <Badge tip={t('session:capacity.bestDefinition')}>{t('session:stages.best')}</Badge>}
                  {stage.index === kneeStage && <Badge tip={t('session:capacity.kneeDefinition')}>{t('session:stages.knee')}</Badge>}
                  {stage.stopped !== null && <Badge tone="poor" tip={t(`domain:stageStop.${stage.stopped}`)}>{t('session:stages.stopped')}</Badge>}
                  {stage.slo !== null && <Badge tone={stage.slo.miss === null ? 'good' : 'bad'} tip={stage.slo.miss === null ? t('session:stages.attainment', { share: formatter.share(stage.slo.attainment) }) : t(`domain:sloMiss.${stage.slo.miss}`)}>{t('report:column.slo')}</Badge>}
                  {stage.failureMark !== 'none' && <Badge tone={stage.failureMark === 'greyed' ? 'bad' : 'poor'} tip={t(`domain:failureMark.${stage.failureMark}`)}>{t('session:stages.failures')}</Badge>}
                </span>
                <span className={cx(styles.narrow, styles.inset, 'muted')}>{stage.windowMs === null ? t('session:stages.noWindow') : rangeText(stage.windowMs)}</span></th>
                <td className={cx('muted', styles.wide)}>{stage.windowMs === null ? t('session:stages.noWindow') : rangeText(stage.windowMs)}</td>
                <td className={styles.number}>{formatter.count(stage.metrics.ttftMs.n)}</td>
                {columns.map((column, i) => <Cell key={column.id} column={column} below={belowOf(i)} stage={stage} />)}
                <td><ClientCell client={stage.client} /></td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {cutOff.map((line) => <p key={line} className="muted">{line}</p>)}
    </Section>
  )
}
