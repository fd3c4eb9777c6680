/** Energy of the graphics cards over the stages, and the machine at rest before and after: what may be claimed of a power sensor, and no more. */
import type { EnergyFigures, EnergyReport, RestFigures } from '../model/analysis.ts'
import { isSuccess } from '../model/outcome.ts'
import type { RequestRecord } from '../model/request.ts'
import type { StoredSession } from '../model/stored-session.ts'
import type { SignalName, SignalSeries } from '../model/telemetry.ts'
import { holdMean, timeMean } from './time-mean.ts'
import type { Interval } from './window.ts'

/** Less of the time covered by samples than this: no figure. */
const minCoverage = 0.95
/** Shorter than this, a sensor that averages over a second is off by more than 5 %. */
const minWindowMs = 10_000
/** A card that works less than this, in %, serves no request of the run. */
const usedPercent = 5
/** Less rest than this says nothing about the machine at rest. */
const minRestMs = 1_000

function seriesOf(stored: StoredSession, signal: SignalName): readonly SignalSeries[] {
  return stored.telemetry.filter((series) => series.signal === signal && series.value.some((value) => !Number.isNaN(value)))
}

/** From the first request sent to the last token; null when nothing was sent. */
function loadWindow(requests: readonly RequestRecord[]): Interval | null {
  let [fromMs, toMs] = [Infinity, -Infinity]
  for (const { sentAtMs, lastTokenAtMs, endAtMs } of requests) {
    if (sentAtMs === null) continue
    fromMs = Math.min(fromMs, sentAtMs)
    toMs = Math.max(toMs, lastTokenAtMs ?? endAtMs)
  }
  return toMs > fromMs ? [fromMs, toMs] : null
}

/** Tokens of failed requests cost energy but count as no output. */
function outputTokens(requests: readonly RequestRecord[]): number {
  return requests.reduce((sum, { outcome, outputTokens: told, chunkAtMs }) => (isSuccess(outcome) ? sum + (told ?? chunkAtMs.length) : sum), 0)
}

/** Cards that worked in these windows, and cards that tell only their power. */
function usedCards(stored: StoredSession, windows: readonly Interval[]): readonly SignalSeries[] {
  const use = new Map(seriesOf(stored, 'gpu.util').map((series) => [series.device, series]))
  return seriesOf(stored, 'gpu.power').filter((power) => {
    const own = use.get(power.device)
    return own === undefined || windows.some((window) => (timeMean(own, window).mean ?? 0) > usedPercent)
  })
}

const noEnergy = { gpus: 0, windowMs: 0, tokens: 0, coverage: null, grossJ: null, netJ: null, grossJPerToken: null, netJPerToken: null } as const

/** E = ∫P dt over the windows, summed over the cards in use; net = less the power at rest. */
function energyOver(stored: StoredSession, windows: readonly Interval[], requests: readonly RequestRecord[], rest: Interval | null): EnergyFigures {
  const windowMs = windows.reduce((sum, [from, to]) => sum + to - from, 0)
  const tokens = outputTokens(requests)
  const base = { ...noEnergy, windowMs, tokens }
  const cards = usedCards(stored, windows)
  if (cards.length === 0) return { ...base, reason: seriesOf(stored, 'gpu.power').length === 0 ? 'no-power' : 'idle' }
  const parts = cards.map((card) => windows.map((window) => ({ window, ...timeMean(card, window) })))
  const covered = parts.map((card) => card.reduce((sum, { window: [from, to], coverage }) => sum + coverage * (to - from), 0) / windowMs)
  const coverage = Math.min(...covered)
  const known = { ...base, gpus: cards.length, coverage }
  if (windowMs < minWindowMs) return { ...known, reason: 'too-short' }
  if (coverage < minCoverage) return { ...known, reason: 'coverage' }
  if (tokens === 0) return { ...known, reason: 'no-tokens' }
  const grossJ = parts.flat().reduce((sum, { window: [from, to], mean }) => sum + ((mean ?? 0) * (to - from)) / 1_000, 0)
  const idle = rest === null ? [null] : cards.map((card) => timeMean(card, rest).mean)
  const idleW = idle.reduce<number | null>((sum, power) => (sum === null || power === null ? null : sum + power), 0)
  const overIdleJ = idleW === null ? null : grossJ - (idleW * windowMs) / 1_000
  // A board that drew no less at rest was not at rest: nothing can be told apart.
  const netJ = overIdleJ === null || overIdleJ <= 0 ? null : overIdleJ
  return { ...known, grossJ, netJ, grossJPerToken: grossJ / tokens, netJPerToken: netJ === null ? null : netJ / tokens, reason: null }
}

function sumOf(stored: StoredSession, signal: SignalName, interval: Interval): number | null {
  const means = seriesOf(stored, signal).map((series) => holdMean(series, interval))
  return means.length === 0 ? null : means.reduce<number | null>((sum, mean) => (sum === null || mean === null ? null : sum + mean), 0)
}

function restFigures(stored: StoredSession, interval: Interval | null): RestFigures | null {
  if (interval === null || stored.telemetry.length === 0) return null
  const of = (signal: SignalName): number | null => sumOf(stored, signal, interval)
  return { fromMs: interval[0], toMs: interval[1], cpuPercent: of('cpu.total'), gpuPowerW: of('gpu.power'), memoryBytes: of('mem.used'), serverOwnBytes: of('srv.rss.anon') }
}

/** Before the first and after the last request, where that is long enough. */
function restIntervals(stored: StoredSession): { readonly before: Interval | null; readonly after: Interval | null } {
  let [first, last] = [Infinity, -Infinity]
  for (const { dueAtMs, sentAtMs, endAtMs } of stored.requests) {
    first = Math.min(first, sentAtMs ?? dueAtMs)
    last = Math.max(last, endAtMs)
  }
  if (last < first) return { before: null, after: null }
  const endMs = stored.telemetry.reduce((latest, { tMs }) => Math.max(latest, tMs.at(-1) ?? 0), 0)
  return { before: first >= minRestMs ? [0, first] : null, after: endMs - last >= minRestMs ? [last, endMs] : null }
}

/** Energy of each stage and of all together, and the machine at rest. */
export function energyReport(stored: StoredSession): EnergyReport {
  const { before, after } = restIntervals(stored)
  const counted = stored.requests.filter(({ warmup }) => !warmup)
  const stages = stored.stages.map(({ index }) => {
    const requests = counted.filter(({ stage }) => stage === index)
    return { requests, window: loadWindow(requests) }
  })
  const windows = stages.flatMap(({ window }) => (window === null ? [] : [window]))
  return {
    overall: energyOver(stored, windows, counted, before),
    stages: stages.map(({ requests, window }) => energyOver(stored, window === null ? [] : [window], requests, before)),
    before: restFigures(stored, before),
    after: restFigures(stored, after),
  }
}
