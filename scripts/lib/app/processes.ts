// The processes of a running app: to name them, to measure them, and to see that none is left behind.

import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ElectronApplication } from '@playwright/test'
import { parsePidStat } from '../../../src/node/telemetry/process-tree.ts'
import { processStart } from '../../../src/node/process-identity.ts'

const POLL_MS = 50

/** One process as Electron names it. */
export interface AppProcess {
  readonly pid: number
  /** `Browser` (the main process), `Tab` (the page), `GPU`, `Utility`, … */
  readonly type: string
  /** The name of a utility process, for example `LLM Dyno engine`; empty for the others. */
  readonly name: string
}

/** Every process that Electron itself knows of. */
export async function appProcesses(electron: ElectronApplication): Promise<readonly AppProcess[]> {
  return electron.evaluate(({ app }) => app.getAppMetrics().map(({ pid, type, name }) => ({ pid, type, name: name ?? '' })))
}

/** @throws if no utility process of that name runs */
export async function pidOf(electron: ElectronApplication, name: string): Promise<number> {
  const processes = await appProcesses(electron)
  const found = processes.find((process) => process.name === name)
  if (found === undefined)
    throw new Error(`no process is called "${name}"; there are ${processes.map((process) => process.name || process.type).join(', ')}`)
  return found.pid
}

/** `root` and all its descendants; only `root` where the system has no /proc. */
export function processTree(root: number): readonly number[] {
  const children = new Map<number, number[]>()
  for (const pid of listPids()) {
    const parent = parentOf(pid)
    if (parent !== null) children.set(parent, [...(children.get(parent) ?? []), pid])
  }
  const tree = [root]
  for (const pid of tree) tree.push(...(children.get(pid) ?? []))
  return tree
}

/** Whether the process is still there; one that has ended and waits to be collected is not. */
export function isRunning(pid: number): boolean {
  if (process.platform === 'linux') return processStart(pid) !== null
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** Waits until all of them have ended. @returns those that have not after `timeoutMs` */
export async function waitUntilGone(pids: readonly number[], timeoutMs: number): Promise<readonly number[]> {
  const deadline = performance.now() + timeoutMs
  let left = pids.filter(isRunning)
  while (left.length > 0 && performance.now() < deadline) {
    await sleep(POLL_MS)
    left = left.filter(isRunning)
  }
  return left
}

/** What the process was started as, for messages. */
export function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').slice(0, 200)
  } catch {
    return '(unknown)'
  }
}

function listPids(): readonly number[] {
  try {
    return readdirSync('/proc').map(Number).filter(Number.isInteger)
  } catch {
    return []
  }
}

function parentOf(pid: number): number | null {
  try {
    return parsePidStat(readFileSync(`/proc/${pid}/stat`, 'latin1'), 0)?.parentPid ?? null
  } catch {
    return null
  }
}
