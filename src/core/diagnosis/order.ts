/** Which came first? The order of two series as a tested fact, with its lag to the bin; or that it can't be told. */
import type { EvidenceItem } from '../model/diagnosis.ts'
import type { SignalName } from '../model/telemetry.ts'
import { laggedCorrelation } from '../stats/index.ts'
import { bins } from './counts.ts'
import type { EvidenceInput, GridFacts, WindowFacts } from './evidence-input.ts'
import { item } from './rule.ts'
import { gridSignalOf } from './signal-facts.ts'

/** `together`: within a bin of each other, so that the order is finer than can be told. */
export type OrderVerdict = 'right' | 'together' | 'wrong' | 'unknown'

export interface Order {
  readonly verdict: OrderVerdict
  readonly evidence: readonly EvidenceItem[]
  readonly counter: readonly EvidenceItem[]
}

const level = 0.05

const ofRequests: Readonly<Partial<Record<SignalName, keyof Pick<GridFacts['requests'], 'concurrency' | 'ttftMs' | 'itlMs' | 'outputTokensPerS'>>>> = {
  'req.inflight': 'concurrency', 'req.ttft.p50': 'ttftMs', 'req.tpot.p50': 'itlMs', 'req.tokens': 'outputTokensPerS',
}

function seriesOf({ fine }: WindowFacts, signal: SignalName): Float64Array | null {
  const key = ofRequests[signal]
  return key === undefined ? (gridSignalOf(fine, signal)?.mean ?? null) : fine.requests[key]
}

/** Bins are at least twice as wide as the widest sensor window, so a lag is never finer than that. */
export function orderIn({ stored }: EvidenceInput, window: WindowFacts, first: SignalName, then: SignalName): Order {
  const { binMs, count } = window.fine.grid
  const [x, y] = [seriesOf(window, first), seriesOf(window, then)]
  const signals = [first, then]
  const unknown: Order = { verdict: 'unknown', evidence: [item('leads', null, 'ms', bins(count), { at: window, signals, gap: 'order-unknown' })], counter: [] }
  const found = x === null || y === null ? null : laggedCorrelation(x, y, stored.meta.plan.seed).value
  if (found === null || found.p > level || found.rho <= 0) return unknown
  const withinMs = Math.round(count / found.n) * binMs
  const steps = Math.round((found.lag * binMs) / withinMs)
  const evidence = item('leads', found.lag * binMs, 'ms', bins(found.n), { within: withinMs, p: found.p, at: window, signals })
  if (steps < -1) return { verdict: 'wrong', evidence: [], counter: [evidence] }
  return { verdict: steps > 1 ? 'right' : 'together', evidence: [evidence], counter: [] }
}
