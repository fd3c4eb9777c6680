/** CPU time and memory of a process and its children, from /proc. */
import { readdirSync, readFileSync } from 'node:fs'
import { pageSizeBytes } from './host-linux.ts'

/** USER_HZ: 100 on every Linux that Node runs on. */
const ticksPerS = 100

export interface ProcessReading {
  readonly parentPid: number
  readonly cpuMs: number
  readonly rssBytes: number
  readonly threads: number
  /** Start in ticks since boot: with the pid it names a process for good. */
  readonly startTicks: number
}

/** Parses /proc/PID/stat. The name is in brackets and may hold spaces and brackets itself. Null when it makes no sense. */
export function parsePidStat(text: string, pageBytes: number): ProcessReading | null {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const number = (index: number) => Number(fields[index])
  const reading = {
    parentPid: number(1),
    cpuMs: ((number(11) + number(12)) * 1_000) / ticksPerS,
    rssBytes: number(21) * pageBytes,
    threads: number(17),
    startTicks: number(19),
  }
  return Object.values(reading).every(Number.isFinite) ? reading : null
}

/** CPU time used since the last reading by processes present in both, ms; a new process counts from its second reading. */
export function usedMs(before: ReadonlyMap<number, number>, after: ReadonlyMap<number, number>): number {
  let used = 0
  for (const [pid, ms] of after) used += Math.max(0, ms - (before.get(pid) ?? ms))
  return used
}

export interface ProcessTree {
  /** The root and all its descendants but the excluded ones and theirs; null when the root is gone. */
  read(): { readonly cpuMs: ReadonlyMap<number, number>; readonly rssBytes: number } | null
}

/** `read` walks known members; `/proc` is searched for new children only every `rescanEvery` reads. */
export function createProcessTree(rootPid: number, isExcluded: (pid: number) => boolean, procRoot = '/proc', rescanEvery = 5): ProcessTree {
  const pageBytes = pageSizeBytes(procRoot)
  let members = new Set<number>([rootPid])
  let reads = 0

  function readPid(pid: number): ProcessReading | null {
    try {
      return parsePidStat(readFileSync(`${procRoot}/${pid}/stat`, 'latin1'), pageBytes)
    } catch {
      return null
    }
  }

  function rescan(): void {
    const children = new Map<number, number[]>()
    for (const name of readdirSync(procRoot)) {
      const pid = Number(name)
      const parent = Number.isInteger(pid) ? readPid(pid)?.parentPid : undefined
      if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), pid])
    }
    const found = new Set<number>()
    const queue = [rootPid]
    for (let pid = queue.pop(); pid !== undefined; pid = queue.pop()) {
      if (found.has(pid) || isExcluded(pid)) continue
      found.add(pid)
      queue.push(...(children.get(pid) ?? []))
    }
    members = found
  }

  return {
    read() {
      if (reads % rescanEvery === 0) rescan()
      reads += 1
      const cpuMs = new Map<number, number>()
      let rssBytes = 0
      for (const pid of members) {
        const reading = readPid(pid)
        if (reading === null) continue
        cpuMs.set(pid, reading.cpuMs)
        rssBytes += reading.rssBytes
      }
      return cpuMs.has(rootPid) ? { cpuMs, rssBytes } : null
    },
  }
}
