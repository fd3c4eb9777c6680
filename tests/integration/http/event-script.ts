/** What the scripted server is told, and what it tells. */
export interface EventScript {
  readonly events: number
  readonly gapMs: number
}

/** CLOCK_MONOTONIC before and after the call that handed the event to the kernel. */
export interface SentEvent {
  readonly index: number
  readonly beforeNs: bigint
  readonly afterNs: bigint
}
