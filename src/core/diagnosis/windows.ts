/** Questions that several rules ask of windows: which is heaviest, how fast it answered, how many it answered at once. */
import { loadLevel } from '../model/load.ts'
import { isSuccess } from '../model/outcome.ts'
import type { RequestRecord } from '../model/request.ts'
import type { SignalName } from '../model/telemetry.ts'
import type { EvidenceInput, WindowFacts } from './evidence-input.ts'
import { signalFigure } from './signal-facts.ts'

/** Users or requests/s of a window; measured where it was brushed. */
export function levelOf(window: WindowFacts): number {
  const planned = loadLevel(window.load)
  return planned > 0 ? planned : (window.figures.measuredConcurrency ?? 0)
}

/** Windows with answers, from the lightest load to the heaviest. */
export function byLoad({ windows }: EvidenceInput): readonly WindowFacts[] {
  return windows.filter(({ figures }) => figures.metrics.ttftMs.n > 0).toSorted((a, b) => levelOf(a) - levelOf(b))
}

export function heaviest(input: EvidenceInput): WindowFacts | null {
  return byLoad(input).at(-1) ?? null
}

/** Median TTFT of a window; under a rate from when requests were due. */
export function ttftOf({ figures, load }: WindowFacts): number | null {
  return figures.metrics[load.ratePerS === null ? 'ttftMs' : 'ttftFromDueMs'].p50
}

export function tpotOf({ figures }: WindowFacts): number | null {
  return figures.metrics.tpotMs.p50
}

/** A mean over the window, highest of its devices; null where there is no such sensor. */
export function meanOf(window: WindowFacts, signal: SignalName): number | null {
  return signalFigure(window, signal, 'mean').value
}

export function maxOf(window: WindowFacts, signal: SignalName): number | null {
  return signalFigure(window, signal, 'max').value
}

/** `value / base`; null where either is missing or the base is 0. */
export function ratioOf(value: number | null, base: number | null): number | null {
  return value === null || base === null || base <= 0 ? null : value / base
}

/** Answers under way at once between first and last token: their mean while any was, and the most that lasted for a tenth of that time. */
export function decodingAtOnce(requests: readonly RequestRecord[], fromMs: number, toMs: number): { readonly mean: number; readonly plateau: number } | null {
  const steps: { readonly atMs: number; readonly by: number }[] = []
  for (const { firstTokenAtMs, lastTokenAtMs } of requests) {
    if (firstTokenAtMs === null || lastTokenAtMs === null || lastTokenAtMs <= firstTokenAtMs || lastTokenAtMs < fromMs || firstTokenAtMs > toMs) continue
    steps.push({ atMs: Math.max(fromMs, firstTokenAtMs), by: 1 }, { atMs: Math.min(toMs, lastTokenAtMs), by: -1 })
  }
  if (steps.length === 0) return null
  steps.sort((a, b) => a.atMs - b.atMs || a.by - b.by)
  const msAt: number[] = []
  let open = 0
  let sinceMs = steps[0]!.atMs
  for (const { atMs, by } of steps) {
    msAt[open] = (msAt[open] ?? 0) + atMs - sinceMs
    open += by
    sinceMs = atMs
  }
  return summary(msAt)
}

const lastingShare = 0.1

function summary(msAt: readonly number[]): { readonly mean: number; readonly plateau: number } | null {
  let busyMs = 0
  let weighted = 0
  msAt.forEach((ms, level) => {
    if (level === 0) return
    busyMs += ms
    weighted += ms * level
  })
  if (busyMs === 0) return null
  let above = 0
  for (let level = msAt.length - 1; level > 0; level -= 1) {
    above += msAt[level] ?? 0
    if (above >= lastingShare * busyMs) return { mean: weighted / busyMs, plateau: level }
  }
  return { mean: weighted / busyMs, plateau: 1 }
}

/** Successes of a window. */
export function answered({ requests }: WindowFacts): readonly RequestRecord[] {
  return requests.filter(({ outcome }) => isSuccess(outcome))
}
