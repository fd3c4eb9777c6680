/** How many requests a server works on at once, and whether others wait for that: from its own word, or from its answers. */
import type { EvidenceInput, WindowFacts } from './evidence-input.ts'
import type { DiagnosisLimits } from './limits.ts'
import { signalFigure } from './signal-facts.ts'
import { byLoad, decodingAtOnce, meanOf, ratioOf, tpotOf, ttftOf } from './windows.ts'

export interface Plateau {
  /** Requests under way at most. */
  readonly atOnce: number
  /** The server said so: slots, or requests running while others wait. */
  readonly isTold: boolean
  /** Mean of requests waiting as the server tells; null where it doesn't. */
  readonly waiting: number | null
  /** Mean of open requests. */
  readonly open: number
  readonly window: WindowFacts
  /** The window with the lightest load, to compare with; null where there is only one load. */
  readonly light: WindowFacts | null
  /** TTFT against the light window's, or the growth within the window. */
  readonly ttftRatio: number | null
  readonly tpotRatio: number | null
}

/** More open requests than are worked on, by this much, is a queue. */
const queueMargin = 0.4

function atOnceOf({ server }: EvidenceInput, window: WindowFacts, waiting: number | null): { readonly atOnce: number; readonly isTold: boolean } | null {
  if (server.slots.value !== null) return { atOnce: server.slots.value, isTold: true }
  const running = signalFigure(window, 'srv.running', 'max').value
  if (running !== null && waiting !== null && waiting > queueMargin) return { atOnce: running, isTold: true }
  const seen = decodingAtOnce(window.requests, window.fromMs, window.toMs)
  return seen === null ? null : { atOnce: seen.plateau, isTold: false }
}

/** Few at once, and they hardly slow each other down (or the server itself says how many it takes): more slots would help. */
export function isSlotLimited({ atOnce, isTold, tpotRatio }: Plateau, limits: DiagnosisLimits): boolean {
  return atOnce <= limits.fewSlots && (isTold || tpotRatio === null || tpotRatio <= limits.flatTpot)
}

/** The heaviest window in which requests wait for others; null when none does. */
export function plateauOf(input: EvidenceInput, limits: DiagnosisLimits): Plateau | null {
  const windows = byLoad(input)
  const window = windows.at(-1)
  if (window === undefined) return null
  const waiting = meanOf(window, 'srv.waiting')
  const found = atOnceOf(input, window, waiting)
  const open = window.figures.measuredConcurrency
  if (found === null || open === null || open - found.atOnce < queueMargin) return null
  const light = windows.length > 1 ? windows[0]! : null
  const [ttft, tpot] = [ttftOf(window), tpotOf(window)]
  const base = light === null ? null : ttftOf(light)
  const isLate = ttft !== null && (base === null ? ttft > limits.slowTtftMs || growthOf(window) > limits.ttftGrowth : ttft >= limits.ttftGrowth * base && ttft - base >= limits.ttftExtraMs)
  if (!isLate || (waiting !== null && waiting < queueMargin)) return null
  return { ...found, waiting, open, window, light, ttftRatio: base === null ? growthOf(window) : ratioOf(ttft, base), tpotRatio: light === null ? null : ratioOf(tpot, tpotOf(light)) }
}

/** TTFT of the last fifth of the window's bins against the first fifth. */
function growthOf({ fine }: WindowFacts): number {
  const known = [...fine.requests.ttftMs].filter((ms) => !Number.isNaN(ms))
  const part = Math.max(1, Math.floor(known.length / 5))
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
  const first = mean(known.slice(0, part))
  return first > 0 ? mean(known.slice(-part)) / first : 1
}
