/** CPU time, memory and threads of a server's process tree. Children are looked for without holding up the event loop. */
import { readFileSync } from 'node:fs'
import { pageSizeBytes } from '../host-linux.ts'
import { parsePidStat, type ProcessReading } from '../process-tree.ts'
import { eachProcess } from './processes.ts'

export interface TreeReading {
  readonly cpuMs: ReadonlyMap<number, number>
  readonly rssBytes: number
  /** Memory that belongs to the processes alone: a model file mapped into memory is not in it. */
  readonly anonBytes: number | null
  readonly threads: number
}

export interface ServerTree {
  readonly pid: number
  /** Start of the root in ticks since boot: pid and start name a process for good. */
  readonly start: number
  /** Null when the root is gone or its number belongs to another process now. */
  read(): TreeReading | null
  /** The processes found so far. */
  members(): ReadonlySet<number>
  /** Looks for children; never rejects. */
  rescan(): Promise<void>
}

/** /proc/PID/statm: resident less shared (file and shmem) pages. */
export function parseAnonBytes(statm: string, pageBytes: number): number | null {
  const [, resident, shared] = statm.split(' ', 3).map(Number)
  return resident === undefined || shared === undefined || !Number.isFinite(resident - shared) ? null : Math.max(0, resident - shared) * pageBytes
}

function membersUnder(root: number, parents: ReadonlyMap<number, number>, excluded: number): ReadonlySet<number> {
  const children = new Map<number, number[]>()
  for (const [pid, parent] of parents) children.set(parent, [...(children.get(parent) ?? []), pid])
  const found = new Set<number>()
  const queue = [root]
  for (let pid = queue.pop(); pid !== undefined; pid = queue.pop()) {
    if (found.has(pid) || pid === excluded) continue
    found.add(pid)
    queue.push(...(children.get(pid) ?? []))
  }
  return found
}

/** Null when there is no such process. */
export function openServerTree(pid: number, procRoot = '/proc', ownPid = process.pid): ServerTree | null {
  const pageBytes = pageSizeBytes(procRoot)
  const readText = (member: number, name: string): string | null => {
    try {
      return readFileSync(`${procRoot}/${member}/${name}`, 'latin1')
    } catch {
      return null
    }
  }
  const readStat = (member: number): ProcessReading | null => {
    const text = readText(member, 'stat')
    return text === null ? null : parsePidStat(text, pageBytes)
  }
  const root = readStat(pid)
  if (root === null) return null
  const { startTicks } = root
  let members: ReadonlySet<number> = new Set([pid])

  return {
    pid,
    start: startTicks,
    members: () => members,
    read() {
      if (readStat(pid)?.startTicks !== startTicks) return null
      const cpuMs = new Map<number, number>()
      let [rssBytes, threads] = [0, 0]
      let anonBytes: number | null = 0
      for (const member of members) {
        const reading = readStat(member)
        if (reading === null) continue
        cpuMs.set(member, reading.cpuMs)
        rssBytes += reading.rssBytes
        threads += reading.threads
        const own = parseAnonBytes(readText(member, 'statm') ?? '', pageBytes)
        anonBytes = anonBytes === null || own === null ? null : anonBytes + own
      }
      return { cpuMs, rssBytes, anonBytes, threads }
    },
    async rescan() {
      const parents = new Map<number, number>()
      try {
        await eachProcess(procRoot, (member) => {
          const parent = readStat(member)?.parentPid
          if (parent !== undefined) parents.set(member, parent)
          return false
        })
        members = membersUnder(pid, parents, ownPid)
      } catch {
        // The next scan finds them.
      }
    },
  }
}
