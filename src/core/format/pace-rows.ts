/** How evenly, how steadily and how fast by length: the figures beside the latencies, as rows that window, command line and report share. */
import { minSettlingAnswers } from '../analysis/settling.ts'
import type { RangeAnalysis, StageAnalysis } from '../model/analysis.ts'
import type { Words } from './diagnosis-text.ts'
import { paceGap, positionGap, prefillGap, windowGap } from './figure-gap.ts'
import { missing } from './formatter.ts'
import { spanOf, writeKind, type Interval95 } from './interval-text.ts'
import { metricKey, type FigureName } from './translate.ts'

/** One figure in words. */
export interface FigureRow {
  readonly name: FigureName
  /** Also as keys: `metricKey(name, 'name')` and `metricKey(name, 'definition')`. */
  readonly label: string
  readonly definition: string
  /** With its unit; “–” where there is none. */
  readonly value: string
  /** Every digit, for tips. */
  readonly full: string
  /** Both ends of the 95 % interval; null where the figure has none. */
  readonly interval: string | null
  /** How many values are behind it, and what they are. */
  readonly n: number
  readonly of: string
  /** Why there is no value, or what must be known to read it. */
  readonly note: string | null
}

type Told = Pick<FigureRow, 'value' | 'full' | 'n' | 'of' | 'note'> & { readonly interval?: string | null }

function row({ t }: Words, name: FigureName, told: Told): FigureRow {
  return { name, label: t(metricKey(name, 'name')), definition: t(metricKey(name, 'definition')), interval: null, ...told }
}

function none(words: Words, name: FigureName, note: string, n = 0): FigureRow {
  return row(words, name, { value: missing, full: missing, n, of: words.t('report:figureN', { n: words.f.count(n) }), note })
}

function paceRows(words: Words, range: RangeAnalysis): readonly FigureRow[] {
  const { f, t } = words
  const { pace } = range
  if (pace === null) {
    const note = paceGap(words, range)
    return [none(words, 'stallShare', note), none(words, 'jitterMs', note)]
  }
  const of = t('report:pace.ofGaps', { count: pace.answers, n: f.count(pace.n), answers: f.count(pace.answers) })
  return [
    row(words, 'stallShare', { value: f.share(pace.stallShare), full: f.full(pace.stallShare * 100, '%'), n: pace.n, of, note: t('report:pace.stalls', { count: pace.stalls, n: f.count(pace.stalls) }) }),
    row(words, 'jitterMs', { value: f.ms(pace.jitterMs), full: f.full(pace.jitterMs, 'ms'), n: pace.n, of, note: null }),
  ]
}

function ratioText({ f, t }: Words, value: number): string {
  return t('diagnosis:unit.ratio', { value: f.number(value) })
}

function positionRow(words: Words, range: RangeAnalysis): FigureRow {
  const { f, t } = words
  const { positions } = range
  if (positions === null) return none(words, 'lateToEarly', positionGap(words, range))
  const { lateToEarly, interval, n } = positions
  return row(words, 'lateToEarly', {
    value: ratioText(words, lateToEarly), full: f.full(lateToEarly), n, of: t('report:pace.ofAnswers', { count: n, n: f.count(n) }), note: null,
    interval: interval === null ? null : `${f.number(interval[0])} … ${ratioText(words, interval[1])}`,
  })
}

/** Of the speed, from that of the slope; null where the slope has none or reaches 0. */
export function prefillSpeedInterval({ interval }: RangeAnalysis['prefill']): Interval95 | null {
  return interval === null || interval[0] <= 0 ? null : [1000 / interval[1], 1000 / interval[0]]
}

function prefillRow(words: Words, range: RangeAnalysis): FigureRow {
  const { f, t } = words
  const { prefill } = range
  if (prefill.tokensPerS === null) return none(words, 'prefillTokensPerS', prefillGap(words, range), prefill.n)
  return row(words, 'prefillTokensPerS', {
    value: f.tokensPerS(prefill.tokensPerS), full: f.full(prefill.tokensPerS, 'tok/s'), n: prefill.n, of: t('report:pace.ofRequests', { count: prefill.n, n: f.count(prefill.n) }), note: null,
    interval: spanOf(f, prefillSpeedInterval(prefill), 'tokensPerS'),
  })
}

function peakRows(words: Words, range: RangeAnalysis): readonly FigureRow[] {
  const { f, t } = words
  const { maxConcurrency, peakQps, requestsInWindow: n } = range
  const of = t('report:pace.ofSent', { count: n, n: f.count(n) })
  return [
    maxConcurrency === null
      ? none(words, 'maxConcurrency', windowGap(words, range))
      : row(words, 'maxConcurrency', { value: f.count(maxConcurrency), full: f.full(maxConcurrency), n, of, note: null }),
    peakQps === null
      ? none(words, 'peakQps', windowGap(words, range, 1000), n)
      : row(words, 'peakQps', { value: f.perS(peakQps.perS), full: f.full(peakQps.perS, '/s'), n, of, note: t('report:pace.peakOver', { over: f.limit(peakQps.overMs) }) }),
  ]
}

/** Whether the beginning was looked at and found unlike the rest, or why the window begins where it does. */
function steadyNote({ f, t }: Words, stage: StageAnalysis, afterMs: number): string {
  if (stage.settling !== null) return t('report:pace.steady.detected', { figure: t(metricKey(stage.settling.by === 'ttft' ? 'ttftMs' : 'tpotMs', 'short')) })
  const looked = Math.max(stage.metrics.ttftMs.n, stage.metrics.tpotMs.n) >= minSettlingAnswers
  const found = stage.rampTo !== null ? 'ramp' : looked ? 'alike' : 'few'
  // Rates of a recorded trace have no rule either: their windows begin with the stage.
  const rule = afterMs < 1 ? 'start' : stage.ratePerS === null ? 'users' : 'rate'
  return t('report:pace.steady.rule', { rule: t(`report:pace.steady.${rule}`), found: t(`report:pace.steady.${found}`, { needed: f.count(minSettlingAnswers) }) })
}

/** From when on the stage counts, after its start. */
export function steadyRow(words: Words, stage: StageAnalysis): FigureRow {
  const { f, t } = words
  const { windowMs, startMs, requestsInWindow: n } = stage
  if (windowMs === null) return none(words, 'steadyWindow', windowGap(words, stage))
  const afterMs = Math.max(0, windowMs[0] - startMs)
  const value = afterMs < 1 ? t('report:pace.steady.fromStart') : t(`report:pace.steady.${stage.settling === null ? 'after' : 'afterDetected'}`, { time: f.ms(afterMs) })
  return row(words, 'steadyWindow', { value, full: `${f.instant(windowMs[0])}–${f.instant(windowMs[1])}`, n, of: t('report:pace.ofSent', { count: n, n: f.count(n) }), note: steadyNote(words, stage, afterMs) })
}

/** Of a window, a brushed range or a session: stall time, jitter, late to early, prefill speed, most in flight, peak rate. */
export function rangeRows(words: Words, range: RangeAnalysis): readonly FigureRow[] {
  return [...paceRows(words, range), positionRow(words, range), prefillRow(words, range), ...peakRows(words, range)]
}

/** Of a stage: the same, after when it was steady. */
export function stageRows(words: Words, stage: StageAnalysis): readonly FigureRow[] {
  return [steadyRow(words, stage), ...rangeRows(words, stage)]
}

/** “0.42 … 0.61” after a value, as short as a cell of a table needs it. */
export function withInterval({ value, interval }: Pick<FigureRow, 'value' | 'interval'>): string {
  return interval === null ? value : `${value} (${interval})`
}

/** How evenly tokens came, in one sentence. */
export function paceSentence(words: Words, range: RangeAnalysis): string {
  const { f, t } = words
  const { pace } = range
  if (pace === null) return t('report:pace.sentence.none', { reason: paceGap(words, range) })
  const of = t('report:pace.ofGaps', { count: pace.answers, n: f.count(pace.n), answers: f.count(pace.answers) })
  const key = pace.stalls === 0 ? 'even' : 'stalls'
  return t(`report:pace.sentence.${key}`, { share: f.share(pace.stallShare), jitter: writeKind(f, pace.jitterMs, 'ms'), of })
}
