/** The sticky head of a table: names, explanations, sort order. */
import { ArrowDown, ArrowUp } from 'lucide-react'
import { cx } from '../cx.ts'
import { Icon } from '../icon.tsx'
import { REACHABLE } from '../reachable.ts'
import { Tooltip } from '../tooltip.tsx'
import type { DataColumn, TableSort } from './types.ts'
import styles from './data-table.module.css'

type HeaderCellProps = {
  readonly column: Pick<DataColumn<never>, 'header' | 'hideHeader' | 'headerTip' | 'numeric'>
  readonly index: number
  readonly direction: 'ascending' | 'descending' | null
  readonly onToggle: (() => void) | undefined
}

const HeaderCell = ({ column, index, direction, onToggle }: HeaderCellProps) => (
  <div
    role="columnheader"
    aria-colindex={index + 1}
    aria-sort={onToggle === undefined ? undefined : (direction ?? 'none')}
    className={cx(styles.cell, styles.headCell, column.numeric === true && styles.numeric)}
  >
    <Tooltip content={column.headerTip}>
      {onToggle === undefined ? (
        <span className={column.hideHeader === true ? 'visually-hidden' : 'truncate'} {...(column.headerTip === undefined ? {} : REACHABLE)}>
          {column.header}
        </span>
      ) : (
        <button type="button" className={styles.sort} onClick={onToggle}>
          <span className="truncate">{column.header}</span>
          <span className={styles.arrow}>{direction !== null && <Icon of={direction === 'ascending' ? ArrowUp : ArrowDown} size="sm" />}</span>
        </button>
      )}
    </Tooltip>
  </div>
)

export type HeaderRowProps<Row> = {
  readonly columns: readonly DataColumn<Row>[]
  readonly tracks: string
  readonly sort: TableSort | null
  readonly toggleOf: (columnId: string) => (() => void) | undefined
}

/** One row of column heads. */
export const HeaderRow = <Row,>({ columns, tracks, sort, toggleOf }: HeaderRowProps<Row>) => (
  <div role="rowgroup" className={styles.head}>
    <div role="row" aria-rowindex={1} className={styles.row} style={{ gridTemplateColumns: tracks }}>
      {columns.map((column, index) => (
        <HeaderCell
          key={column.id}
          column={column}
          index={index}
          direction={sort?.id !== column.id ? null : sort.desc ? 'descending' : 'ascending'}
          onToggle={toggleOf(column.id)}
        />
      ))}
    </div>
  </div>
)
