/** A child process whose output is read line by line, and which never outlives this process. */
import { spawn } from 'node:child_process'
import type { ChildLedger } from './child-ledger.ts'

/** Garbage without line ends must not fill the memory. */
const maxLineBytes = 65_536
const killAfterMs = 500
const pipeGraceMs = 200

export interface LineChild {
  /** SIGTERM, then SIGKILL; no line or exit is reported afterwards. */
  end(): void
  /** SIGKILL now, with the exit reported: for a child that hangs. */
  kill(): void
}

export interface LineChildHandlers {
  onLine(line: string): void
  /** `error` is set when the program could not be started at all. */
  onExit(code: number | null, error: Error | null): void
}

function lineSplitter(onLine: (line: string) => void): (chunk: string) => void {
  let carry = ''
  return (chunk) => {
    const lines = (carry + chunk).split('\n')
    carry = (lines.pop() ?? '').slice(-maxLineBytes)
    for (const line of lines) if (line.trim() !== '') onLine(line.trimEnd())
  }
}

/**
 * Runs the program, and beside it a shell that waits for the end of our pipe: when this process ends, in whatever way, the shell
 * kills the program. A line says that the program is over and nothing is to be killed any more.
 */
const guard = 'exec 3<&0; { read -r _ <&3 || kill -9 $$; } >/dev/null 2>&1 & exec 3<&-; exec "$@" </dev/null'

function guarded(command: string, args: readonly string[]): readonly [command: string, args: readonly string[]] {
  return process.platform === 'win32' ? [command, args] : ['/bin/sh', ['-c', guard, 'sh', command, ...args]]
}

export function startLineChild(command: string, args: readonly string[], handlers: LineChildHandlers, ledger: ChildLedger | null): LineChild {
  const [program, words] = guarded(command, args)
  const child = spawn(program, words, { stdio: ['pipe', 'pipe', 'pipe'], windowsHide: true, env: { ...process.env, LC_ALL: 'C' } })
  child.stdin.on('error', () => undefined)
  let isSilent = false
  const killNow = () => void child.kill('SIGKILL')
  process.once('exit', killNow)
  if (child.pid !== undefined) ledger?.add(child.pid)

  const onLine = (line: string) => {
    if (!isSilent) handlers.onLine(line)
  }
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8')
    stream.on('data', lineSplitter(onLine))
    // A pipe that breaks is reported by the exit.
    stream.on('error', () => undefined)
  }

  let isOver = false
  const over = (code: number | null, error: Error | null) => {
    if (isOver) return
    isOver = true
    process.off('exit', killNow)
    child.stdin.end('over\n')
    if (child.pid !== undefined) ledger?.remove(child.pid)
    if (!isSilent) handlers.onExit(code, error)
  }
  child.on('error', (error) => over(null, error))
  child.on('close', (code) => over(code, null))
  // A grandchild may hold the pipe open: then what was printed so far has to do.
  child.on('exit', (code) => void setTimeout(() => over(code, null), pipeGraceMs).unref())

  return {
    end() {
      isSilent = true
      child.kill('SIGTERM')
      setTimeout(killNow, killAfterMs).unref()
    },
    kill: killNow,
  }
}
