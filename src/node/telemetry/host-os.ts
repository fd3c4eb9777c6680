/** Host readings through node:os, for systems without /proc. They know neither swap nor iowait. */
import os from 'node:os'
import type { CpuTimes, HostReadings } from './host-readings.ts'

function toTimes({ times }: os.CpuInfo): CpuTimes {
  const busy = times.user + times.nice + times.sys + times.irq
  return { busy, total: busy + times.idle }
}

export function osReadings(): HostReadings {
  return {
    cpus() {
      const cores = os.cpus().map(toTimes)
      const sum = (pick: (times: CpuTimes) => number) => cores.reduce((all, core) => all + pick(core), 0)
      return { total: { busy: sum((core) => core.busy), total: sum((core) => core.total) }, cores, iowait: null }
    },
    // Free memory is not what programs could get: caches that would be given up are missing in it.
    memory: () => ({ totalBytes: os.totalmem(), availableBytes: null, usedBytes: os.totalmem() - os.freemem(), swapUsedBytes: null }),
    swap: () => null,
  }
}
