/** The client's proof that it was not the bottleneck. */

export interface LagStats {
  readonly n: number
  readonly p50: number | null
  readonly p99: number | null
  readonly max: number | null
}

export type ClientInvalidReason = 'schedule-lag' | 'event-loop-delay' | 'cpu' | 'queue-overflow' | 'not-measured'

/** Times in ms; CPU in % of one core of the thread or process that stamps. */
export interface ClientHealth {
  readonly scheduleLagMs: LagStats
  readonly eventLoopDelayMs: { readonly p99: number | null; readonly max: number | null }
  readonly cpuPercent: number | null
  readonly connections: { readonly opened: number; readonly reused: number }
  /** Bytes waiting to be parsed at worst. */
  readonly parseBacklogBytes: number | null
  readonly valid: boolean
  readonly reasons: readonly ClientInvalidReason[]
}

/** What the engine reports about itself once a second and at the end of each stage. */
export interface ClientSample {
  readonly atMs: number
  readonly stage: number | null
  readonly loopDelayP99Ms: number | null
  readonly loopDelayMaxMs: number | null
  readonly cpuPercent: number | null
  readonly rssBytes: number | null
  readonly connectionsOpened: number
  readonly connectionsReused: number
  readonly parseBacklogBytes: number
}
