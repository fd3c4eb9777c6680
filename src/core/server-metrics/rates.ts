/** Turns the counters of a model server into rates between two readings. */
import type { ServerReading } from './reading.ts'

export interface ServerRates {
  readonly preemptionsPerS: number | null
  readonly tokensPerS: number | null
  /** Share 0..1 of prompt tokens found in the cache since the last reading; null when none was looked up. */
  readonly prefixHitShare: number | null
}

/** Growth of a counter; null when either value is absent, or when it stepped back: the server started anew. */
function growth(before: number | null, after: number | null): number | null {
  return before === null || after === null || after < before ? null : after - before
}

/** Rates over `elapsedMs`; what the server computes itself wins. */
export function serverRates(before: ServerReading, after: ServerReading, elapsedMs: number): ServerRates {
  const perS = (value: number | null) => (value === null || elapsedMs <= 0 ? null : (value * 1_000) / elapsedMs)
  const queries = growth(before.prefixQueries, after.prefixQueries)
  const hits = growth(before.prefixHits, after.prefixHits)
  return {
    preemptionsPerS: perS(growth(before.preemptions, after.preemptions)),
    tokensPerS: after.tokensPerS ?? perS(growth(before.generatedTokens, after.generatedTokens)),
    prefixHitShare: after.prefixHitShare ?? (queries === null || hits === null || queries === 0 ? null : Math.min(1, hits / queries)),
  }
}
