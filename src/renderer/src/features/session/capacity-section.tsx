/** Layer 2: how much work can it do? Rates, throughput, one request's speed beside the service's. */
import { useTranslation } from 'react-i18next'
import { metricKey, type FigureName } from '../../../../core/format/index.ts'
import type { RangeAnalysis, SessionAnalysis, StageAnalysis } from '../../../../core/model/analysis.ts'
import { Section, Stat, StatStrip, type Figure, type Series } from '../../components/index.ts'
import { useFormatter } from '../../hooks/use-formatter.ts'
import { figureOf, type FigureKind } from './figures.ts'
import { PercentileTable } from './percentile-table.tsx'
import styles from './session.module.css'

type Tile = { readonly id: string; readonly label: string; readonly definition: string; readonly figure: Figure; readonly sample?: string; readonly series?: Series }

function useTiles(figures: RangeAnalysis, analysis: SessionAnalysis, stage: StageAnalysis | null): readonly Tile[] {
  const { t } = useTranslation()
  const formatter = useFormatter()
  const noWindow = t('session:missing.noWindow')
  const tile = (name: FigureName, value: number | null, kind: FigureKind, sample?: string): Tile => ({
    id: name, label: t(metricKey(name, name.startsWith('compatible') ? 'short' : 'name')), definition: t(metricKey(name, 'definition')), figure: figureOf(formatter, value, kind, noWindow), ...(sample === undefined ? {} : { sample }),
  })
  const { bestStage, bestOutputTokensPerS, kneeStage } = analysis.capacity
  const usersOf = (index: number | null): string | null => {
    const found = analysis.stages.find((each) => each.index === index)
    return found === undefined ? null : t('session:stage.users', { count: found.concurrency })
  }
  const knee = analysis.stages.find(({ index }) => index === kneeStage)
  const best: Tile = {
    id: 'best', label: t('session:capacity.best'), definition: t('session:capacity.bestDefinition'), series: 'throughput',
    figure: figureOf(formatter, bestOutputTokensPerS, 'tokensPerS', noWindow), ...(usersOf(bestStage) === null ? {} : { sample: usersOf(bestStage) ?? '' }),
  }
  const kneeTile: Tile = {
    id: 'knee', label: t('session:capacity.knee'), definition: t('session:capacity.kneeDefinition'),
    figure: knee === undefined ? { missing: t('session:capacity.noKnee') } : { text: formatter.count(knee.concurrency), unit: t('session:capacity.usersUnit') },
  }
  const compatible = stage ?? analysis.stages.find(({ index }) => index === bestStage) ?? null
  const compatibleSample = compatible === null ? undefined : t('session:stage.users', { count: compatible.concurrency })
  return [
    best, kneeTile,
    tile('offeredQps', figures.offeredQps, 'perS'), tile('achievedQps', figures.achievedQps, 'perS'), tile('completedQps', figures.completedQps, 'perS'),
    tile('peakQps', figures.peakQps?.perS ?? null, 'perS', figures.peakQps === null ? undefined : t('session:capacity.over', { seconds: figures.peakQps.overMs / 1000 })),
    tile('measuredConcurrency', figures.measuredConcurrency, 'number'), tile('cachedPromptShare', figures.cachedPromptShare, 'share'),
    tile('compatibleOutputTokensPerS', compatible?.compatible.outputTokensPerS ?? null, 'tokensPerS', compatibleSample),
    tile('compatibleRequestsPerS', compatible?.compatible.requestsPerS ?? null, 'perS', compatibleSample),
  ]
}

export interface CapacitySectionProps {
  readonly figures: RangeAnalysis
  readonly analysis: SessionAnalysis
  /** The stage the figures are of; null when they are of everything or of a range. */
  readonly stage: StageAnalysis | null
}

export function CapacitySection({ figures, analysis, stage }: CapacitySectionProps) {
  const { t } = useTranslation()
  const tiles = useTiles(figures, analysis, stage)
  return (
    <Section title={t('domain:layer.capacity')} description={t('domain:layerQuestion.capacity')}>
      <div className={styles.ten}>
        <StatStrip>
          {tiles.map(({ id, ...tile }) => <Stat key={id} {...tile} />)}
        </StatStrip>
      </div>
      <PercentileTable
        figures={figures}
        rows={[{ name: 'decodeTokensPerS', kind: 'tokensPerS' }, { name: 'requestTokensPerS', kind: 'tokensPerS' }, { name: 'outputTokens', kind: 'count' }, { name: 'promptTokens', kind: 'count' }]}
      />
    </Section>
  )
}
