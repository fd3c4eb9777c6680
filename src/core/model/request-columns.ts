/** Requests as columns: what crosses process borders and feeds charts and tables, 40 times cheaper than objects. */
import { isEstimate, type RequestRecord } from './request.ts'
import { outcomes, type Outcome } from './outcome.ts'
import type { RequestMetrics } from './analysis.ts'

/** Parallel arrays, one entry a request; NaN = null. Times are session ms, durations ms. */
export interface RequestColumns {
  readonly index: Float64Array
  readonly stage: Float64Array
  readonly warmup: Uint8Array
  readonly outcome: Uint8Array
  readonly dueAtMs: Float64Array
  readonly sentAtMs: Float64Array
  readonly firstTokenAtMs: Float64Array
  readonly lastTokenAtMs: Float64Array
  readonly endAtMs: Float64Array
  readonly ttftMs: Float64Array
  readonly tpotMs: Float64Array
  readonly e2eMs: Float64Array
  readonly maxGapMs: Float64Array
  readonly promptTokens: Float64Array
  readonly cachedTokens: Float64Array
  readonly outputTokens: Float64Array
  readonly httpStatus: Float64Array
  /** 1 where the token count is an estimate. */
  readonly estimated: Uint8Array
}

export interface RequestRow {
  readonly index: number
  readonly stage: number
  readonly warmup: boolean
  readonly outcome: Outcome
  readonly dueAtMs: number
  readonly sentAtMs: number | null
  readonly firstTokenAtMs: number | null
  readonly lastTokenAtMs: number | null
  readonly endAtMs: number
  readonly ttftMs: number | null
  readonly tpotMs: number | null
  readonly e2eMs: number | null
  readonly maxGapMs: number | null
  readonly promptTokens: number | null
  readonly cachedTokens: number | null
  readonly outputTokens: number | null
  readonly httpStatus: number | null
  readonly estimated: boolean
}

type NumericColumn = Exclude<keyof RequestColumns, 'warmup' | 'outcome' | 'estimated'>

const numericColumns = [
  'index', 'stage', 'dueAtMs', 'sentAtMs', 'firstTokenAtMs', 'lastTokenAtMs', 'endAtMs', 'ttftMs', 'tpotMs', 'e2eMs', 'maxGapMs',
  'promptTokens', 'cachedTokens', 'outputTokens', 'httpStatus',
] as const satisfies readonly NumericColumn[]

/** Room for `length` requests, all zero. */
export function newRequestColumns(length: number): RequestColumns {
  const numeric = Object.fromEntries(numericColumns.map((name) => [name, new Float64Array(length)])) as Record<NumericColumn, Float64Array>
  return { ...numeric, warmup: new Uint8Array(length), outcome: new Uint8Array(length), estimated: new Uint8Array(length) }
}

export const emptyRequestColumns: RequestColumns = newRequestColumns(0)

const isMetric = (name: NumericColumn): name is NumericColumn & keyof RequestMetrics => name === 'ttftMs' || name === 'tpotMs' || name === 'e2eMs' || name === 'maxGapMs'

/** Read field by field: records may be views whose fields can't be spread. */
function valueOf(record: RequestRecord, metrics: RequestMetrics | undefined, name: NumericColumn): number | null | undefined {
  return isMetric(name) ? metrics?.[name] : record[name]
}

/** Packs records with their metrics (same order) into columns. */
export function encodeRequests(records: readonly RequestRecord[], metrics: readonly RequestMetrics[]): RequestColumns {
  const columns = newRequestColumns(records.length)
  records.forEach((record, i) => {
    for (const name of numericColumns) columns[name][i] = valueOf(record, metrics[i], name) ?? Number.NaN
    columns.warmup[i] = record.warmup ? 1 : 0
    columns.outcome[i] = outcomes.indexOf(record.outcome)
    columns.estimated[i] = isEstimate(record.tokenSource) ? 1 : 0
  })
  return columns
}

const columnNames = Object.keys(emptyRequestColumns) as (keyof RequestColumns)[]

/** Copies all of `from` into `into`, beginning at position `at`. */
export function copyRequests(from: RequestColumns, into: RequestColumns, at: number): void {
  for (const name of columnNames) into[name].set(from[name], at)
}

/** The requests at [from, to); a copy. */
export function sliceRequests(columns: RequestColumns, from: number, to: number): RequestColumns {
  return Object.fromEntries(columnNames.map((name) => [name, columns[name].slice(from, to)])) as unknown as RequestColumns
}

/** Reads one request back; NaN becomes null. Throws RangeError when `i` is out of range. */
export function requestRow(columns: RequestColumns, i: number): RequestRow {
  if (i < 0 || i >= columns.index.length) throw new RangeError(`No request at position ${i} of ${columns.index.length}`)
  const numeric = Object.fromEntries(
    numericColumns.map((name) => [name, Number.isNaN(columns[name][i]) ? null : columns[name][i]]),
  ) as unknown as Omit<RequestRow, 'warmup' | 'outcome' | 'estimated'>
  return {
    ...numeric,
    warmup: columns.warmup[i] === 1,
    outcome: outcomes[columns.outcome[i] ?? 0] ?? 'malformed',
    estimated: columns.estimated[i] === 1,
  }
}
