/** Virtualised, sortable table with a keyboard path: 50,000 rows cost as much as 50. */
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import { useLayoutEffect, useMemo, useRef, useState, type MouseEvent, type ReactNode, type RefObject } from 'react'
import { cx } from '../cx.ts'
import { fittingColumns, gridTracks, leastWidthPx, ROW_HEIGHT_PX } from './columns.ts'
import { HeaderRow } from './header-row.tsx'
import type { DataColumn, RowPoint, TableSort } from './types.ts'
import { useRowFocus } from './use-row-focus.ts'
import { useSortedRows } from './use-sorted-rows.ts'
import styles from './data-table.module.css'

export type DataTableProps<Row> = {
  /** Accessible name. */
  readonly label: string
  /** Keep the identity between renders (module scope or useMemo). */
  readonly columns: readonly DataColumn<Row>[]
  readonly rows: readonly Row[]
  readonly rowKey: (row: Row) => string
  readonly initialSort?: TableSort | undefined
  /** Click or Enter. */
  readonly onRowOpen?: ((row: Row) => void) | undefined
  /** Right click, menu key or Shift+F10; hand the point to `useContextMenu`. */
  readonly onRowContext?: ((row: Row, point: RowPoint) => void) | undefined
  /** Delete or Backspace on a row. */
  readonly onRowDelete?: ((row: Row) => void) | undefined
  readonly selectedKey?: string | null | undefined
  /** Rows that can be chosen, several at a time: Space, a click with Ctrl or Cmd, with Shift up to the one chosen last; boxes are a column's own. */
  readonly choice?: RowChoice<Row> | undefined
  /** Shown instead of the table while there are no rows. */
  readonly empty: ReactNode
  /** Height: so many rows at most (12 where not given), or all the space of the parent. */
  readonly maxRows?: number | 'fill'
}

export type RowChoice<Row> = {
  readonly keys: readonly string[]
  /** In the order of the table. */
  readonly onChange: (rows: readonly Row[], isChosen: boolean) => void
}

/** Whether a click inside a row belongs to a control of its own. */
const isOnControl = (event: MouseEvent): boolean =>
  event.target instanceof Element && event.target.closest('button, a, input, select, label') !== null

/** A grid of rows. */
export const DataTable = <Row,>(props: DataTableProps<Row>) =>
  props.rows.length === 0 ? <div className={styles.empty}>{props.empty}</div> : <FilledTable {...props} />

/** The inner width of an element, px; 0 before it is known. */
const useWidth = (element: RefObject<HTMLElement | null>): number => {
  const [width, setWidth] = useState(0)
  useLayoutEffect(() => {
    const target = element.current
    if (target === null) return undefined
    const measure = (): void => {
      setWidth(target.clientWidth)
    }
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(target)
    return () => {
      observer.disconnect()
    }
  }, [element])
  return width
}

const FilledTable = <Row,>({
  label,
  columns: allColumns,
  rows: given,
  rowKey,
  initialSort,
  onRowOpen,
  onRowContext,
  onRowDelete,
  selectedKey,
  choice,
  maxRows = 12,
}: DataTableProps<Row>) => {
  const scroller = useRef<HTMLDivElement>(null)
  const { rows, sort, toggleOf } = useSortedRows(allColumns, given, initialSort)
  const width = useWidth(scroller)
  const columns = useMemo(() => fittingColumns(allColumns, width), [allColumns, width])
  const tracks = useMemo(() => gridTracks(columns), [columns])
  const minWidth = useMemo(() => leastWidthPx(columns), [columns])
  const focus = useRowFocus(
    scroller,
    rows.length,
    () => Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / ROW_HEIGHT_PX) - 2),
    (index) => {
      virtualizer.scrollToIndex(index)
    },
  )
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT_PX,
    overscan: 8,
    // The sticky head covers the first row's worth of the viewport.
    scrollPaddingStart: ROW_HEIGHT_PX,
    // The row in the Tab order stays mounted, or Tab would skip the table once it is scrolled away.
    rangeExtractor: (range) => [...new Set([...defaultRangeExtractor(range), focus.activeIndex])].toSorted((a, b) => a - b),
  })

  const choose = (index: number, isRange: boolean): void => {
    const row = rows[index]
    if (choice === undefined || row === undefined) return
    const last = choice.keys.at(-1)
    const anchor = isRange && last !== undefined ? rows.findIndex((one) => rowKey(one) === last) : -1
    if (anchor < 0) choice.onChange([row], !choice.keys.includes(rowKey(row)))
    else choice.onChange(rows.slice(Math.min(anchor, index), Math.max(anchor, index) + 1), true)
  }

  const renderRow = (index: number, top: number): ReactNode => {
    const row = rows[index]
    if (row === undefined) return null
    const key = rowKey(row)
    return (
      <div
        key={key}
        role="row"
        data-index={index}
        aria-rowindex={index + 2}
        aria-selected={choice !== undefined ? choice.keys.includes(key) : selectedKey === undefined ? undefined : selectedKey === key}
        tabIndex={index === focus.activeIndex ? 0 : -1}
        className={cx(styles.row, styles.bodyRow, onRowOpen !== undefined && styles.opens, (selectedKey === key || choice?.keys.includes(key) === true) && styles.selected)}
        style={{ gridTemplateColumns: tracks, transform: `translateY(${top}px)` }}
        onFocus={() => {
          focus.setActiveIndex(index)
        }}
        onClick={(event) => {
          if (isOnControl(event)) return
          if (choice !== undefined && (event.shiftKey || event.ctrlKey || event.metaKey)) choose(index, event.shiftKey)
          else onRowOpen?.(row)
        }}
        onContextMenu={(event) => {
          onRowContext?.(row, event)
        }}
        onKeyDown={(event) => {
          if (event.target !== event.currentTarget) return
          if (event.key === 'Enter') onRowOpen?.(row)
          if (event.key === ' ' && choice !== undefined) {
            event.preventDefault()
            choose(index, event.shiftKey)
          }
          if (event.key === 'Delete' || event.key === 'Backspace') onRowDelete?.(row)
        }}
      >
        {columns.map((column, columnIndex) => (
          <div key={column.id} role="gridcell" aria-colindex={columnIndex + 1} className={cx(styles.cell, column.numeric === true && styles.numeric)}>
            {column.cell(row)}
          </div>
        ))}
      </div>
    )
  }

  return (
    <div
      ref={scroller}
      role="grid"
      tabIndex={-1}
      aria-label={label}
      aria-rowcount={rows.length + 1}
      aria-colcount={columns.length}
      aria-multiselectable={choice === undefined ? undefined : true}
      className={cx(styles.scroller, maxRows === 'fill' && styles.fill)}
      style={maxRows === 'fill' ? undefined : { maxHeight: (maxRows + 1) * ROW_HEIGHT_PX - 1 }}
      onKeyDown={focus.onKeyDown}
    >
      <div role="presentation" style={{ minWidth }}>
        <HeaderRow columns={columns} tracks={tracks} sort={sort} toggleOf={toggleOf} />
        <div role="rowgroup" className={styles.body} style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map((item) => renderRow(item.index, item.start))}
        </div>
      </div>
    </div>
  )
}
