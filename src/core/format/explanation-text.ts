/** What was different at a moment, in words: one place for window and command line. */
import type { Explanation, MomentFigure, MomentGap } from '../model/explanation.ts'
import type { Words } from './diagnosis-text.ts'
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

/** What is to be said of the differences as a whole. */
export function momentSummary({ f, t }: Words, { gap, differences, compared, labels, events }: Explanation): string {
  if (gap !== null) return t(momentGapKey(gap))
  if (differences.length === 0) return t(labels.length + events.length > 0 ? 'diagnosis:explain.onlyNotes' : 'diagnosis:explain.nothing', { compared: f.count(compared) })
  return t('diagnosis:explain.found', { count: differences.length, compared: f.count(compared) })
}
