// A screen for Electron on machines that have none: Xvfb with a window manager, gone again afterwards.

import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'

const SCREEN = '1920x1200x24'
const START_TIMEOUT_MS = 15_000
const EXIT_TIMEOUT_MS = 3_000

/** Ends the program as soon as our end of its standard input closes, so that nothing outlives us, however we end. */
const TIED_TO_US = `trap '' INT HUP; "$@" & child=$!; exec 3>&-; read -r _; kill "$child" 2>/dev/null; wait "$child"`

/** The environment to start windows with, and how to give the screen back. */
export interface Display {
  readonly env: NodeJS.ProcessEnv
  /** Whether this is a screen made for the occasion. */
  readonly isVirtual: boolean
  readonly close: () => Promise<void>
}

/**
 * Runs `work` with a screen, and takes the screen down whatever happens.
 * Where there is a screen already it is used as it is.
 * @throws if a virtual screen is needed and Xvfb is not installed
 */
export async function withDisplay<T>(work: (env: NodeJS.ProcessEnv, isVirtual: boolean) => Promise<T>): Promise<T> {
  const display = await openDisplay()
  try {
    return await work(display.env, display.isVirtual)
  } finally {
    await display.close()
  }
}

/** Like {@link withDisplay}, for callers whose screen outlives one function. */
export async function openDisplay(): Promise<Display> {
  if (hasDisplay()) return { env: { ...process.env }, isVirtual: false, close: async () => undefined }
  return openVirtualDisplay()
}

/** @returns whether windows can be shown here as things are */
export function hasDisplay(): boolean {
  if (process.platform !== 'linux') return true
  return Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY'])
}

async function openVirtualDisplay(): Promise<Display> {
  const server = startTied('Xvfb', ['-displayfd', '3', '-screen', '0', SCREEN, '-nolisten', 'tcp', '-noreset'], process.env)
  const env = { ...process.env, DISPLAY: `:${await readDisplayNumber(server)}`, XDG_SESSION_TYPE: 'x11' }
  const manager = startTied('openbox', ['--sm-disable'], env)
  return {
    env,
    isVirtual: true,
    close: async () => {
      await end(manager)
      await end(server)
    },
  }
}

function startTied(program: string, args: readonly string[], env: NodeJS.ProcessEnv): ChildProcess {
  return spawn('sh', ['-c', TIED_TO_US, 'sh', program, ...args], { env, stdio: ['pipe', 'ignore', 'ignore', 'pipe'] })
}

/** Xvfb writes the number it took to file descriptor 3 once it is ready for clients. */
async function readDisplayNumber(server: ChildProcess): Promise<number> {
  const answers = server.stdio[3]
  if (answers === null || answers === undefined) throw new Error('Xvfb has no pipe to answer on')
  const answer = once(answers, 'data').then(([chunk]) => Number.parseInt(String(chunk), 10))
  const failure = once(answers, 'end').then(() => Number.NaN)
  const timeout = sleep(START_TIMEOUT_MS, Number.NaN, { ref: false })
  const displayNumber = await Promise.race([answer, failure, timeout])
  if (!Number.isNaN(displayNumber)) return displayNumber
  await end(server)
  throw new Error('There is no screen, and Xvfb does not start. On Debian and Ubuntu: sudo apt-get install -y xvfb openbox')
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.stdin?.end()
  const isLate = await Promise.race([ended.then(() => false), sleep(EXIT_TIMEOUT_MS, true, { ref: false })])
  if (isLate) child.kill('SIGTERM')
  await ended
}
