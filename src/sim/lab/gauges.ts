/** Everything the simulated machine's sensors show at an instant; a scenario bends the values before they are read. */

export interface GpuGauges {
  util: number
  memUtil: number
  memUsed: number
  memTotal: number
  power: number
  powerLimit: number
  temp: number
  clockSm: number
  clockMem: number
  /** NVML's bit mask of clock event reasons. */
  throttle: number
}

/** Percentages 0..100, bytes, bytes/s, events/s; null = this machine or server doesn't tell. */
export interface Gauges {
  cpuTotal: number
  cpuBusiest: number
  iowait: number
  memUsed: number
  memTotal: number
  swapUsed: number
  swapIn: number
  swapOut: number
  faults: number
  psiCpu: number
  psiMem: number
  psiMemFull: number
  psiIo: number
  diskRead: number
  diskWrite: number
  netRx: number
  netTx: number
  readonly gpus: GpuGauges[]
  srvCpu: number | null
  srvRss: number | null
  srvRssAnon: number | null
  running: number | null
  waiting: number | null
  kv: number | null
  preempt: number | null
  slotsBusy: number | null
  slotsTotal: number | null
  modelBytes: number | null
  modelVram: number | null
  /** How long asking the server takes, ms. */
  scrapeMs: number | null
}
