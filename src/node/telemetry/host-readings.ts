/** What the host source needs of a platform: cumulative CPU times and the state of memory. */

/** Cumulative time of one CPU in any one unit; only differences matter. */
export interface CpuTimes {
  readonly busy: number
  readonly total: number
}

export interface CpuReading {
  readonly total: CpuTimes
  readonly cores: readonly CpuTimes[]
  /** Time of the whole machine idle with I/O under way; null where the platform does not tell. */
  readonly iowait: number | null
}

export interface MemoryReading {
  readonly totalBytes: number
  /** What programs could still get; null where the system does not tell. */
  readonly availableBytes: number | null
  /** Total less what is available (less what is free where that is unknown). */
  readonly usedBytes: number
  readonly swapUsedBytes: number | null
}

/** Bytes swapped since boot. */
export interface SwapCounters {
  readonly inBytes: number
  readonly outBytes: number
}

/** Each reading may throw when the system refuses it; the source then records it as missing. */
export interface HostReadings {
  /** The whole machine first, then one entry a core. */
  cpus(): CpuReading
  memory(): MemoryReading
  /** Null where the platform offers no counters; absent where something else tells of swapping. */
  swap?(): SwapCounters | null
  /** Begins what it needs to run beside it: called before the first reading. */
  open?(): void
  /** Lets go of what it keeps open; the next reading opens it anew. */
  close?(): void
}

/** Share of time spent working between two readings, in %; null when no time passed. Small steps back of a counter count as 0. */
export function busyPercent(before: CpuTimes, after: CpuTimes): number | null {
  const total = after.total - before.total
  if (total <= 0) return null
  return Math.min(100, Math.max(0, (100 * (after.busy - before.busy)) / total))
}
