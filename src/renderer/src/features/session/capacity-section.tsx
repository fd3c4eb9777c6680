/** Layer 2: how much work can it do? Rates, throughput, one request's speed beside the service's. */
import { useTranslation } from 'react-i18next'
import { loadNumber, metricKey, rangeRows, sloText, type FigureName, type Formatter } from '../../../../core/format/index.ts'
import type { RangeAnalysis, SessionAnalysis } from '../../../../core/model/analysis.ts'
import { Section, Stat, StatStrip, type Figure, type Series } from '../../components/index.ts'
import { useFormatter } from '../../hooks/use-formatter.ts'
import { useLoadText } from '../../hooks/use-load-text.ts'
import { figureOf, type FigureKind } from './figures.ts'
import { PercentileTable } from './percentile-table.tsx'
import { useWords } from '../diagnosis/use-words.ts'
import { scopeText } from './scope-facts.ts'
import type { Scope } from './scope.ts'
import styles from './session.module.css'

type Tile = { readonly id: string; readonly label: string; readonly definition: string; readonly definitionDetail?: string; readonly figure: Figure; readonly sample?: string; readonly series?: Series }

function useTiles(figures: RangeAnalysis, analysis: SessionAnalysis, scope: Scope): readonly Tile[] {
  const { t } = useTranslation()
  const formatter = useFormatter()
  const loadText = useLoadText()
  const words = useWords()
  const noWindow = t('session:missing.noWindow')
  const ofScope = scopeText(scope, (key, params) => t(key, { ...params }))
  const tile = (name: FigureName, value: number | null, kind: FigureKind, missing = noWindow): Tile => ({
    id: name, label: t(metricKey(name, name.startsWith('compatible') ? 'short' : 'name')), definition: t(metricKey(name, 'definition')), figure: figureOf(formatter, value, kind, missing), sample: ofScope,
  })
  const { bestStage, bestOutputTokensPerS, kneeStage } = analysis.capacity
  const atUsers = (index: number | null): string => {
    const found = analysis.stages.find((each) => each.index === index)
    return found === undefined ? t('session:scope.whole') : t('session:capacity.at', { users: loadText(found) })
  }
  const knee = analysis.stages.find(({ index }) => index === kneeStage)
  const best: Tile = {
    id: 'best', label: t('session:capacity.best'), definition: t('session:capacity.bestDefinition'), series: 'throughput',
    figure: figureOf(formatter, bestOutputTokensPerS, 'tokensPerS', noWindow), sample: atUsers(bestStage),
  }
  const kneeTile: Tile = {
    id: 'knee', label: t('session:capacity.knee'), definition: t('session:capacity.kneeDefinition'),
    sample: t('session:scope.whole'),
    figure: knee === undefined
      ? { missing: t(analysis.stages.length < 2 ? 'session:capacity.oneStage' : 'session:capacity.noKnee') }
      : { text: loadNumber(formatter, knee), unit: knee.concurrency === null ? t('session:capacity.rateUnit') : t('session:capacity.usersUnit', { count: knee.concurrency }) },
  }
  const { interval = null, note = null, of } = rangeRows(words, figures).find(({ name }) => name === 'prefillTokensPerS') ?? {}
  const prefill: Tile = {
    ...tile('prefillTokensPerS', figures.prefill.tokensPerS, 'tokensPerS', note ?? noWindow),
    ...(interval === null ? {} : { sample: t('session:figure.interval', { interval }), definitionDetail: of ?? '' }),
  }
  const compatible = scope.kind === 'stage' ? scope.figures.compatible : null
  const perStage = compatible === null ? t('session:capacity.perStage') : noWindow
  return [
    ...stableTiles(analysis.stable, (key) => t(key), formatter), best, kneeTile,
    tile('offeredQps', figures.offeredQps, 'perS'), tile('achievedQps', figures.achievedQps, 'perS'), tile('completedQps', figures.completedQps, 'perS'),
    { ...tile('peakQps', figures.peakQps?.perS ?? null, 'perS'), ...(figures.peakQps === null ? {} : { definitionDetail: t('session:capacity.over', { seconds: figures.peakQps.overMs / 1000 }) }) },
    tile('measuredConcurrency', figures.measuredConcurrency, 'number'), tile('maxConcurrency', figures.maxConcurrency, 'count'),
    prefill, tile('cachedPromptShare', figures.cachedPromptShare, 'share'),
    tile('compatibleOutputTokensPerS', compatible?.outputTokensPerS ?? null, 'tokensPerS', perStage),
    tile('compatibleRequestsPerS', compatible?.requestsPerS ?? null, 'perS', perStage),
  ]
}

/** The answer of a search stands first. */
function stableTiles(stable: SessionAnalysis['stable'], t: (key: string) => string, formatter: Formatter): readonly Tile[] {
  if (stable === null) return []
  const end = t(`domain:searchEnd.${stable.end}`)
  const words = { f: formatter, t }
  return [
    { id: 'stable', label: t('session:capacity.stable'), definition: `${t('session:capacity.stableDefinition')} ${sloText(words, stable.slo)}`, series: 'throughput', figure: figureOf(formatter, stable.stablePerS, 'perS', end), sample: end },
    { id: 'failed', label: t('session:capacity.failed'), definition: t('session:capacity.failedDefinition'), figure: figureOf(formatter, stable.kneePerS, 'perS', end), ...(stable.kneeMiss === null ? {} : { sample: t(`domain:sloMiss.${stable.kneeMiss}`) }) },
  ]
}

export interface CapacitySectionProps {
  readonly figures: RangeAnalysis
  readonly analysis: SessionAnalysis
  readonly scope: Scope
}

export function CapacitySection({ figures, analysis, scope }: CapacitySectionProps) {
  const { t } = useTranslation()
  const tiles = useTiles(figures, analysis, scope)
  return (
    <Section title={t('domain:layer.capacity')} description={t('domain:layerQuestion.capacity')}>
      <div className={styles.tiles}>
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
