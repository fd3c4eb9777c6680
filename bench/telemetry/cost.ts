/** What a measurement of the sensors' cost consists of. */

/** `nothing`: a process with the loop monitor alone. `host`: signals of the machine. `all`: server, its metrics and GPU too. */
export const modes = ['nothing', 'host', 'all', 'systeminformation'] as const
export type Mode = (typeof modes)[number]

export interface Cost {
  readonly mode: Mode
  /** Of one core, children included, start-up not. */
  readonly cpuPercent: number
  readonly loopP99Ms: number
  readonly loopMaxMs: number
  readonly samples: number
}
