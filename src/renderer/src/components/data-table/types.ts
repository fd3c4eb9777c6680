/** What a table is told: plain columns over plain rows, so that views don't depend on the table library. */
import type { ReactNode } from 'react'

export type DataColumn<Row> = {
  readonly id: string
  readonly header: string
  /** Keeps the header for screen readers only, for columns of controls. */
  readonly hideHeader?: boolean
  /** Explains the header on hover. */
  readonly headerTip?: string | undefined
  readonly cell: (row: Row) => ReactNode
  /** Makes the column sortable; null sorts last in both directions. */
  readonly sortValue?: (row: Row) => number | string | null
  /** Right-aligned, tabular, and first sorted from high to low. */
  readonly numeric?: boolean
  /** Least width in px; 96 where not given. */
  readonly minWidthPx?: number
  /** Share of the spare width; 1 where not given, 0 keeps the column at its least width. */
  readonly grow?: number
  /** Where the table is too narrow for all, columns leave in this order, 1 first; those without one stay. */
  readonly leaves?: number
}

export type TableSort = { readonly id: string; readonly desc: boolean }

/** Where a row's menu should open. */
export type RowPoint = { readonly clientX: number; readonly clientY: number; readonly preventDefault: () => void }
