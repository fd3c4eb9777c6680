/** The requests of a session as rows, and which of them a filter keeps. */
import { isFailure, isSuccess, type Outcome } from '../../../../core/model/outcome.ts'
import { isProbeIndex } from '../../../../core/model/request.ts'
import { requestRow, type RequestColumns, type RequestRow } from '../../../../core/model/request-columns.ts'

/** `outcome`: everything, a group, or one outcome. `stage`: `all`, `warmup`, `probe` or the index of a stage as text. */
export interface RequestFilter {
  readonly outcome: 'all' | 'success' | 'failure' | Outcome
  readonly stage: string
}

export const noFilter: RequestFilter = { outcome: 'all', stage: 'all' }

export function allRows(columns: RequestColumns): readonly RequestRow[] {
  return Array.from(columns.index, (_, i) => requestRow(columns, i))
}

function matchesOutcome(row: RequestRow, wanted: RequestFilter['outcome']): boolean {
  switch (wanted) {
    case 'all': return true
    case 'success': return isSuccess(row.outcome)
    case 'failure': return isFailure(row.outcome)
    default: return row.outcome === wanted
  }
}

function matchesStage(row: RequestRow, wanted: string): boolean {
  if (wanted === 'all') return true
  if (isProbeIndex(row.index)) return wanted === 'probe'
  return wanted === 'warmup' ? row.warmup : !row.warmup && String(row.stage) === wanted
}

/** Rows sent inside `range` (session ms) that the filter keeps; a null range keeps all. */
export function filterRows(rows: readonly RequestRow[], filter: RequestFilter, range: readonly [number, number] | null): readonly RequestRow[] {
  return rows.filter((row) => {
    const atMs = row.sentAtMs ?? row.dueAtMs
    return matchesOutcome(row, filter.outcome) && matchesStage(row, filter.stage) && (range === null || (atMs >= range[0] && atMs <= range[1]))
  })
}

/** The outcomes that occur, most frequent first. */
export function outcomesOf(rows: readonly RequestRow[]): readonly Outcome[] {
  const counts = new Map<Outcome, number>()
  for (const { outcome } of rows) counts.set(outcome, (counts.get(outcome) ?? 0) + 1)
  return [...counts].sort((a, b) => b[1] - a[1]).map(([outcome]) => outcome)
}
