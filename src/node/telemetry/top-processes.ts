/** Which processes take most of the machine right now: two short looks at /proc, without holding up the event loop. */
import { readFileSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import { setTimeout as pause } from 'node:timers/promises'
import type { ProcessSnapshot, ProcessUse } from '../../core/model/session.ts'
import { pageSizeBytes } from './host-linux.ts'
import { parsePidStat } from './process-tree.ts'
import { eachProcess } from './server/processes.ts'

const windowMs = 500
/** So many by CPU and so many by memory. */
const kept = 6

export interface SnapshotOptions {
  readonly procRoot?: string
  readonly platform?: NodeJS.Platform
}

interface Look {
  readonly name: string
  readonly cpuMs: number
  readonly startTicks: number
  readonly rssBytes: number
}

async function look(procRoot: string, pageBytes: number): Promise<ReadonlyMap<number, Look>> {
  const found = new Map<number, Look>()
  await eachProcess(procRoot, (pid) => {
    try {
      const text = readFileSync(`${procRoot}/${pid}/stat`, 'latin1')
      const reading = parsePidStat(text, pageBytes)
      const name = text.slice(text.indexOf('(') + 1, text.lastIndexOf(')'))
      if (reading !== null) found.set(pid, { name, cpuMs: reading.cpuMs, startTicks: reading.startTicks, rssBytes: reading.rssBytes })
    } catch {
      // It ended meanwhile.
    }
    return false
  })
  return found
}

/** The heaviest by CPU and the heaviest by memory, most CPU first. */
export function heaviest(all: readonly ProcessUse[], count = kept): readonly ProcessUse[] {
  const by = (weight: (one: ProcessUse) => number | null) => [...all].sort((a, b) => (weight(b) ?? 0) - (weight(a) ?? 0)).slice(0, count)
  const chosen = new Set([...by(({ cpuPercent }) => cpuPercent).filter(({ cpuPercent }) => (cpuPercent ?? 0) > 0), ...by(({ rssBytes }) => rssBytes)])
  return [...chosen].sort((a, b) => (b.cpuPercent ?? 0) - (a.cpuPercent ?? 0) || (b.rssBytes ?? 0) - (a.rssBytes ?? 0))
}

/** Never rejects; other systems than Linux have no such view here. */
export async function topProcesses({ procRoot = '/proc', platform = process.platform }: SnapshotOptions = {}): Promise<ProcessSnapshot> {
  if (platform !== 'linux') return { windowMs: 0, top: null, reason: 'not-supported' }
  try {
    const pageBytes = pageSizeBytes(procRoot)
    const fromMs = performance.now()
    const before = await look(procRoot, pageBytes)
    await pause(windowMs)
    const after = await look(procRoot, pageBytes)
    const tookMs = performance.now() - fromMs
    const uses = [...after].map(([pid, now]): ProcessUse => {
      const was = before.get(pid)
      const cpuPercent = was === undefined || was.startTicks !== now.startTicks ? null : Math.round((1_000 * Math.max(0, now.cpuMs - was.cpuMs)) / tookMs) / 10
      return { pid, name: now.name, cpuPercent, rssBytes: now.rssBytes }
    })
    return { windowMs: Math.round(tookMs), top: heaviest(uses), reason: null }
  } catch {
    return { windowMs: 0, top: null, reason: 'no-permission' }
  }
}
