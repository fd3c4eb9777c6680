/** The client's proof that it was not the bottleneck. */

export interface LagStats {
  readonly n: number
  readonly p50: number | null
  readonly p99: number | null
  readonly max: number | null
}

export type ClientInvalidReason = 'schedule-lag' | 'event-loop-delay' | 'cpu' | 'queue-overflow' | 'not-measured'

/** Who took the times of what arrived: the kernel as it received it, or this client when it read it. */
export const stampers = ['kernel', 'client'] as const
export type StampedBy = (typeof stampers)[number]

/** Times in ms; CPU in % of one core of the thread or process that stamps. */
export interface ClientHealth {
  readonly scheduleLagMs: LagStats
  readonly eventLoopDelayMs: { readonly p99: number | null; readonly max: number | null }
  /** All threads of the engine together. */
  readonly cpuPercent: number | null
  /** Threads that shared the requests; absent where the engine was one thread. The delay is then that of the worst. */
  readonly lanes?: number | undefined
  /** CPU of the busiest thread, % of one core; absent where the engine was one thread. */
  readonly busiestCpuPercent?: number | null | undefined
  readonly connections: { readonly opened: number; readonly reused: number }
  /** Bytes waiting to be parsed at worst. */
  readonly parseBacklogBytes: number | null
  /** `mixed` when some of its seconds were stamped by one and some by the other; null where it was not recorded. */
  readonly stampedBy: StampedBy | 'mixed' | null
  readonly valid: boolean
  readonly reasons: readonly ClientInvalidReason[]
}

export type ClientProcess = 'engine' | 'recorder' | 'app'

/** CPU that the tool itself took while stages ran, as means over the sampled time. */
export interface ClientCost {
  /** In % of one core; parts that were not sampled are left out. `app` holds the engine too where both are one process. */
  readonly parts: readonly { readonly process: ClientProcess; readonly cpuPercent: number }[]
  /** Of all parts, % of one core; null where a part is not known. */
  readonly cpuPercent: number | null
  /** Of all the machine's cores, 0..1. */
  readonly machineShare: number | null
  /** Samples of the part that has the fewest. */
  readonly samples: number
  /** The server's address is this machine: what the client took, the server did not have. */
  readonly isSameMachine: boolean
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
  /** As in `ClientHealth`. */
  readonly lanes?: number | undefined
  readonly busiestCpuPercent?: number | null | undefined
  /** Absent where it was not recorded; `client` as soon as one stamp was not the kernel's. */
  readonly stampedBy?: StampedBy | undefined
}
