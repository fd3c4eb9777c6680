/** Pace and percentiles per load level as tables of text, and in short: what the terminal prints. */
import { stageRows, rangeRows, paceSentence, type FigureRow } from '../format/pace-rows.ts'
import { percentileRow, shownMetrics, shownQuantiles, type QuantileCell } from '../format/percentile-rows.ts'
import { positionSentence } from '../format/position-text.ts'
import { prefillSentence } from '../format/prefill-text.ts'
import { loadText } from '../format/load-text.ts'
import { missing } from '../format/formatter.ts'
import { metricKey } from '../format/translate.ts'
import type { Words } from '../format/diagnosis-text.ts'
import type { MetricName, RangeAnalysis, SessionAnalysis, StageAnalysis } from '../model/analysis.ts'

/** In the order of the table's columns, after the load. */
export const paceColumns = ['steadyWindow', 'stallShare', 'jitterMs', 'lateToEarly', 'prefillTokensPerS', 'maxConcurrency', 'peakQps'] as const

/** The row of a figure; null where the range has none (a session has no moment from which on it is steady). */
export function figureOf(rows: readonly FigureRow[], name: (typeof paceColumns)[number]): FigureRow | null {
  return rows.find((row) => row.name === name) ?? null
}

const stacked = (value: string, interval: string | null): string => (interval === null ? value : `${value}\n${interval}`)

function cells(words: Words, rows: readonly FigureRow[], range: RangeAnalysis): readonly string[] {
  const figures = paceColumns.map((name) => {
    const found = figureOf(rows, name)
    return found === null ? '' : stacked(found.value, found.interval)
  })
  return [...figures, words.f.count(range.pace?.n ?? 0)]
}

/** The whole session has a row of its own beside several levels. */
function hasSessionRow({ stages }: SessionAnalysis): boolean {
  return stages.length > 1
}

export function paceHeads({ t }: Words): readonly string[] {
  return [t('report:column.load'), ...paceColumns.map((name) => t(`report:pace.column.${name}`)), t('report:pace.column.gaps')]
}

/** One row a level, and one of the session. */
export function paceTable(words: Words, analysis: SessionAnalysis): readonly (readonly string[])[] {
  const rows = analysis.stages.map((stage) => [loadText(words, stage) ?? missing, ...cells(words, stageRows(words, stage), stage)])
  if (!hasSessionRow(analysis)) return rows
  return [...rows, [words.t('report:pace.session'), ...cells(words, rangeRows(words, analysis.overall), analysis.overall)]]
}

const terminalQuantiles = shownQuantiles.filter((name) => name !== 'p90')
const latencies: readonly MetricName[] = ['ttftMs', 'ttftFromDueMs', 'ttfvMs', 'tpotMs', 'iclMs', 'e2eMs']

export function quantileHeads({ t }: Words): readonly string[] {
  return [t('report:column.load'), t('report:column.metric'), 'n', ...terminalQuantiles.map((name) => (name === 'mean' ? t('report:column.mean') : name))]
}

/** A value that few stand behind carries a mark, as everywhere. */
function quantileText({ value, interval, trust }: QuantileCell): string {
  return `${trust === 'dimmed' ? `${value} *` : value}\n${interval ?? ''}`
}

/** One row whose cells hold a line for each value and one for its interval: rules between metrics would triple the table. */
function quantileRow(words: Words, load: string, range: RangeAnalysis, isRateDriven: boolean): readonly (readonly string[])[] {
  const shown = shownMetrics(range, isRateDriven).filter((name) => latencies.includes(name) && range.metrics[name].n > 0)
  if (shown.length === 0) return []
  const rows = shown.map((name) => {
    const { label, n, cells: all } = percentileRow(words, name, range.metrics[name])
    return [`${label}\n`, `${words.f.count(n)}\n`, ...all.filter((one) => one.name !== 'p90').map(quantileText)]
  })
  return [[load, ...rows[0]!.map((_, column) => rows.map((row) => row[column]!).join('\n'))]]
}

/** Latencies of each level and of the session, with their intervals; the report and the export have the rest. */
export function quantileTable(words: Words, analysis: SessionAnalysis): readonly (readonly string[])[] {
  const rows = analysis.stages.flatMap((stage) => quantileRow(words, loadText(words, stage) ?? missing, stage, stage.ratePerS !== null))
  if (!hasSessionRow(analysis)) return rows
  return [...rows, ...quantileRow(words, words.t('report:pace.session'), analysis.overall, analysis.stages.some(({ ratePerS }) => ratePerS !== null))]
}

/** Same words of several levels are said once, of all of them; a level without words is left out. */
export function byLoad(words: Words, stages: readonly StageAnalysis[], sentence: (stage: StageAnalysis) => string | null): readonly string[] {
  const loads = new Map<string, string[]>()
  for (const stage of stages) {
    const text = sentence(stage)
    if (text === null || text === '') continue
    loads.set(text, [...(loads.get(text) ?? []), loadText(words, stage) ?? missing])
  }
  const { t } = words
  const name = (of: readonly string[]) => (of.length > 1 && of.length === stages.length ? t('report:pace.session') : of.join(t('report:pace.loadJoin')))
  return [...loads].map(([text, of]) => t('report:pace.at', { load: name(of), text }))
}

/** What each level says of position, prompt length and when it was steady. */
export function paceNotes(words: Words, { stages }: SessionAnalysis): readonly string[] {
  return [
    ...byLoad(words, stages, (stage) => figureOf(stageRows(words, stage), 'steadyWindow')?.note ?? ''),
    ...byLoad(words, stages, (stage) => (stage.pace === null ? paceSentence(words, stage) : null)),
    ...byLoad(words, stages, (stage) => positionSentence(words, stage)),
    ...byLoad(words, stages, (stage) => prefillSentence(words, stage)),
  ]
}

/** The level that stands for the session: the one with the most throughput, else the last with requests. */
function headline({ stages, capacity }: SessionAnalysis): StageAnalysis | null {
  return stages.find(({ index }) => index === capacity.bestStage) ?? stages.findLast(({ requestsInWindow }) => requestsInWindow > 0) ?? null
}

/** In short, for the end of a run: how sure the two latencies are, and how tokens came, at the best level. */
export function paceInShort(words: Words, analysis: SessionAnalysis): readonly string[] {
  const stage = headline(analysis)
  if (stage === null) return []
  const { t } = words
  const sure = (['ttftMs', 'tpotMs'] as const).flatMap((name) => {
    const row = percentileRow(words, name, stage.metrics[name])
    return row.cells.flatMap((one) => ((one.name === 'p50' || one.name === 'p95') && one.interval !== null
      ? [t('report:pace.sure', { name: t(metricKey(name, 'short')), quantile: one.name, value: one.value, interval: one.interval })] : []))
  })
  const sentences = [
    ...(sure.length === 0 ? [] : [t('report:pace.sureOf', { figures: sure.join(t('report:pace.loadJoin')), n: words.f.count(stage.metrics.ttftMs.n) })]),
    paceSentence(words, stage),
    ...(stage.positions === null ? [] : [positionSentence(words, stage)]),
    ...(stage.prefill.gap === null ? [prefillSentence(words, stage)] : []),
  ]
  return sentences.map((text) => t('report:pace.at', { load: loadText(words, stage) ?? missing, text }))
}
