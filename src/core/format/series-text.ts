/** A series of repeats in words: the same in the window, the terminal and the report. */
import { sideOf, signed } from './difference-text.ts'
import type { Formatter } from './formatter.ts'
import type { Translate } from './translate.ts'
import type { Arm, SeriesPlace } from '../model/repeats.ts'
import { seriesMetrics, type ArmStage, type Difference, type SeriesAnalysis, type SeriesMetric, type SeriesStage } from '../model/series-analysis.ts'

type Words = { readonly f: Formatter; readonly t: Translate }

export function seriesMetricText(f: Formatter, metric: SeriesMetric, value: number | null): string {
  if (metric === 'outputTokensPerS') return f.tokensPerS(value)
  return metric === 'completedQps' ? f.perS(value) : f.ms(value)
}

/** “A, run 2 of 3”. */
export function placeText(t: Translate, { arm, repeat, repeats, armCount }: SeriesPlace): string {
  return t(armCount === 1 ? 'series:place.one' : 'series:place.arm', { arm, repeat, repeats })
}

/** “A2”, or “2” in a series of plain repeats. */
export function runLabel({ armCount }: Pick<SeriesPlace, 'armCount'>, { arm, repeat }: Pick<SeriesPlace, 'arm' | 'repeat'>): string {
  return armCount === 1 ? String(repeat) : `${arm}${repeat}`
}

/** What may be said about the difference of two arms. */
export function differenceText({ f, t }: Words, metric: SeriesMetric, { share, interval, verdict }: Difference): string {
  if (share === null) return t('series:verdict.no-figure')
  if (verdict === 'too-few-runs') return t('series:verdict.too-few-runs', { share: signed(f, share) })
  if (interval === null) return t('series:verdict.none-shown-open')
  const ends = { from: signed(f, interval[0]), to: signed(f, interval[1]) }
  if (verdict === 'none-shown') return t('series:verdict.none-shown', ends)
  return t(`series:verdict.${verdict}.${sideOf(metric, verdict) ?? 'better'}`, { share: f.share(Math.abs(share)), ...ends })
}

/** Whether B is better, worse, or neither was shown. */
export function differenceSide(metric: SeriesMetric, { verdict }: Difference): 'better' | 'worse' | null {
  return sideOf(metric, verdict)
}

function pooledPart({ f, t }: Words, arm: Arm, { pooled: { ttftMs, tpotMs } }: ArmStage): string {
  return t('series:pooledPart', { arm, ttft50: f.ms(ttftMs.p50), ttft95: f.ms(ttftMs.p95), tpot50: f.ms(tpotMs.p50), n: f.count(ttftMs.n) })
}

/** What all requests of a stage show together, and how many failed. */
export function stageLines(words: Words, { a, b }: SeriesStage): readonly string[] {
  const { f, t } = words
  const sides = [['A', a] as const, ...(b === null ? [] : [['B', b] as const])]
  const join = t('report:listJoin')
  const failures = sides.map(([arm, { errorRate }]) => (b === null ? f.share(errorRate) : `${arm} ${f.share(errorRate)}`))
  return [
    t('series:pooled', { parts: sides.map(([arm, side]) => pooledPart(words, arm, side)).join(join) }),
    ...(sides.some(([, { errorRate }]) => errorRate !== null && errorRate > 0) ? [t('series:failures', { parts: failures.join(join) })] : []),
  ]
}

function deviationLines({ f, t }: Words, { stages, deviationShare }: SeriesAnalysis): readonly string[] {
  const isAny = stages.some(({ a, b }) => seriesMetrics.some((metric) => a.figures[metric].deviating.length > 0 || (b?.figures[metric].deviating.length ?? 0) > 0))
  return isAny ? [t('series:note.deviating', { percent: f.rate(deviationShare * 100) })] : []
}

/** What must be known to read the result. */
export function seriesNotes(words: Words, analysis: SeriesAnalysis): readonly string[] {
  const { t } = words
  const { a, b, leftOut, stages, repeats, armCount } = analysis
  const counted = [...a.runs, ...(b?.runs ?? [])]
  const limited = counted.filter(({ clientValid }) => clientValid === false)
  const compared = stages.flatMap(({ differences }) => (differences === null ? [] : seriesMetrics.filter((metric) => differences[metric].interval !== null).map((metric) => differences[metric])))
  return [
    t('series:note.counted', { done: counted.length, planned: repeats * armCount }),
    ...(leftOut.length === 0 ? [] : [t('series:note.leftOut', { names: leftOut.map((run) => runLabel(analysis, run)).join(', ') })]),
    ...(counted.length === 0 ? [t('series:note.noFigures')] : stages.length === 0 ? [t('series:note.noStages')] : []),
    ...deviationLines(words, analysis),
    ...(limited.length === 0 ? [] : [t('series:note.client', { runs: limited.map((run) => runLabel(analysis, run)).join(', ') })]),
    ...(compared.some(({ verdict }) => verdict === 'none-shown') ? [t('series:note.noneShown')] : []),
    ...(compared.length > 0 ? [t('series:note.chance', { count: compared.length })] : []),
    t('series:method'),
  ]
}

export interface SeriesRow {
  readonly metric: SeriesMetric
  readonly label: string
  readonly medianA: string
  readonly runsA: string
  readonly medianB: string | null
  readonly runsB: string | null
  readonly difference: string | null
  readonly side: 'better' | 'worse' | null
}

/** The figures of one stage; runs that stand apart carry an asterisk. */
export function seriesRows(words: Words, { a, b, differences }: SeriesStage): readonly SeriesRow[] {
  const { f, t } = words
  const write = (metric: SeriesMetric, side: ArmStage) => {
    const { runs, median, deviating } = side.figures[metric]
    return { median: seriesMetricText(f, metric, median), runs: runs.map((value, i) => `${seriesMetricText(f, metric, value)}${deviating.includes(i) ? '*' : ''}`).join(' · ') }
  }
  return seriesMetrics.map((metric) => {
    const [left, right] = [write(metric, a), b === null ? null : write(metric, b)]
    return {
      metric, label: t(`series:metric.${metric}`), medianA: left.median, runsA: left.runs, medianB: right?.median ?? null, runsB: right?.runs ?? null,
      difference: differences === null ? null : differenceText(words, metric, differences[metric]),
      side: differences === null ? null : differenceSide(metric, differences[metric]),
    }
  })
}

/** “A against B, 3 runs each, in turn”, then what A and B are. */
export function seriesHeading({ t }: Pick<Words, 't'>, { a, b, repeats }: SeriesAnalysis): readonly string[] {
  const of = (arm: Arm, target: SeriesAnalysis['a']['target']): readonly string[] => (target === null ? [] : [t('series:arm.target', { arm, model: target.model, server: target.name })])
  if (b === null) return [t('series:kind.repeats', { count: repeats }), ...(a.target === null ? [] : [`${a.target.model} · ${a.target.name}`])]
  return [t('series:kind.versus', { count: repeats }), ...of('A', a.target), ...of('B', b.target)]
}
