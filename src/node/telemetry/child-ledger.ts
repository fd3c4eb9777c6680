/** Remembers long-running children on disk, so that the next start can end those whose owner was killed. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { currentOwner, isAlive, processStart } from '../process-identity.ts'

export interface ChildLedger {
  add(pid: number): void
  remove(pid: number): void
  /** Kills recorded children whose owner is gone; returns how many. */
  sweep(): number
}

interface Entry {
  readonly pid: number
  readonly start: string
  readonly ownerPid: number
  readonly ownerStart: string
}

const prefix = 'child-'

function parseEntry(text: string): Entry | null {
  try {
    const entry = JSON.parse(text) as Partial<Entry>
    const complete = Number.isInteger(entry.pid) && Number.isInteger(entry.ownerPid) && typeof entry.start === 'string'
    return complete && typeof entry.ownerStart === 'string' ? (entry as Entry) : null
  } catch {
    return null
  }
}

/** Works only where processes have a start time to be recognised by (Linux); elsewhere it does nothing. */
export function createChildLedger(folder: string): ChildLedger {
  const file = (pid: number) => join(folder, `${prefix}${pid}.json`)
  const quietly = (action: () => void) => {
    try {
      action()
    } catch {
      // The ledger is a second line of defence; without it children still end with their pipe.
    }
  }

  return {
    add(pid) {
      const owner = currentOwner()
      const start = processStart(pid)
      if (start === null || owner.start === null) return
      const entry: Entry = { pid, start, ownerPid: owner.pid, ownerStart: owner.start }
      quietly(() => {
        mkdirSync(folder, { recursive: true, mode: 0o700 })
        writeFileSync(file(pid), JSON.stringify(entry), { mode: 0o600 })
      })
    },
    remove(pid) {
      quietly(() => rmSync(file(pid), { force: true }))
    },
    sweep() {
      let killed = 0
      quietly(() => {
        for (const name of readdirSync(folder).filter((entry) => entry.startsWith(prefix))) {
          const path = join(folder, name)
          const entry = parseEntry(readFileSync(path, 'utf8'))
          if (entry !== null && isAlive({ pid: entry.ownerPid, start: entry.ownerStart }, 0, 0)) continue
          if (entry !== null && processStart(entry.pid) === entry.start) {
            quietly(() => process.kill(entry.pid, 'SIGKILL'))
            killed += 1
          }
          rmSync(path, { force: true })
        }
      })
      return killed
    },
  }
}
