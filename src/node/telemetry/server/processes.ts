/** Walks /proc without holding up the event loop: after each slice of time it lets others run. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import { setImmediate as nextTurn } from 'node:timers/promises'

const sliceMs = 2

/** Calls `visit` for every process until it returns true. */
export async function eachProcess(procRoot: string, visit: (pid: number) => boolean): Promise<void> {
  const pids = readdirSync(procRoot).map(Number).filter((pid) => Number.isInteger(pid) && pid > 0)
  let sliceEnd = performance.now() + sliceMs
  for (const pid of pids.sort((a, b) => a - b)) {
    if (visit(pid)) return
    if (performance.now() < sliceEnd) continue
    await nextTurn()
    sliceEnd = performance.now() + sliceMs
  }
}

/** The words of a process's command line; empty when it is gone or a kernel thread. */
export function commandLine(procRoot: string, pid: number): readonly string[] {
  try {
    return readFileSync(`${procRoot}/${pid}/cmdline`, 'utf8').split('\0').filter((word) => word !== '')
  } catch {
    return []
  }
}

export function userOf(procRoot: string, pid: number): number | null {
  try {
    return statSync(`${procRoot}/${pid}`).uid
  } catch {
    return null
  }
}
