/** Does decoding slow down as an answer grows? Time per token by position in the answer. */
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { metricKey, positionPoints, positionSentence, positionTable, type PositionPoint } from '../../../../core/format/index.ts'
import type { PositionProfile, RangeAnalysis } from '../../../../core/model/analysis.ts'
import { dashes } from '../../charts/lane-context.ts'
import { XyChart } from '../../charts/xy-chart.tsx'
import type { XySeries, XyStop } from '../../charts/xy-layout.ts'
import { Card } from '../../components/index.ts'
import { useFormatter } from '../../hooks/use-formatter.ts'
import { useWords } from '../diagnosis/use-words.ts'
import styles from './session.module.css'

function useDrawing(bins: readonly PositionPoint[]): { readonly series: readonly XySeries[]; readonly stops: readonly XyStop[] } {
  const { t } = useTranslation()
  const f = useFormatter()
  return useMemo(() => ({
    series: ([
      { id: 'p50', label: t('session:pace.median'), ink: 'tpot', mark: 'dots', dash: dashes.solid, points: bins.map((bin) => [bin.atToken, bin.medianMs] as const) },
      { id: 'p95', label: 'p95', ink: 'tpot', mark: 'line', dash: dashes.long, points: bins.flatMap((bin) => (bin.p95Ms === null ? [] : [[bin.atToken, bin.p95Ms] as const])) },
    ] satisfies readonly XySeries[]).filter(({ points }) => points.length > 0),
    stops: bins.map((bin) => ({
      at: [bin.atToken, bin.medianMs] as const,
      lines: [
        t('session:pace.tokens', { from: f.count(bin.fromToken), to: f.count(bin.toToken) }),
        `${t('session:pace.median')} ${f.ms(bin.medianMs)}`, ...(bin.p95Ms === null ? [] : [`p95 ${f.ms(bin.p95Ms)}`]),
        t('session:figure.n', { count: bin.n, shown: f.count(bin.n) }),
      ],
    })),
  }), [bins, t, f])
}

/** The chart as a table, for those whom charts don't serve. */
function Twin({ positions }: { readonly positions: PositionProfile }) {
  const { t } = useTranslation()
  const { heads, rows } = positionTable(useWords(), positions)
  return (
    <table className="visually-hidden">
      <caption>{t('session:pace.positionTitle')}</caption>
      <thead><tr>{heads.map((head) => <th key={head} scope="col">{head}</th>)}</tr></thead>
      <tbody>{rows.map((cells) => <tr key={cells[0]}>{cells.map((cell, i) => <td key={heads[i]}>{cell}</td>)}</tr>)}</tbody>
    </table>
  )
}

export function PositionCard({ figures }: { readonly figures: RangeAnalysis }) {
  const { t } = useTranslation()
  const words = useWords()
  const bins = useMemo(() => positionPoints(words, figures.positions), [words, figures.positions])
  const drawing = useDrawing(bins)
  const sentence = positionSentence(words, figures)
  return (
    <Card title={t('session:pace.positionTitle')}>
      {figures.positions === null || bins.length === 0
        ? <p className={styles.noChart}>{sentence}</p>
        : (
          <div className={styles.chart}>
            <p className={styles.sentence} data-selectable title={t(metricKey('lateToEarly', 'definition'))}>{sentence}</p>
            <XyChart {...drawing} byX domain={[0, bins.at(-1)?.toToken ?? 1]} xLabel={t('session:pace.position')} yLabel={t('session:pace.perToken')} label={t('session:pace.chart', { title: t('session:pace.positionTitle'), sentence })} />
            <Twin positions={figures.positions} />
          </div>
        )}
    </Card>
  )
}
