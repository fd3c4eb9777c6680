/** Errors as a structure: which class came first and what followed, because the order is a chain of causes. */
import { assertNever } from '../assert-never.ts'
import type { ErrorClass, ErrorReport, ErrorStrike } from '../model/analysis.ts'
import { isFailure, type Outcome } from '../model/outcome.ts'
import type { RequestRecord } from '../model/request.ts'

/** The class of a failure; null for outcomes that are none. */
export function errorClassOf(outcome: Outcome): ErrorClass | null {
  switch (outcome) {
    case 'ok': case 'ok-short': case 'cancelled': return null
    case 'http-4xx': return 'http-4xx'
    case 'http-5xx': return 'http-5xx'
    case 'context-overflow': return 'input-too-long'
    case 'rejected': return 'rejected'
    case 'oom': return 'oom'
    case 'refused': case 'reset-before-first-token': case 'reset-mid-stream': return 'connection'
    case 'timeout-connect': case 'timeout-first-token': case 'timeout-idle': case 'timeout-total': return 'timeout'
    case 'truncated': case 'in-stream-error': case 'malformed': case 'empty': return 'inference'
    default: return assertNever(outcome)
  }
}

export function strikeOf(record: RequestRecord, errorClass: ErrorClass): ErrorStrike {
  return {
    atMs: record.endAtMs, stage: record.stage, warmup: record.warmup, request: record.index, outcome: record.outcome, errorClass,
    httpStatus: record.httpStatus, message: record.error?.message ?? null,
  }
}

/** The first failure of each outcome in order of time, over all requests, warm-ups included. */
export function errorReport(requests: readonly RequestRecord[]): ErrorReport {
  const first = new Map<Outcome, { strike: ErrorStrike; count: number; lastAtMs: number }>()
  const byClass: Partial<Record<ErrorClass, number>> = {}
  let total = 0
  for (const record of requests) {
    const errorClass = errorClassOf(record.outcome)
    if (errorClass === null || !isFailure(record.outcome)) continue
    total += 1
    byClass[errorClass] = (byClass[errorClass] ?? 0) + 1
    const seen = first.get(record.outcome)
    if (seen === undefined) {
      first.set(record.outcome, { strike: strikeOf(record, errorClass), count: 1, lastAtMs: record.endAtMs })
      continue
    }
    seen.count += 1
    seen.lastAtMs = Math.max(seen.lastAtMs, record.endAtMs)
    if (record.endAtMs < seen.strike.atMs) seen.strike = strikeOf(record, errorClass)
  }
  const order = [...first.values()]
    .map(({ strike, count, lastAtMs }) => ({ ...strike, count, lastAtMs }))
    .sort((a, b) => a.atMs - b.atMs || a.request - b.request)
  const byOutcome = Object.fromEntries(order.map(({ outcome, count }) => [outcome, count])) as Partial<Record<Outcome, number>>
  const firstStrike = order[0] === undefined ? null : first.get(order[0].outcome)!.strike
  return { total, firstStrike, byOutcome, byClass, order }
}
