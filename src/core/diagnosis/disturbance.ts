/** Did others who used the processor before the run reach what was measured, and can they account for what is slow? */
import { regimeContrast } from '../stats/index.ts'
import type { Fact, GridFacts, EvidenceInput, WindowFacts } from './evidence-input.ts'
import type { DiagnosisLimits } from './limits.ts'
import { gridSignalOf } from './signal-facts.ts'
import { plateauOf } from './plateau.ts'
import { meanOf } from './windows.ts'

/** Token gaps of a window while others were busy, against the rest of it. */
export interface OthersContrast {
  readonly window: WindowFacts
  readonly busyMs: number
  readonly quietMs: number
  readonly bins: number
  readonly isSlower: boolean
}

export interface Disturbance {
  /** CPU of others before the run, % of the machine. */
  readonly restPercent: number
  readonly rest: WindowFacts
  /** How much on average, where requests wait for each other, else in the window in which it was most; null where the server's own part is not known. */
  readonly during: { readonly window: WindowFacts; readonly percent: number; readonly bins: number } | null
  /** Null where a window is too short, or they were busy all the time, or never. */
  readonly contrast: OthersContrast | null
  /** How many times slower a server gets, about, from whose processor so much is taken: 1 ÷ (1 − share). */
  readonly canSlow: number | null
  /** How many times longer requests that wait for others take to their first token than under the lightest load; null where none wait. */
  readonly seen: number | null
  /** `disturbed`: may explain the figures. `too-small`: there, but what is slow needs another reason. `away`: gone, or without effect, where it was measured. */
  readonly verdict: 'disturbed' | 'too-small' | 'away'
}

/** What is seen must be this many times what they can account for: shares of a processor are a rough measure. */
const margin = 2

/** CPU of the tool's own processes, % of one core. */
function ownMean({ signals }: WindowFacts): number {
  return signals.reduce((sum, { signal, mean }) => (signal === 'proc.cpu' ? sum + (mean ?? 0) : sum), 0)
}

/** CPU of others at rest, % of the machine: the tool that draws and records has its own part in the total, and knows it. */
function atRest(before: WindowFacts, cores: number | null): number | null {
  const total = meanOf(before, 'cpu.total')
  return total === null ? null : Math.max(0, total - (cores === null ? 0 : ownMean(before) / cores))
}

/** CPU of others by bin, % of the machine: the total without the server and this tool. Null where one of them is not known. */
export function othersByBin(grid: GridFacts, ownPercent: number, cores: Fact<number>): Float64Array | null {
  const [total, server] = [gridSignalOf(grid, 'cpu.total'), gridSignalOf(grid, 'srv.cpu')]
  const count = cores.value
  if (total === null || server === null || count === null) return null
  return total.mean.map((value, i) => Math.max(0, value - (server.mean[i]! + ownPercent) / count))
}

function meanKnown(values: Float64Array): { readonly percent: number; readonly bins: number } | null {
  const known = values.filter((value) => !Number.isNaN(value))
  return known.length === 0 ? null : { percent: known.reduce((sum, value) => sum + value, 0) / known.length, bins: known.length }
}

/** CPU of others in a window, % of the machine; null where the server's own part is not known. */
export function othersIn(window: WindowFacts, cores: Fact<number>): { readonly percent: number; readonly bins: number } | null {
  const others = othersByBin(window.fine, ownMean(window), cores)
  return others === null ? null : meanKnown(others)
}

function contrastIn(input: EvidenceInput, window: WindowFacts, others: Float64Array, limits: DiagnosisLimits): OthersContrast | null {
  const busy = Array.from(others, (percent) => (Number.isNaN(percent) ? null : percent > limits.restCpuPercent))
  const found = regimeContrast(window.fine.requests.itlMs, busy, 'bins', input.stored.meta.plan.seed)
  if (found === null || !found.isEnough) return null
  return { window, busyMs: found.insideMedian, quietMs: found.outsideMedian, bins: Math.min(found.inside, found.outside), isSlower: found.low > 0 }
}

type Facts = Pick<Disturbance, 'during' | 'contrast' | 'canSlow' | 'seen'>

function verdictOf({ contrast, canSlow, seen }: Facts, isGone: boolean): Disturbance['verdict'] {
  if (isGone) return 'away'
  if (contrast !== null) return contrast.isSlower ? 'disturbed' : 'away'
  return canSlow !== null && seen !== null && seen > margin * canSlow ? 'too-small' : 'disturbed'
}

/** Even with the server's part, the machine had nothing to do: whoever was there before is gone. */
function isQuiet({ windows }: EvidenceInput, limits: DiagnosisLimits): boolean {
  return windows.length > 0 && windows.every((window) => (meanOf(window, 'cpu.total') ?? Infinity) <= limits.restCpuPercent)
}

/** Null where nobody used more than the limit before the run, or it can't be told. */
export function disturbanceOf(input: EvidenceInput, limits: DiagnosisLimits): Disturbance | null {
  const { rest: { before: { value: rest } }, machine: { cpuCores }, server, windows } = input
  const restPercent = rest === null || !server.isLocal ? null : atRest(rest, cpuCores.value)
  if (rest === null || restPercent === null || restPercent <= limits.restCpuPercent) return null
  const seenIn = windows.flatMap((window) => {
    const others = othersByBin(window.fine, ownMean(window), cpuCores)
    const mean = others === null ? null : meanKnown(others)
    return others === null || mean === null ? [] : [{ window, others, ...mean }]
  })
  const plateau = plateauOf(input, limits)
  const most = seenIn.find(({ window }) => window === plateau?.window) ?? seenIn.toSorted((a, b) => b.percent - a.percent)[0]
  const during = most === undefined ? null : { window: most.window, percent: most.percent, bins: most.bins }
  const contrast = seenIn.flatMap(({ window, others }) => contrastIn(input, window, others, limits) ?? []).toSorted((a, b) => Number(b.isSlower) - Number(a.isSlower) || b.bins - a.bins)[0] ?? null
  const facts: Facts = { during, contrast, canSlow: during === null ? null : 1 / Math.max(0.05, 1 - during.percent / 100), seen: plateau?.ttftRatio ?? null }
  const isGone = isQuiet(input, limits) || (seenIn.length === windows.length && seenIn.length > 0 && seenIn.every(({ percent }) => percent <= limits.restCpuPercent))
  return { restPercent, rest, ...facts, verdict: verdictOf(facts, isGone) }
}
