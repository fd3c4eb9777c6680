/** A helper program that prints lines for as long as it is wanted: watched, and started again with patience when it ends or freezes. */
import type { ChildLedger } from './child-ledger.ts'
import { startLineChild, type LineChild } from './line-child.ts'

export interface SupervisionTiming {
  /** Silence longer than this is a frozen program, ms. */
  readonly silentMs: number
  /** Waits before the starts after the first failure, the second, and all later ones, ms. */
  readonly backoffMs: readonly [number, number, number]
}

export interface SupervisedOptions {
  readonly command: string
  readonly args: readonly string[]
  readonly ledger: ChildLedger | null
  readonly timing: SupervisionTiming
  onLine(line: string): void
  /** It ended or froze; it is tried again unless this returns false. `lines`: how many it had printed, `last`: the last of them. */
  onDown(end: { readonly lines: number; readonly last: string; readonly failures: number }): boolean
}

export interface SupervisedChild {
  readonly isUp: boolean
  stop(): void
}

const shownLength = 300
/** So many lines in a row make earlier failures forgotten. */
const healthyLines = 20

export function superviseChild(options: SupervisedOptions): SupervisedChild {
  const { command, args, ledger, timing } = options
  let child: LineChild | null = null
  let timer: NodeJS.Timeout | undefined
  let watchdog: NodeJS.Timeout | undefined
  let failures = 0
  let isStopped = false

  function watch(): void {
    clearTimeout(watchdog)
    watchdog = setTimeout(() => child?.kill(), timing.silentMs)
  }

  function down(lines: number, last: string): void {
    clearTimeout(watchdog)
    child = null
    failures += 1
    if (!options.onDown({ lines, last, failures }) || isStopped) return
    const [first, second, patient] = timing.backoffMs
    timer = setTimeout(launch, failures === 1 ? first : failures === 2 ? second : patient)
  }

  function launch(): void {
    let [lines, last] = [0, '']
    watch()
    child = startLineChild(command, args, {
      onLine(line) {
        watch()
        lines += 1
        last = line.slice(0, shownLength)
        if (lines === healthyLines) failures = 0
        options.onLine(line)
      },
      onExit: (code, error) => down(lines, error?.message ?? (last === '' ? `exit ${code}` : last)),
    }, ledger)
  }

  launch()
  return {
    get isUp() {
      return child !== null
    },
    stop() {
      isStopped = true
      clearTimeout(timer)
      clearTimeout(watchdog)
      child?.end()
      child = null
    },
  }
}
