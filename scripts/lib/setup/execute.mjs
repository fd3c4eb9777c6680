// Running other programs: quietly for set-up's own steps, transparently for the command that follows.

import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { delimiter, join } from 'node:path'
import { shareLocks } from './lock.mjs'
import { root } from './places.mjs'

const onWindows = process.platform === 'win32'

/**
 * Runs a program to its end.
 * @param {string} file
 * @param {readonly string[]} args
 * @param {{cwd?: string, env?: NodeJS.ProcessEnv, capture?: boolean, timeoutMs?: number}} [options]
 *   `capture` collects the output instead of sending it to stderr
 * @returns {Promise<{code: number, output: string}>} code 127 where the program can't be started
 */
export function execute(file, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(file, [...args], {
      cwd: options.cwd ?? root,
      env: options.env ?? process.env,
      stdio: options.capture ? ['ignore', 'pipe', 'pipe'] : ['ignore', 2, 2],
      shell: onWindows && !/\.exe$/i.test(file),
      ...(options.timeoutMs ? { timeout: options.timeoutMs } : {}),
    })
    shareLocks(child.pid)
    let output = ''
    child.stdout?.on('data', (chunk) => (output += chunk))
    child.stderr?.on('data', (chunk) => (output += chunk))
    child.on('error', (error) => resolve({ code: 127, output: String(error) }))
    child.on('close', (code, signal) => resolve({ code: code ?? (signal ? 1 : 0), output }))
  })
}

/**
 * Runs npm: the one that started this script if there is one, else the one in PATH.
 * @param {readonly string[]} args
 * @param {{cwd?: string, capture?: boolean}} [options]
 */
export function npm(args, options) {
  const cli = process.env.npm_execpath
  if (cli && /npm-cli\.c?js$/.test(cli)) return execute(process.execPath, [cli, ...args], options)
  return execute('npm', args, options)
}

/** The environment with the project's own tools, Node included, first in PATH. */
export function projectEnv() {
  const key = Object.keys(process.env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH'
  return { ...process.env, [key]: join(root, 'node_modules', '.bin') + delimiter + (process.env[key] ?? '') }
}

/**
 * Runs the wanted command in place of this process, as far as that can be done: same terminal,
 * same signals, same exit code. Never returns.
 * @param {readonly string[]} command
 * @param {NodeJS.ProcessEnv} env
 */
export function become(command, env) {
  const [file = '', ...args] = command
  const child = spawn(file, args, { stdio: 'inherit', env, shell: onWindows })
  forward('SIGTERM', child)
  forward('SIGHUP', child)
  // A terminal sends Ctrl-C to the child as well; passing it on again would read as a second Ctrl-C.
  if (process.stdin.isTTY) process.on('SIGINT', () => undefined)
  else forward('SIGINT', child)
  child.on('error', (error) => {
    process.stderr.write(`${file} can't be started: ${error.message}\n`)
    process.exit(127)
  })
  child.on('close', (code, signal) => process.exit(code ?? 128 + (signal ? constants.signals[signal] : 0)))
}

/**
 * @param {NodeJS.Signals} signal
 * @param {import('node:child_process').ChildProcess} child
 */
function forward(signal, child) {
  process.on(signal, () => child.kill(signal))
}
