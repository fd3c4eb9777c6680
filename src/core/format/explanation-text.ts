/** What was different at a moment, in words: one place for window and command line. */
import type { Explanation, MomentChange, MomentChanges, MomentFigure, MomentGap } from '../model/explanation.ts'
import { countedText, evidenceGapKey, type Words } from './diagnosis-text.ts'
import { signalNameKey } from './translate.ts'

export const momentGapKey = (gap: MomentGap): string => `diagnosis:explain.gap.${gap}`

/** A device is named where the figure is one of a device. */
export function momentLabel({ t }: Words, { name, signal }: MomentFigure): string {
  if (signal === null) return t(`diagnosis:explain.name.${name}`)
  const label = t(signalNameKey(signal.signal))
  return signal.deviceLabel === '' ? label : `${label} · ${signal.deviceLabel}`
}

export function momentValue({ f }: Words, value: number, { unit }: Pick<MomentFigure, 'unit'>): string {
  return unit === 'ms' ? f.ms(value) : unit === 'count' ? (Number.isInteger(value) ? f.count(value) : f.number(value)) : f.signal(value, unit)
}

/** "higher than 99 % of the others"; a rank near the middle says nothing of the kind. */
export function momentRank({ f, t }: Words, { rank, value, usual }: MomentFigure): string {
  return value >= usual ? t('diagnosis:explain.higher', { share: f.share(rank) }) : t('diagnosis:explain.lower', { share: f.share(1 - rank) })
}

/** "GPU use: 12 %, usually 96 %, lower than 99 % of the others (n = 60)". */
export function momentLine(words: Words, figure: MomentFigure): string {
  const { f, t } = words
  const { usual, n } = figure
  return t('diagnosis:explain.line', { label: momentLabel(words, figure), value: momentValue(words, figure.value, figure), usual: momentValue(words, usual, figure), rank: momentRank(words, figure), n: f.count(n) })
}

function changeLabel({ t }: Words, { signal }: MomentChange): string {
  const label = t(signalNameKey(signal.signal))
  return signal.deviceLabel === '' ? label : `${label} · ${signal.deviceLabel}`
}

/** "1:06.0 GPU clock: 1,940 MHz, before 2,460 MHz (92 bins, p = 0.006)". */
export function momentChangeLine(words: Words, change: MomentChange): string {
  const { f, t } = words
  const { before, after, atMs, p, n } = change
  return t('diagnosis:explain.change', { at: f.instant(atMs), label: changeLabel(words, change), value: momentValue(words, after, change), before: momentValue(words, before, change), counted: countedText(words, { n, of: 'bins', p }) })
}

/** How many series were tested, or why none was. */
export function momentChangesSummary(words: Words, { changes, tested, persistent, bins, gap }: MomentChanges): string {
  const { f, t } = words
  if (gap !== null) return t('diagnosis:explain.changesGap', { why: t(evidenceGapKey(gap)), counted: countedText(words, { n: bins, of: 'bins', p: null }) })
  return t(changes.length === 0 ? 'diagnosis:explain.noChanges' : 'diagnosis:explain.changes', { tested: f.count(tested), untested: f.count(persistent) })
}

/** What is to be said of the differences as a whole. */
export function momentSummary({ f, t }: Words, { gap, differences, compared, labels, events }: Explanation): string {
  if (gap !== null) return t(momentGapKey(gap))
  if (differences.length === 0) return t(labels.length + events.length > 0 ? 'diagnosis:explain.onlyNotes' : 'diagnosis:explain.nothing', { compared: f.count(compared) })
  return t('diagnosis:explain.found', { count: differences.length, compared: f.count(compared) })
}
