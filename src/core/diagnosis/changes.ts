/** What changed its level in a stretch of time, and when: all series on its grid, corrected for how many were looked at. */
import type { LevelChange } from '../model/explanation.ts'
import type { SignalDef, SignalName, SignalUnit } from '../model/telemetry.ts'
import { scanChanges } from '../stats/index.ts'
import { isCompared } from './compared-signals.ts'
import type { GridFacts } from './evidence-input.ts'
import { isDifferenceEnough } from './unusual.ts'

export type ChangedSignal = Pick<SignalDef, 'source' | 'device' | 'deviceLabel' | 'signal' | 'unit'>

export interface SignalChange extends LevelChange {
  readonly of: ChangedSignal
}

export interface Changes {
  /** In order of time. */
  readonly changes: readonly SignalChange[]
  /** Series that were tested. */
  readonly tested: number
  /** Series whose noise remembers too much for a step in it to mean anything. */
  readonly persistent: number
  /** Bins of the stretch; with fewer than 60 nothing is tested. */
  readonly bins: number
  readonly gap: 'too-few-bins' | 'too-persistent' | null
}

/** Changes that lie this near to each other, in bins, happened together as far as can be told. */
export const nearBins = 2

function derived(signal: SignalName, unit: SignalUnit): ChangedSignal {
  return { source: 'requests', device: '', deviceLabel: '', signal, unit }
}

function seriesOn({ requests, signals }: GridFacts): readonly (readonly [of: ChangedSignal, values: Float64Array])[] {
  return [
    [derived('req.inflight', 'count'), requests.concurrency], [derived('req.tokens', 'tok/s'), requests.outputTokensPerS],
    [derived('req.ttft.p50', 'ms'), requests.ttftMs], [derived('req.tpot.p50', 'ms'), requests.itlMs],
    ...signals.flatMap((signal) => (isCompared(signal) ? [[signal, signal.mean] as const] : [])),
  ]
}

/** A change by so little that it explains nothing is left out, however sure it is. */
export function changesOn(grid: GridFacts): Changes {
  const { fromMs, binMs, count } = grid.grid
  const all = seriesOn(grid)
  const { series } = scanChanges(all.map(([, values]) => values))
  const changes = series.flatMap((scan, i) => scan.changes.flatMap(({ at, before, after, p, n, size }): readonly SignalChange[] => {
    const { source, device, deviceLabel, signal, unit } = all[i]![0]
    return isDifferenceEnough(after, before, unit) ? [{ of: { source, device, deviceLabel, signal, unit }, atMs: fromMs + at * binMs, before, after, p, n, binMs: size * binMs }] : []
  }))
  const tested = series.filter(({ gap }) => gap === null).length
  const persistent = series.filter(({ gap }) => gap === 'persistent').length
  return { changes: changes.toSorted((a, b) => a.atMs - b.atMs), tested, persistent, bins: count, gap: tested > 0 ? null : persistent > 0 ? 'too-persistent' : 'too-few-bins' }
}

/** Those within two bins of a stretch of time, the surest first. */
export function changesNear({ changes }: Changes, fromMs: number, toMs: number): readonly SignalChange[] {
  return changes.filter(({ atMs, binMs }) => atMs >= fromMs - nearBins * binMs && atMs <= toMs + nearBins * binMs).toSorted((a, b) => a.p - b.p)
}

/** The time range that shows a change. */
export function rangeOf({ atMs, binMs }: Pick<SignalChange, 'atMs' | 'binMs'>): { readonly fromMs: number; readonly toMs: number } {
  return { fromMs: atMs - nearBins * binMs, toMs: atMs + nearBins * binMs }
}
