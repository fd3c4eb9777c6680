/** From when on a stage counts: whether its beginning was unlike the rest, and what warm-up the plan had before. */
import { useTranslation } from 'react-i18next'
import { metricKey, steadyRow } from '../../../../core/format/index.ts'
import type { StageAnalysis } from '../../../../core/model/analysis.ts'
import type { Plan } from '../../../../core/model/plan.ts'
import { Card, DefinitionTip } from '../../components/index.ts'
import { useLoadText } from '../../hooks/use-load-text.ts'
import { useWords } from '../diagnosis/use-words.ts'
import type { Scope } from './scope.ts'
import styles from './session.module.css'

/** More stages than this are counted, not listed. */
const MAX_LISTED = 6

function StageFacts({ stage }: { readonly stage: StageAnalysis }) {
  const loadText = useLoadText()
  const { value, full, note } = steadyRow(useWords(), stage)
  return (
    <div>
      <dt>{loadText(stage)}</dt>
      <dd data-selectable><span title={full}>{value}</span>{note !== null && <span className={styles.factNote}>{note}</span>}</dd>
    </div>
  )
}

export function SteadyCard({ scope, stages, plan }: { readonly scope: Scope; readonly stages: readonly StageAnalysis[]; readonly plan: Plan }) {
  const { t } = useTranslation()
  const shown = scope.kind === 'stage' ? [scope.figures] : stages
  const warmup = t(plan.warmupUntilSteady === true ? 'session:steady.warmupUntil' : 'session:steady.warmup', { count: plan.warmupRequests })
  return (
    <Card title={<DefinitionTip term={t(metricKey('steadyWindow', 'name'))} definition={t(metricKey('steadyWindow', 'definition'))} />}>
      {scope.kind === 'range'
        ? <p className="muted">{t('session:steady.range')}</p>
        : (
          <dl className={styles.facts}>
            {shown.length <= MAX_LISTED
              ? shown.map((stage) => <StageFacts key={stage.index} stage={stage} />)
              : <div><dt>{t('session:scope.all')}</dt><dd>{t('session:steady.many', { count: shown.length, found: shown.filter(({ settling }) => settling !== null).length })}</dd></div>}
            <div><dt>{t('session:steady.planned')}</dt><dd>{warmup}</dd></div>
          </dl>
        )}
    </Card>
  )
}
