/** The distribution of each latency in one table; figures that rest on too few requests are dimmed or withheld, and say so. */
import { useTranslation } from 'react-i18next'
import { percentileTrust } from '../../../../core/analysis/index.ts'
import { metricKey, unitText } from '../../../../core/format/index.ts'
import type { Distribution, MeanAndPercentiles, MetricName, RangeAnalysis } from '../../../../core/model/analysis.ts'
import { cx, DefinitionTip, MissingValue, Tooltip, Value } from '../../components/index.ts'
import { useFormatter } from '../../hooks/use-formatter.ts'
import { figureOf, intervalOf, type FigureKind } from './figures.ts'
import styles from './tables.module.css'

const columns = ['p50', 'p90', 'p95', 'p99', 'max', 'min', 'mean', 'std'] as const
type Column = (typeof columns)[number]

const trustOf = (column: Column, n: number): 'shown' | 'dimmed' | 'hidden' =>
  column === 'p50' || column === 'p90' || column === 'p95' || column === 'p99' ? percentileTrust(column, n) : 'shown'

interface CellProps {
  readonly distribution: Distribution
  readonly column: Column
  readonly kind: FigureKind
}

/** Null too where all values are one: then there is nothing to be unsure of. */
function endsOf({ intervals }: Distribution, column: Column): MeanAndPercentiles['mean'] {
  const ends = column === 'min' || column === 'max' || column === 'std' ? null : intervals?.[column] ?? null
  return ends === null || ends[0] === ends[1] ? null : ends
}

/** Stands once, at the head of the row, where it is the same in all of it. */
const commonUnit = (kind: FigureKind): string | null => (kind === 'tokensPerS' ? unitText.tokensPerS : null)

function Figure({ distribution, column, kind }: CellProps) {
  const { t } = useTranslation()
  const formatter = useFormatter()
  const { n } = distribution
  const found = figureOf(formatter, distribution[column], kind, n === 0 ? t('session:missing.noSuccess') : t('session:missing.tooFew', { n }))
  const figure = 'missing' in found || commonUnit(kind) === null ? found : { ...found, unit: undefined }
  if (trustOf(column, n) !== 'dimmed' || 'missing' in figure) return <Value figure={figure} />
  return (
    <Tooltip content={t('session:missing.dimmed', { n, full: figure.full ?? '' })}>
      <span className={styles.dimmed} tabIndex={0}><Value figure={{ text: figure.text, unit: figure.unit }} /></span>
    </Tooltip>
  )
}

/** The figure over the ends of its interval, which hides where the figure does. */
function Cell({ distribution, column, kind }: CellProps) {
  const { t } = useTranslation()
  const formatter = useFormatter()
  const { n } = distribution
  if (n > 0 && trustOf(column, n) === 'hidden') return <MissingValue reason={t('session:missing.p99', { n })} />
  const interval = intervalOf(formatter, endsOf(distribution, column), distribution[column], kind)
  return (
    <>
      <Figure distribution={distribution} column={column} kind={kind} />
      {interval !== null && <span className={styles.below} title={interval.full}><span className="visually-hidden">{t('session:percentiles.interval')}: </span>{interval.text}</span>}
    </>
  )
}

const hasIntervals = (distribution: Distribution): boolean => columns.some((column) => trustOf(column, distribution.n) !== 'hidden' && endsOf(distribution, column) !== null)

export interface PercentileTableProps {
  readonly figures: RangeAnalysis
  readonly rows: readonly { readonly name: MetricName; readonly kind: FigureKind }[]
}

export function PercentileTable({ figures, rows }: PercentileTableProps) {
  const { t } = useTranslation()
  const formatter = useFormatter()
  return (
    <div className={styles.box}>
      <table className={cx(styles.table, rows.some(({ name }) => hasIntervals(figures.metrics[name])) && styles.twoLines)}>
        <caption className="visually-hidden">{`${t('session:percentiles.caption')} ${t('session:percentiles.interval')}: ${t('session:percentiles.intervalDefinition')}`}</caption>
        <thead>
          <tr>
            <th scope="col">{t('session:percentiles.figure')}</th>
            <th scope="col" className={styles.number}>{t('session:column.n')}</th>
            {columns.map((column) => <th key={column} scope="col" className={styles.number}>{t(`session:column.${column}`)}</th>)}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, kind }) => (
            <tr key={name}>
              <th scope="row">
                <DefinitionTip term={t(metricKey(name, 'name'))} definition={t(metricKey(name, 'definition'))} />
                {commonUnit(kind) !== null && <span className={styles.rowUnit}>{commonUnit(kind)}</span>}
                {hasIntervals(figures.metrics[name]) && <span className={styles.below} aria-hidden title={t('session:percentiles.intervalDefinition')}>{t('session:percentiles.interval')}</span>}
              </th>
              <td className={styles.number}>{formatter.count(figures.metrics[name].n)}</td>
              {columns.map((column) => <td key={column} className={styles.number}><Cell distribution={figures.metrics[name]} column={column} kind={kind} /></td>)}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
