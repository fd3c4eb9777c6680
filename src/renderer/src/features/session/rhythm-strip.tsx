/** How evenly the tokens of an answer come: time lost in stalls, jitter, the longest stall, and whether late tokens are slower. */
import { useTranslation } from 'react-i18next'
import { metricKey, rangeRows, type FigureName, type FigureRow } from '../../../../core/format/index.ts'
import type { RangeAnalysis } from '../../../../core/model/analysis.ts'
import { Stat, StatStrip, type Figure } from '../../components/index.ts'
import { useFormatter } from '../../hooks/use-formatter.ts'
import { useWords } from '../diagnosis/use-words.ts'
import { figureOf } from './figures.ts'
import styles from './session.module.css'

interface TileProps {
  readonly name: FigureName
  readonly figure: Figure
  readonly sample: string | undefined
  readonly detail?: string | undefined
}

function Tile({ name, figure, sample, detail }: TileProps) {
  const { t } = useTranslation()
  const isMissing = 'missing' in figure
  return <Stat label={t(metricKey(name, 'name'))} series="tpot" definition={t(metricKey(name, 'definition'))} definitionDetail={isMissing ? undefined : detail} figure={figure} sample={isMissing ? undefined : sample} />
}

export function RhythmStrip({ figures }: { readonly figures: RangeAnalysis }) {
  const { t } = useTranslation()
  const f = useFormatter()
  const words = useWords()
  const { pace, positions, metrics: { iclMs } } = figures
  const rows = new Map<FigureName, FigureRow>(rangeRows(words, figures).map((row) => [row.name, row]))
  const [stalls, jitter, late] = [rows.get('stallShare'), rows.get('jitterMs'), rows.get('lateToEarly')]
  const noPace = stalls?.note ?? ''
  const n = (count: number): string => t('session:figure.n', { count, shown: f.count(count) })
  const ratio: Figure = positions === null ? { missing: late?.note ?? '' } : { text: f.number(positions.lateToEarly), unit: '×', full: f.full(positions.lateToEarly) }
  return (
    <div className={styles.four}>
      <StatStrip>
        <Tile name="stallShare" figure={figureOf(f, pace?.stallShare, 'share', noPace)} sample={stalls?.note ?? undefined} detail={stalls?.of} />
        <Tile name="jitterMs" figure={figureOf(f, pace?.jitterMs, 'ms', noPace)} sample={n(pace?.n ?? 0)} detail={jitter?.of} />
        <Tile name="maxGapMs" figure={figureOf(f, iclMs.max, 'ms', noPace)} sample={n(iclMs.n)} />
        <Tile name="lateToEarly" figure={ratio} sample={[...(late?.interval == null ? [] : [t('session:figure.interval', { interval: late.interval })]), n(late?.n ?? 0)].join(' · ')} />
      </StatStrip>
    </div>
  )
}
