// Runs the project's own command-line tools as child processes.

import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { delimiter, join } from 'node:path'
import { projectRoot } from './electron.ts'

const KILL_GRACE_MS = 10_000

/** How to run a tool. */
export interface RunOptions {
  readonly env?: NodeJS.ProcessEnv
  /** After this the tool is asked to end, and killed ten seconds later. */
  readonly timeoutMs?: number
}

/**
 * Runs a tool of node_modules/.bin, or any other program, in the project's folder and on this terminal.
 * @returns its exit code; 128 + n after signal n, 127 if it can't be started
 */
export async function run(program: string, args: readonly string[], options: RunOptions = {}): Promise<number> {
  const env = toolEnv(options.env ?? process.env)
  const child = spawn(program, [...args], { cwd: projectRoot, env, stdio: 'inherit', shell: process.platform === 'win32' })
  // The terminal sends Ctrl-C to the child too; it decides, and we follow.
  const stay = (): void => undefined
  process.on('SIGINT', stay)
  const passOn = (): void => void child.kill('SIGTERM')
  process.on('SIGTERM', passOn)
  const timers =
    options.timeoutMs === undefined
      ? []
      : [setTimeout(passOn, options.timeoutMs), setTimeout(() => child.kill('SIGKILL'), options.timeoutMs + KILL_GRACE_MS)]
  try {
    return await new Promise<number>((resolve) => {
      child.on('error', () => resolve(127))
      child.on('close', (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])))
    })
  } finally {
    timers.forEach(clearTimeout)
    process.off('SIGINT', stay)
    process.off('SIGTERM', passOn)
  }
}

/** The project's tools come first in PATH. */
function toolEnv(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const key = Object.keys(env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH'
  return { ...env, [key]: join(projectRoot, 'node_modules', '.bin') + delimiter + (env[key] ?? '') }
}
