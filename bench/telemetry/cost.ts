/** What a measurement of the sensors' cost consists of. */

/** `nothing`: an empty process. `host`: signals of the machine. `all`: server, its metrics and GPUs too. */
export const modes = ['nothing', 'host', 'all', 'systeminformation'] as const
export type Mode = (typeof modes)[number]

export interface Cost {
  readonly mode: Mode
  /** Of one core, all processes it started included, start-up not, without a monitor of the event loop. */
  readonly cpuPercent: number
  /**
   * CPU that one round of readings took while the event loop waited for it, ms: what holds it up where nothing else wants the
   * processor. Null where readings don't run in the loop.
   */
  readonly readCpuP99Ms: number | null
  readonly readCpuMaxMs: number | null
  /** The same by the clock: other programs' time slices are in it. */
  readonly readMaxMs: number | null
  /** Of the event loop as a whole, over the second half of the time, beside a monitor that ticks each ms. */
  readonly loopP99Ms: number
  readonly loopMaxMs: number
  readonly samples: number
  /** Share of the time in which something on this machine waited for a processor, %; null where the system does not tell. */
  readonly waitedPercent: number | null
}
