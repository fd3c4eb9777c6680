/** Layer 1: does it feel human? First word, rhythm, long tail. */
import { useTranslation } from 'react-i18next'
import type { MetricName, RangeAnalysis } from '../../../../core/model/analysis.ts'
import { Section } from '../../components/index.ts'
import type { FigureKind } from './figures.ts'
import { PercentileTable } from './percentile-table.tsx'
import { PositionCard } from './position-card.tsx'
import { PrefillCard, type PrefillCardProps } from './prefill-card.tsx'
import { RhythmStrip } from './rhythm-strip.tsx'
import { TurnTable } from './turn-table.tsx'
import styles from './session.module.css'

type Row = { readonly name: MetricName; readonly kind: FigureKind }

/** The first visible token differs from the first one only where the model thinks first; a due time says something only under a rate. */
function rowsOf({ metrics }: RangeAnalysis, rateDriven: boolean): readonly Row[] {
  const thinks = metrics.ttfvMs.p50 !== null && metrics.ttfvMs.p50 !== metrics.ttftMs.p50
  const rows: readonly Row[] = [
    { name: 'ttftMs', kind: 'ms' }, { name: 'ttftFromDueMs', kind: 'ms' }, { name: 'ttfvMs', kind: 'ms' }, { name: 'tpotMs', kind: 'ms' }, { name: 'iclMs', kind: 'ms' }, { name: 'e2eMs', kind: 'ms' },
  ]
  return rows.filter(({ name }) => (name !== 'ttfvMs' || thinks) && (name !== 'ttftFromDueMs' || rateDriven))
}

export function ExperienceSection(props: PrefillCardProps) {
  const { t } = useTranslation()
  const { figures, analysis } = props
  const rateDriven = analysis.stages.some(({ ratePerS }) => ratePerS !== null)
  return (
    <Section title={t('domain:layer.experience')} description={t('domain:layerQuestion.experience')}>
      <PercentileTable figures={figures} rows={rowsOf(figures, rateDriven)} />
      <RhythmStrip figures={figures} />
      <div className={styles.charts}>
        <PositionCard figures={figures} />
        <PrefillCard {...props} />
      </div>
      {figures.turns.length > 0 && <TurnTable turns={figures.turns} />}
    </Section>
  )
}
