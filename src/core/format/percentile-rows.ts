/** Percentiles with their intervals as rows, the same in window, command line and report. */
import { percentileTrust } from '../analysis/bands.ts'
import { metricNames, type Distribution, type MetricName, type RangeAnalysis } from '../model/analysis.ts'
import { quantileFloor } from '../stats/index.ts'
import type { Words } from './diagnosis-text.ts'
import { metricKind, missing } from './formatter.ts'
import { spanOf } from './interval-text.ts'
import { metricKey } from './translate.ts'

export const shownQuantiles = ['p50', 'p90', 'p95', 'p99', 'mean'] as const
export type ShownQuantile = (typeof shownQuantiles)[number]

export interface QuantileCell {
  readonly name: ShownQuantile
  readonly value: string
  readonly full: string
  /** Both ends of the 95 % interval; null where n is too small to have one. */
  readonly interval: string | null
  readonly trust: 'shown' | 'dimmed' | 'hidden'
  /** Why it has no value or no interval. */
  readonly note: string | null
}

export interface PercentileRow {
  readonly metric: MetricName
  readonly label: string
  readonly definition: string
  readonly n: number
  /** In the order of `shownQuantiles`. */
  readonly cells: readonly QuantileCell[]
}

/** Metrics worth a row: visible-token latency only where reasoning makes it differ, due-time latency only for scheduled load. */
export function shownMetrics({ metrics }: Pick<RangeAnalysis, 'metrics'>, isRateDriven: boolean): readonly MetricName[] {
  const { ttftMs, ttfvMs } = metrics
  const reasoning = ttfvMs.n > 0 && ttfvMs.p50 !== ttftMs.p50
  const left: readonly MetricName[] = [...(isRateDriven ? [] : (['ttftFromDueMs'] as const)), ...(reasoning ? [] : (['ttfvMs'] as const))]
  const order: readonly MetricName[] = ['ttftMs', 'ttftFromDueMs', ...metricNames.filter((name) => name !== 'ttftMs' && name !== 'ttftFromDueMs')]
  return order.filter((name) => !left.includes(name))
}

function cell({ f, t }: Words, metric: MetricName, d: Distribution, name: ShownQuantile): QuantileCell {
  const trust = name === 'mean' ? 'shown' : percentileTrust(name, d.n)
  if (d.n === 0) return { name, value: missing, full: missing, interval: null, trust: 'shown', note: t('report:pace.gap.no-values') }
  if (trust === 'hidden') return { name, value: missing, full: missing, interval: null, trust, note: t('report:pace.gap.hidden', { n: f.count(d.n) }) }
  const interval = spanOf(f, d.intervals?.[name], metricKind(metric))
  const needed = name === 'mean' ? quantileFloor.p50 : quantileFloor[name]
  return { name, value: f.metric(d[name], metric), full: f.full(d[name]), interval, trust, note: interval === null ? t('report:pace.gap.no-interval', { n: f.count(d.n), needed: f.count(needed) }) : null }
}

/** One metric: n and its percentiles. */
export function percentileRow(words: Words, metric: MetricName, d: Distribution): PercentileRow {
  const { t } = words
  return { metric, label: t(metricKey(metric, 'short')), definition: t(metricKey(metric, 'definition')), n: d.n, cells: shownQuantiles.map((name) => cell(words, metric, d, name)) }
}

/** All metrics of a window, a brushed range or a session that are worth a row. */
export function percentileRows(words: Words, range: Pick<RangeAnalysis, 'metrics'>, isRateDriven: boolean): readonly PercentileRow[] {
  return shownMetrics(range, isRateDriven).map((metric) => percentileRow(words, metric, range.metrics[metric]))
}
