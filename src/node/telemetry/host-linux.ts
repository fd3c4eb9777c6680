/** Host readings from /proc. */
import { readFileSync } from 'node:fs'
import type { CpuReading, CpuTimes, HostReadings, MemoryReading, SwapCounters } from './host-readings.ts'
import { procFile, type ProcFile } from './proc-file.ts'
import { namedNumber, Scanner } from './proc-scan.ts'

/** user nice system idle iowait irq softirq steal; guest time is already inside user and nice. */
const cpuFields = 8
const [idleField, iowaitField] = [3, 4]

export function parseProcStat(bytes: Buffer): CpuReading {
  const scanner = new Scanner(bytes)
  const cores: CpuTimes[] = []
  let whole: CpuTimes | null = null
  let iowait: number | null = null
  // The lines of the processors come first.
  for (; !scanner.isAtEnd && scanner.startsWith('cpu'); scanner.nextLine()) {
    scanner.skip(1)
    let [total, idle, waiting] = [0, 0, Number.NaN]
    for (let field = 0; field < cpuFields; field += 1) {
      const ticks = scanner.number()
      if (field === iowaitField) waiting = ticks
      if (Number.isNaN(ticks)) continue
      total += ticks
      if (field === idleField || field === iowaitField) idle += ticks
    }
    if (whole !== null) cores.push({ busy: total - idle, total })
    else {
      whole = { busy: total - idle, total }
      iowait = Number.isNaN(waiting) ? null : waiting
    }
  }
  if (whole === null) throw new Error('No cpu line in /proc/stat')
  return { total: whole, cores, iowait }
}

export function parseMeminfo(bytes: Buffer): MemoryReading {
  const size = (name: string) => {
    const kib = namedNumber(bytes, name)
    return kib === null ? null : kib * 1_024
  }
  const totalBytes = size('MemTotal:')
  const availableBytes = size('MemAvailable:')
  const freeBytes = availableBytes ?? size('MemFree:')
  if (totalBytes === null || freeBytes === null) throw new Error('No memory size in /proc/meminfo')
  const swapTotal = size('SwapTotal:')
  const swapFree = size('SwapFree:')
  return { totalBytes, availableBytes, usedBytes: totalBytes - freeBytes, swapUsedBytes: swapTotal === null || swapFree === null ? null : swapTotal - swapFree }
}

export function parseVmstat(bytes: Buffer, pageBytes: number): SwapCounters | null {
  const pagesIn = namedNumber(bytes, 'pswpin')
  const pagesOut = namedNumber(bytes, 'pswpout')
  return pagesIn === null || pagesOut === null ? null : { inBytes: pagesIn * pageBytes, outBytes: pagesOut * pageBytes }
}

/** Entry AT_PAGESZ (6) of the auxiliary vector; 4096 where it can't be read. */
export function pageSizeBytes(procRoot: string): number {
  try {
    const vector = readFileSync(`${procRoot}/self/auxv`)
    for (let at = 0; at + 16 <= vector.length; at += 16) {
      if (vector.readBigUInt64LE(at) === 6n) return Number(vector.readBigUInt64LE(at + 8))
    }
  } catch {
    // A sandbox may hide it; nearly every machine has pages of 4 KiB.
  }
  return 4_096
}

export function linuxReadings(procRoot = '/proc'): HostReadings {
  const [stat, meminfo, vmstat] = ['stat', 'meminfo', 'vmstat'].map((name) => procFile(`${procRoot}/${name}`)) as [ProcFile, ProcFile, ProcFile]
  const pageBytes = pageSizeBytes(procRoot)
  return {
    cpus: () => parseProcStat(stat.read()),
    memory: () => parseMeminfo(meminfo.read()),
    swap: () => parseVmstat(vmstat.read(), pageBytes),
    close() {
      for (const file of [stat, meminfo, vmstat]) file.close()
    },
  }
}
