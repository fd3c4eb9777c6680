/** Memory that climbs through a window for good: its trend held against persistent noise, and what became of it after the run. */
import type { SignalName, SignalSeries } from '../model/telemetry.ts'
import type { TimeGrid } from '../series/index.ts'
import { drift, medianOrNull, scanChanges } from '../stats/index.ts'
import type { EvidenceInput, WindowFacts } from './evidence-input.ts'
import type { DiagnosisLimits } from './limits.ts'
import { gridSignalOf } from './signal-facts.ts'
import { maxOf } from './windows.ts'

export interface GrowthStart {
  readonly atMs: number
  readonly binMs: number
  readonly bins: number
  readonly perMinBefore: number
  readonly perMinAfter: number
  readonly p: number
}

export interface Growth {
  readonly signal: SignalName
  readonly window: WindowFacts
  readonly bytesPerMin: number
  readonly samples: number
  /** Growth over the window against all memory of its kind. */
  readonly shareOfTotal: number
  /** Samples after the run that this was read from. */
  readonly samplesAfter: number
  /** Share of the growth that was gone after the run; null where nobody looked. */
  readonly releasedShare: number | null
  /** When it began, within the window; null where it grew from the start, or that can't be told. */
  readonly began: GrowthStart | null
  /** Open requests grew too. */
  readonly queueFollows: boolean
  /** The trend is more than persistent noise, and rises in most parts of the window. */
  readonly isSteady: boolean
}

/** The server's own memory says more than the machine's, which others use too. */
const candidates: readonly (readonly [signal: SignalName, total: SignalName])[] = [['srv.rss.anon', 'mem.total'], ['gpu.mem.used', 'gpu.mem.total']]
const minRequests = 100
const minMs = 600_000
const blockCount = 6
/** Concurrency of the last third against the first: above, the load itself grew. */
const steadyLoad = 1.5

function meansOf(values: ArrayLike<number>, parts: number): readonly number[] {
  const known = Array.from(values).filter((value) => !Number.isNaN(value))
  const size = Math.max(1, Math.floor(known.length / parts))
  return Array.from({ length: parts }, (_, i) => known.slice(i * size, (i + 1) * size)).flatMap((part) => (part.length === 0 ? [] : [part.reduce((sum, value) => sum + value, 0) / part.length]))
}

function risingBlocks(values: ArrayLike<number>): number {
  const means = meansOf(values, blockCount)
  return means.reduce((count, mean, i) => (i > 0 && mean > means[i - 1]! ? count + 1 : count), 0)
}

/** Where memory begins to grow, its change from bin to bin changes its level. */
function startOf({ fromMs, binMs }: TimeGrid, values: Float64Array): GrowthStart | null {
  const steps = Float64Array.from({ length: Math.max(0, values.length - 1) }, (_, i) => values[i + 1]! - values[i]!)
  const [series] = scanChanges([steps]).series
  const first = series?.changes.find(({ before, after }) => after > 2 * Math.max(0, before))
  if (first === undefined) return null
  const perMin = (bytes: number) => (bytes / binMs) * 60_000
  return { atMs: fromMs + first.at * binMs, binMs: first.size * binMs, bins: first.n, perMinBefore: perMin(first.before), perMinAfter: perMin(first.after), p: first.p }
}

function settled(series: readonly SignalSeries[], signal: SignalName, fromMs: number): { readonly value: number | null; readonly n: number } {
  const own = series.find((one) => one.signal === signal && one.tMs.length > 0)
  if (own === undefined) return { value: null, n: 0 }
  // The last values: memory is given back with some delay.
  const after = [...own.value].filter((value, i) => own.tMs[i]! > fromMs && !Number.isNaN(value))
  const last = after.slice(-Math.max(3, Math.floor(after.length / 4)))
  return after.length < 3 ? { value: null, n: after.length } : { value: medianOrNull(last), n: last.length }
}

/** Enough requests, or enough time, for a trend to be told from noise. */
export function isLongEnough({ requests, fromMs, toMs }: Pick<WindowFacts, 'requests' | 'fromMs' | 'toMs'>): boolean {
  return requests.length >= minRequests || toMs - fromMs >= minMs
}

/** The part of a window in which memory grows: from where that began, else all of it. */
interface Part {
  readonly began: GrowthStart | null
  readonly tMin: Float64Array
  readonly bytes: Float64Array
  readonly concurrency: Float64Array
  readonly minutes: number
}

/** A trend over a part that was flat and one that grew looks like noise that remembers: it is judged from where it began, where that part is long enough. */
function growingPart(window: WindowFacts, bytes: Float64Array): Part {
  const { grid, requests: { concurrency } } = window.fine
  const tMin = Float64Array.from({ length: grid.count }, (_, i) => ((i + 0.5) * grid.binMs) / 60_000)
  const began = startOf(grid, bytes)
  const isLong = began !== null && isLongEnough({ ...window, fromMs: began.atMs, requests: window.requests.filter(({ sentAtMs }) => (sentAtMs ?? 0) >= began.atMs) })
  const from = isLong ? Math.round((began.atMs - grid.fromMs) / grid.binMs) : 0
  return { began, tMin: tMin.subarray(from), bytes: bytes.subarray(from), concurrency: concurrency.subarray(from), minutes: (window.toMs - (isLong ? began.atMs : window.fromMs)) / 60_000 }
}

function growthIn(input: EvidenceInput, window: WindowFacts, signal: SignalName, total: SignalName, limits: DiagnosisLimits): Growth | null {
  const series = gridSignalOf(window.fine, signal)
  const all = maxOf(input.whole, total) ?? (total === 'mem.total' ? input.machine.memoryBytes.value : null)
  if (series === null || all === null || !isLongEnough(window)) return null
  const { began, tMin, bytes, concurrency, minutes } = growingPart(window, series.mean)
  const found = drift(tMin, bytes)
  if (found === null || found.slope <= 0) return null
  const grown = found.slope * minutes
  if (grown < limits.growthShare * all) return null
  const known = [...series.mean].filter((value) => !Number.isNaN(value))
  const [low, high] = [Math.min(...known), Math.max(...known)]
  const after = settled(input.stored.telemetry, signal, window.toMs)
  const load = meansOf(concurrency, 3)
  return {
    signal, window, began, bytesPerMin: found.slope, samples: found.n, shareOfTotal: grown / all,
    releasedShare: after.value === null ? null : Math.max(0, Math.min(1, (high - after.value) / (high - low))), samplesAfter: after.n,
    isSteady: found.p <= limits.trendP && risingBlocks(bytes) >= limits.growthBlocks,
    queueFollows: (load.at(-1) ?? 0) > steadyLoad * (load[0] ?? 0),
  }
}

/** The largest first. */
export function growthOf(input: EvidenceInput, limits: DiagnosisLimits): readonly Growth[] {
  return input.windows
    .flatMap((window) => candidates.flatMap(([signal, total]) => growthIn(input, window, signal, total, limits) ?? []))
    .toSorted((a, b) => b.shareOfTotal - a.shareOfTotal)
}
