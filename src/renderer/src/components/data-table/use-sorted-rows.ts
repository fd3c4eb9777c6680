/** Sorting through TanStack Table v9, behind plain rows: the library never leaves this file. */
import { createColumnHelper, createSortedRowModel, rowSortingFeature, tableFeatures, useTable } from '@tanstack/react-table'
import { useMemo } from 'react'
import { compareValues } from './columns.ts'
import type { DataColumn, TableSort } from './types.ts'

/** Rows are boxed, because the library wants records and views may hand over any type. */
type Boxed<Row> = { readonly row: Row }

const features = tableFeatures({ rowSortingFeature, sortedRowModel: createSortedRowModel() })

export type SortedRows<Row> = {
  readonly rows: readonly Row[]
  readonly sort: TableSort | null
  /** Undefined where the column can't be sorted. First click, second click, then back to the given order. */
  readonly toggleOf: (columnId: string) => (() => void) | undefined
}

/** The rows in the chosen order. `columns` and `rows` should keep their identity between renders. */
export const useSortedRows = <Row>(
  columns: readonly DataColumn<Row>[],
  rows: readonly Row[],
  initialSort: TableSort | undefined,
): SortedRows<Row> => {
  const data = useMemo(() => rows.map((row): Boxed<Row> => ({ row })), [rows])
  const definitions = useMemo(() => {
    const helper = createColumnHelper<typeof features, Boxed<Row>>()
    return helper.columns(
      columns.map((column) => {
        const { sortValue } = column
        return helper.accessor((boxed) => sortValue?.(boxed.row) ?? undefined, {
          id: column.id,
          enableSorting: sortValue !== undefined,
          sortDescFirst: column.numeric === true,
          sortUndefined: 'last',
          sortFn: (a, b, id) => compareValues(a.getValue<number | string>(id), b.getValue<number | string>(id)),
        })
      }),
    )
  }, [columns])
  const table = useTable({
    features,
    data,
    columns: definitions,
    enableMultiSort: false,
    initialState: { sorting: initialSort === undefined ? [] : [{ ...initialSort }] },
  })

  return {
    rows: table.getRowModel().rows.map((row) => row.original.row),
    sort: table.state.sorting[0] ?? null,
    toggleOf: (columnId) => {
      const column = table.getColumn(columnId)
      return column?.getCanSort() === true
        ? () => {
            column.toggleSorting()
          }
        : undefined
    },
  }
}
