/** The chain of errors: per class the first strike and the machine at that instant, the class that prevails, and what the order says. */
import type { ErrorClass, ErrorStrike } from '../model/analysis.ts'
import type { ChainLink, ErrorChain } from '../model/error-chain.ts'
import type { RequestRecord } from '../model/request.ts'
import type { StoredSession } from '../model/stored-session.ts'
import { errorClassOf, strikeOf } from './errors.ts'
import { readErrorOrder } from './error-order.ts'
import { machineState } from './machine-state.ts'

interface Open {
  first: RequestRecord
  count: number
  lastAtMs: number
}

function collect(requests: readonly RequestRecord[]): ReadonlyMap<ErrorClass, Open> {
  const classes = new Map<ErrorClass, Open>()
  for (const record of requests) {
    const errorClass = errorClassOf(record.outcome)
    if (errorClass === null) continue
    const seen = classes.get(errorClass)
    if (seen === undefined) {
      classes.set(errorClass, { first: record, count: 1, lastAtMs: record.endAtMs })
      continue
    }
    seen.count += 1
    seen.lastAtMs = Math.max(seen.lastAtMs, record.endAtMs)
    if (record.endAtMs < seen.first.endAtMs) seen.first = record
  }
  return classes
}

/** When it came and not when it was sent: errors have their place on the axis by their end. */
function byTime(a: ErrorStrike, b: ErrorStrike): number {
  return a.atMs - b.atMs || a.request - b.request
}

type Source = Pick<StoredSession, 'requests' | 'telemetry' | 'events'>

/** Over all requests, warm-ups included. */
export function errorChain(stored: Source): ErrorChain {
  const { requests, telemetry } = stored
  const links = [...collect(requests)]
    .map(([errorClass, { first, count, lastAtMs }]): ChainLink => ({
      ...strikeOf(first, errorClass), count, lastAtMs,
      afterMs: first.endAtMs - (first.sentAtMs ?? first.dueAtMs),
      promptTokens: first.promptTokens,
      machine: machineState(telemetry, requests, first.endAtMs),
    }))
    .sort(byTime)
  const total = links.reduce((sum, { count }) => sum + count, 0)
  const [most] = links.toSorted((a, b) => b.count - a.count || byTime(a, b))
  return {
    total,
    ended: requests.reduce((count, { outcome }) => (outcome === 'cancelled' ? count : count + 1), 0),
    links,
    dominant: most === undefined ? null : { errorClass: most.errorClass, count: most.count, share: most.count / total },
    reading: readErrorOrder(links, stored),
  }
}
