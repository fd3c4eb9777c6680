/** The table's arithmetic: tracks, order, keys. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  fittingColumns,
  compareValues,
  gridTracks,
  leastWidthPx,
  nextRowIndex,
  ROW_HEIGHT_PX,
} from '../../../../src/renderer/src/components/data-table/columns.ts'

describe('tracks', () => {
  const columns = [{ minWidthPx: 56, grow: 0 }, { minWidthPx: 180, grow: 3 }, {}]

  it('gives fixed, growing and default columns their tracks', () => {
    expect(gridTracks(columns)).toBe('56px minmax(180px, 3fr) minmax(96px, 1fr)')
    expect(leastWidthPx(columns)).toBe(332)
  })

  it('has rows as high as the token says', () => {
    const tokens = readFileSync(new URL('../../../../src/renderer/src/styles/tokens.css', import.meta.url), 'utf8')
    expect(tokens).toContain(`--h-row: ${ROW_HEIGHT_PX}px;`)
  })
})

describe('compareValues', () => {
  it('orders numbers by size and names as people read them', () => {
    expect([10, 9, -1].toSorted(compareValues)).toEqual([-1, 9, 10])
    expect(['run 10', 'Run 2', 'run 1'].toSorted(compareValues)).toEqual(['run 1', 'Run 2', 'run 10'])
  })
})

describe('nextRowIndex', () => {
  it.each([
    ['ArrowDown', 3, 4],
    ['ArrowUp', 0, 0],
    ['PageDown', 3, 13],
    ['PageDown', 95, 99],
    ['PageUp', 5, 0],
    ['Home', 50, 0],
    ['End', 0, 99],
  ])('%s from row %d goes to row %d', (key, from, to) => {
    expect(nextRowIndex(key, from, 100, 10)).toBe(to)
  })

  it('leaves other keys and empty tables alone', () => {
    expect(nextRowIndex('a', 0, 100, 10)).toBeNull()
    expect(nextRowIndex('End', 0, 0, 10)).toBeNull()
  })
})

describe('where room is short', () => {
  const columns = [
    { id: 'name', minWidthPx: 100 },
    { id: 'later', minWidthPx: 50, leaves: 2 },
    { id: 'first', minWidthPx: 50, leaves: 1 },
  ] as const
  const idsAt = (widthPx: number): readonly string[] => fittingColumns(columns, widthPx).map(({ id }) => id)

  it('columns leave in their order, and no more of them than needed', () => {
    expect(idsAt(216)).toEqual(['name', 'later', 'first'])
    expect(idsAt(215)).toEqual(['name', 'later'])
    expect(idsAt(165)).toEqual(['name'])
    expect(idsAt(20)).toEqual(['name'])
  })

  it('all stay until the width is known', () => {
    expect(fittingColumns(columns, 0)).toBe(columns)
  })
})
