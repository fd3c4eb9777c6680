/** Names processes so that a reused pid is not mistaken for the one meant: owners of recordings, children to clean up. */
import { readFileSync } from 'node:fs'

export interface Owner {
  readonly pid: number
  /** Boot and start time of the process where the system tells (Linux); null elsewhere. */
  readonly start: string | null
}

/** Without a start time, a pid that lives counts as the owner only if it wrote this recently. */
const seenWithinMs = 30_000

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

/** Start of a process as `boot:ticks`; null where /proc does not tell or the process is gone. */
export function processStart(pid: number): string | null {
  const stat = readText(`/proc/${pid}/stat`)
  if (stat === null) return null
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  // A zombie holds its pid but will write no more.
  if (fields[0] === 'Z' || fields[0] === 'X') return null
  const ticks = fields[19]
  return ticks === undefined ? null : `${(readText('/proc/sys/kernel/random/boot_id') ?? '').slice(0, 8)}:${ticks}`
}

export function ownerOf(pid: number): Owner {
  return { pid, start: processStart(pid) }
}

export function currentOwner(): Owner {
  return ownerOf(process.pid)
}

function pidLives(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** True while the process that started the recording can still be writing. `seenAtMs`, `nowMs`: wall clock. */
export function isAlive(owner: Owner, seenAtMs: number, nowMs: number): boolean {
  if (owner.start !== null) return processStart(owner.pid) === owner.start
  return pidLives(owner.pid) && nowMs - seenAtMs < seenWithinMs
}
