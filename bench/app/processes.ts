/** Memory and CPU time of the app's processes, as Linux accounts for them. */
import { readFileSync } from 'node:fs'
import { parsePidStat } from '../../src/node/telemetry/process-tree.ts'
import { pageSizeBytes } from '../../src/node/telemetry/host-linux.ts'
import { appProcesses, processTree } from '../../scripts/lib/app/processes.ts'
import type { RunningApp } from '../../scripts/lib/app/launch.ts'

export interface ProcessUse {
  readonly name: string
  readonly pid: number
  /** Pages in memory, shared ones counted in every process. */
  readonly rssBytes: number
  /** Shared pages divided among those who share them: these may be added up. */
  readonly pssBytes: number
  readonly cpuMs: number
}

/** What Electron calls its processes, in words. */
const names: Readonly<Record<string, string>> = { Browser: 'main', Tab: 'page', GPU: 'GPU (software drawing)', Utility: 'network' }

/** Every process below the main one; those that Electron does not name are the empty ones it forks others from. */
export async function readProcesses(app: RunningApp): Promise<readonly ProcessUse[]> {
  const known = new Map((await appProcesses(app.electron)).map(({ pid, type, name }) => [pid, name.startsWith('LLM Dyno') ? name.replace('LLM Dyno ', '') : (names[type] ?? type)]))
  const pageBytes = pageSizeBytes('/proc')
  return processTree(app.pid).flatMap((pid) => {
    try {
      const stat = parsePidStat(readFileSync(`/proc/${pid}/stat`, 'latin1'), pageBytes)
      const pssKiB = Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1])
      return stat === null ? [] : [{ name: known.get(pid) ?? 'zygotes', pid, rssBytes: stat.rssBytes, pssBytes: pssKiB * 1024, cpuMs: stat.cpuMs }]
    } catch {
      // It ended between the two looks.
      return []
    }
  })
}

/** Adds up what has the same name. */
export function byName(processes: readonly ProcessUse[]): ReadonlyMap<string, Omit<ProcessUse, 'name' | 'pid'>> {
  const sums = new Map<string, { rssBytes: number; pssBytes: number; cpuMs: number }>()
  for (const { name, rssBytes, pssBytes, cpuMs } of processes) {
    const sum = sums.get(name) ?? { rssBytes: 0, pssBytes: 0, cpuMs: 0 }
    sums.set(name, { rssBytes: sum.rssBytes + rssBytes, pssBytes: sum.pssBytes + pssBytes, cpuMs: sum.cpuMs + cpuMs })
  }
  return sums
}
