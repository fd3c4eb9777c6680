/** Numbers as the design system's figures: text, unit and full value, or a dash with its reason. */
import type { Formatter } from '../../../../core/format/index.ts'
import type { Figure } from '../../components/index.ts'

/** `number`: three significant digits and no unit, for means of counts. */
export type FigureKind = Parameters<Formatter['parts']>[1] | 'number'

/** The largest number of decimals is in `full`, for the tip. Latencies keep their own unit there: ms. */
export function figureOf(formatter: Formatter, value: number | null | undefined, kind: FigureKind, missing: string): Figure {
  if (value === null || value === undefined || Number.isNaN(value)) return { missing }
  if (kind === 'number') return { text: formatter.number(value), full: formatter.full(value) }
  const { value: text, unit } = formatter.parts(value, kind)
  const full = kind === 'ms' ? formatter.full(value, 'ms') : kind === 'share' ? formatter.full(value * 100, '%') : kind === 'bytes' ? formatter.full(value, 'B') : formatter.full(value, unit)
  return { text, unit, full }
}

/** Both ends of an interval, in the unit of the value it belongs to where both share it: “24.1–25.0”, else “906 ms–1.04 s”. `full` has every digit. */
export function intervalOf(formatter: Formatter, ends: readonly [number, number] | null, value: number | null, kind: FigureKind): { readonly text: string; readonly full: string } | null {
  if (ends === null || value === null) return null
  const [low, high, own] = [figureOf(formatter, ends[0], kind, ''), figureOf(formatter, ends[1], kind, ''), figureOf(formatter, value, kind, '')]
  if ('missing' in low || 'missing' in high || 'missing' in own) return null
  const isOwnUnit = low.unit === own.unit && high.unit === own.unit
  const written = [low, high].map(({ text, unit }) => (isOwnUnit ? text : `${text} ${unit ?? ''}`.trim()))
  return { text: written.join('–'), full: [low.full, high.full].join(' – ') }
}
