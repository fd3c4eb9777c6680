/** What a measurement of the sensors' cost consists of. */

/** `nothing`: an empty process. `host`: signals of the machine. `all`: server, its metrics and GPUs too. */
export const modes = ['nothing', 'host', 'all', 'systeminformation'] as const
export type Mode = (typeof modes)[number]

export interface Cost {
  readonly mode: Mode
  /** Of one core, all processes it started included, start-up not, without a monitor of the event loop. */
  readonly cpuPercent: number
  /** The longest that one round of readings held up the event loop, ms; null where readings don't run in it. */
  readonly readMaxMs: number | null
  readonly readP99Ms: number | null
  /** Of the event loop as a whole, over the second half of the time, beside a monitor that ticks each ms. */
  readonly loopP99Ms: number
  readonly loopMaxMs: number
  readonly samples: number
  /** Share of the time in which something on this machine waited for a processor, %; null where the system does not tell. */
  readonly waitedPercent: number | null
}
