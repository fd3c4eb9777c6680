/** Host readings from /proc. Synchronous reads: they cost a tenth of the asynchronous ones and never touch a disk. */
import { readFileSync } from 'node:fs'
import type { CpuReading, CpuTimes, HostReadings, MemoryReading, SwapCounters } from './host-readings.ts'

/** user nice system idle iowait irq softirq steal; guest time is already inside user and nice. */
function parseTimes(line: string): CpuTimes {
  const ticks = line.trim().split(/\s+/).slice(1, 9).map(Number)
  const total = ticks.reduce((sum, n) => sum + n, 0)
  const idle = (ticks[3] ?? 0) + (ticks[4] ?? 0)
  return { busy: total - idle, total }
}

export function parseProcStat(text: string): CpuReading {
  const lines = text.split('\n', 4_096).filter((line) => line.startsWith('cpu'))
  const [total, ...cores] = lines
  if (total === undefined) throw new Error('No cpu line in /proc/stat')
  const iowait = Number(total.trim().split(/\s+/)[5])
  return { total: parseTimes(total), cores: cores.map(parseTimes), iowait: Number.isFinite(iowait) ? iowait : null }
}

/** The number after a name at the start of a line; null when there is no such line. */
export function namedNumber(text: string, name: string): number | null {
  const match = new RegExp(`^${name}:?\\s+(\\d+)`, 'm').exec(text)
  return match?.[1] === undefined ? null : Number(match[1])
}

export function parseMeminfo(text: string): MemoryReading {
  const bytes = (name: string) => {
    const kib = namedNumber(text, name)
    return kib === null ? null : kib * 1_024
  }
  const totalBytes = bytes('MemTotal')
  const availableBytes = bytes('MemAvailable') ?? bytes('MemFree')
  if (totalBytes === null || availableBytes === null) throw new Error('No memory size in /proc/meminfo')
  const swapTotal = bytes('SwapTotal')
  const swapFree = bytes('SwapFree')
  return { totalBytes, availableBytes, swapUsedBytes: swapTotal === null || swapFree === null ? null : swapTotal - swapFree }
}

export function parseVmstat(text: string, pageBytes: number): SwapCounters | null {
  const pagesIn = namedNumber(text, 'pswpin')
  const pagesOut = namedNumber(text, 'pswpout')
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
  const read = (name: string) => readFileSync(`${procRoot}/${name}`, 'latin1')
  const pageBytes = pageSizeBytes(procRoot)
  return {
    cpus: () => parseProcStat(read('stat')),
    memory: () => parseMeminfo(read('meminfo')),
    swap: () => parseVmstat(read('vmstat'), pageBytes),
  }
}
