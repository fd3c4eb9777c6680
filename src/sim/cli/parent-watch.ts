/** Notices that the parent process has ended, so that no simulator is left behind. */
import { fstatSync } from 'node:fs'

const pollEveryMs = 500

/** Calls `onGone` once when the parent's end of standard input closes or the parent's process is gone. */
export function watchParent(onGone: () => void): void {
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent && isAlive(parent)) return
    clearInterval(timer)
    onGone()
  }, pollEveryMs)
  timer.unref()
  if (!stdinIsPipe()) return
  process.stdin.on('error', () => undefined)
  process.stdin.once('close', onGone)
  process.stdin.resume()
}

/** Only a pipe ends when the parent does; an ignored stdin is at its end from the start. */
function stdinIsPipe(): boolean {
  try {
    const stat = fstatSync(0)
    return stat.isFIFO() || stat.isSocket()
  } catch {
    return false
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
