/** Turns plain columns into grid tracks and a comparison; pure, so it can be tested without a browser. */
import type { DataColumn } from './types.ts'

/** Height of a row in px; a test holds it equal to the token `--h-row`. */
export const ROW_HEIGHT_PX = 28

const DEFAULT_MIN_WIDTH_PX = 96

type Track = Pick<DataColumn<never>, 'minWidthPx' | 'grow'>

/** The `grid-template-columns` of header and rows. */
export const gridTracks = (columns: readonly Track[]): string =>
  columns.map(({ minWidthPx = DEFAULT_MIN_WIDTH_PX, grow = 1 }) => (grow === 0 ? `${minWidthPx}px` : `minmax(${minWidthPx}px, ${grow}fr)`)).join(' ')

/** Padding at both ends of a row, px: the token `--s-2` twice. */
const ROW_PADDING_PX = 16

/** The columns that fit into `widthPx`; 0 = not known yet, then all. */
export const fittingColumns = <Column extends Track & Pick<DataColumn<never>, 'id' | 'leaves'>>(
  columns: readonly Column[],
  widthPx: number,
): readonly Column[] => {
  const leaving = columns.filter(({ leaves }) => leaves !== undefined).toSorted((a, b) => (a.leaves ?? 0) - (b.leaves ?? 0))
  const gone = new Set<string>()
  const left = (): readonly Column[] => columns.filter(({ id }) => !gone.has(id))
  for (const { id } of leaving) {
    if (widthPx <= 0 || leastWidthPx(left()) + ROW_PADDING_PX <= widthPx) break
    gone.add(id)
  }
  return gone.size === 0 ? columns : left()
}

/** The width below which the table scrolls sideways, in px. */
export const leastWidthPx = (columns: readonly Track[]): number => columns.reduce((sum, { minWidthPx = DEFAULT_MIN_WIDTH_PX }) => sum + minWidthPx, 0)

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' })

/** Orders two present values: numbers by size, everything else as a person would read it (`run 2` before `run 10`). */
export const compareValues = (one: number | string, other: number | string): number =>
  typeof one === 'number' && typeof other === 'number' ? one - other : collator.compare(String(one), String(other))

/** The row that a key moves the focus to, or null where the key isn't one of navigation. */
export const nextRowIndex = (key: string, current: number, count: number, pageRows: number): number | null => {
  if (count === 0) return null
  const clamp = (index: number): number => Math.min(count - 1, Math.max(0, index))
  switch (key) {
    case 'ArrowDown':
      return clamp(current + 1)
    case 'ArrowUp':
      return clamp(current - 1)
    case 'PageDown':
      return clamp(current + pageRows)
    case 'PageUp':
      return clamp(current - pageRows)
    case 'Home':
      return 0
    case 'End':
      return count - 1
    default:
      return null
  }
}
