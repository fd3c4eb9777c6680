/** A program that is run once for each reading: never twice at a time, and the more seldom the longer it takes. */
import type { ChildLedger } from './child-ledger.ts'
import { startLineChild, type LineChild } from './line-child.ts'

export interface PolledOptions {
  readonly command: string
  readonly args: readonly string[]
  readonly ledger: ChildLedger | null
  readonly periodMs: number
  readonly timeoutMs: number
  /** What it printed; null when it failed or took too long. False ends the polling. */
  onText(text: string | null, detail: string): boolean
}

export interface PolledTool {
  stop(): void
}

const mostChars = 4_194_304
/** A run may take this share of the time, as 1/n. */
const idleShare = 20
const mostMs = 60_000

export function pollTool({ command, args, ledger, periodMs, timeoutMs, onText }: PolledOptions): PolledTool {
  let child: LineChild | null = null
  let timer: NodeJS.Timeout | undefined
  let isStopped = false

  function run(): void {
    const startedAt = performance.now()
    const lines: string[] = []
    let length = 0
    let isLate = false
    const watchdog = setTimeout(() => {
      isLate = true
      child?.kill()
    }, timeoutMs)
    child = startLineChild(command, args, {
      onLine(line) {
        length += line.length
        if (length <= mostChars) lines.push(line)
      },
      onExit(code, error) {
        clearTimeout(watchdog)
        child = null
        const isGood = code === 0 && error === null && !isLate
        const detail = error?.message ?? (isLate ? `no answer in ${timeoutMs} ms` : lines.at(-1) ?? `exit ${code}`)
        if (!onText(isGood ? lines.join('\n') : null, detail.slice(0, 300)) || isStopped) return
        const tookMs = performance.now() - startedAt
        timer = setTimeout(run, Math.min(mostMs, Math.max(periodMs - tookMs, tookMs * idleShare)))
      },
    }, ledger)
  }

  run()
  return {
    stop() {
      isStopped = true
      clearTimeout(timer)
      child?.end()
      child = null
    },
  }
}
