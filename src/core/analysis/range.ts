/** Figures of one or several intervals of a session: latency of requests sent in them, rates per second of their length. */
import type { Peak, RangeAnalysis } from '../model/analysis.ts'
import { isFailure, isSuccess, type Outcome } from '../model/outcome.ts'
import { isEstimate, type RequestRecord, type TokenSource } from '../model/request.ts'
import { paceFigures } from './pace.ts'
import { positionProfile } from './position-profile.ts'
import { prefillSlope } from './prefill.ts'
import { cachedShare } from './cached-share.ts'
import { metricDistributions, type MetricDistributions } from './sample.ts'
import { tokensBetween } from './tokens.ts'
import { turnFigures } from './turns.ts'
import { anchorMs, sentWithin, type Interval } from './window.ts'

/** Raw sums of one interval; those of several add up. */
export interface RangeTotals {
  readonly lengthMs: number
  readonly touching: number
  readonly due: number
  readonly sent: number
  readonly completed: number
  readonly tokens: number
  readonly busyMs: number
  readonly peakPerS: number | null
  readonly maxOpen: number
}

const peakWindowMs = 1000

/** Highest number of ascending `times` within any interval of one second. */
function densestSecond(times: Float64Array): number {
  let best = 0
  let tail = 0
  for (let head = 0; head < times.length; head += 1) {
    while (times[head]! - times[tail]! >= peakWindowMs) tail += 1
    best = Math.max(best, head - tail + 1)
  }
  return best
}

/** Most of `spans` at one instant; one that ends when another begins is not open beside it. */
function mostOpen(starts: Float64Array, ends: Float64Array): number {
  starts.sort()
  ends.sort()
  let [open, most, ended] = [0, 0, 0]
  for (const startMs of starts) {
    while (ended < ends.length && ends[ended]! <= startMs) ended += 1
    open += 1
    if (open - ended > most) most = open - ended
  }
  return most
}

/** Sums over `requests` (sent whenever) of what happened in `window`. */
export function rangeTotals(requests: readonly RequestRecord[], [fromMs, toMs]: Interval): RangeTotals {
  const within = (atMs: number) => atMs >= fromMs && atMs <= toMs
  let [touching, due, sent, tokens, busyMs] = [0, 0, 0, 0, 0]
  const completedAtMs: number[] = []
  const [starts, ends]: [number[], number[]] = [[], []]
  for (const request of requests) {
    const anchor = anchorMs(request)
    if (within(request.dueAtMs)) due += 1
    if (request.sentAtMs !== null && within(request.sentAtMs)) sent += 1
    if (isSuccess(request.outcome) && within(request.endAtMs)) completedAtMs.push(request.endAtMs)
    if (anchor > toMs || request.endAtMs < fromMs) continue
    touching += 1
    if (request.sentAtMs !== null && request.sentAtMs <= toMs) {
      starts.push(request.sentAtMs)
      ends.push(request.endAtMs)
    }
    if (request.sentAtMs !== null) busyMs += Math.max(0, Math.min(request.endAtMs, toMs) - Math.max(request.sentAtMs, fromMs))
    tokens += tokensBetween(request, fromMs, toMs)
  }
  const lengthMs = toMs - fromMs
  const peakPerS = lengthMs >= peakWindowMs ? densestSecond(Float64Array.from(completedAtMs).sort()) : null
  return { lengthMs, touching, due, sent, completed: completedAtMs.length, tokens, busyMs, peakPerS, maxOpen: mostOpen(Float64Array.from(starts), Float64Array.from(ends)) }
}

/** Totals of separate intervals as one. */
export function addTotals(all: readonly RangeTotals[]): RangeTotals {
  const sum = (name: Exclude<keyof RangeTotals, 'peakPerS' | 'maxOpen'>) => all.reduce((total, one) => total + one[name], 0)
  const peaks = all.flatMap(({ peakPerS }) => (peakPerS === null ? [] : [peakPerS]))
  return {
    lengthMs: sum('lengthMs'), touching: sum('touching'), due: sum('due'), sent: sum('sent'), completed: sum('completed'),
    tokens: sum('tokens'), busyMs: sum('busyMs'), peakPerS: peaks.length === 0 ? null : peaks.reduce((a, b) => Math.max(a, b)),
    maxOpen: all.reduce((most, one) => Math.max(most, one.maxOpen), 0),
  }
}

/** Failures of those that ended, cancelled ones left out; null when none ended. */
export function failureShare(requests: readonly RequestRecord[]): number | null {
  let [failed, ended] = [0, 0]
  for (const { outcome } of requests) {
    if (outcome === 'cancelled') continue
    ended += 1
    if (isFailure(outcome)) failed += 1
  }
  return ended === 0 ? null : failed / ended
}

export function countOutcomes(requests: readonly RequestRecord[]): Partial<Record<Outcome, number>> {
  const counts: Partial<Record<Outcome, number>> = {}
  for (const { outcome } of requests) counts[outcome] = (counts[outcome] ?? 0) + 1
  return counts
}

function sourcesByFrequency(requests: readonly RequestRecord[]): readonly TokenSource[] {
  const counts = new Map<TokenSource, number>()
  for (const { tokenSource } of requests) if (tokenSource !== null) counts.set(tokenSource, (counts.get(tokenSource) ?? 0) + 1)
  return [...counts].sort((a, b) => b[1] - a[1]).map(([source]) => source)
}

/** Null where no server counted tokens: an estimate of one token a chunk can't confirm itself. */
function hasOneTokenPerChunk(requests: readonly RequestRecord[]): boolean | null {
  let [tokens, chunks] = [0, 0]
  for (const { outcome, tokenSource, outputTokens, chunkAtMs } of requests) {
    if (!isSuccess(outcome) || tokenSource === null || isEstimate(tokenSource) || outputTokens === null) continue
    tokens += outputTokens
    chunks += chunkAtMs.length
  }
  return chunks === 0 ? null : tokens / chunks <= 1.05
}

/** A proxy that buffers, or a server that sends it all at the end, leaves no pace to measure. */
function onePieceShare(requests: readonly RequestRecord[]): number | null {
  let [whole, answers] = [0, 0]
  for (const { outcome, outputTokens, firstTokenAtMs, lastTokenAtMs } of requests) {
    if (!isSuccess(outcome) || firstTokenAtMs === null || outputTokens === null || outputTokens < 2) continue
    answers += 1
    if (firstTokenAtMs === lastTokenAtMs) whole += 1
  }
  return answers === 0 ? null : whole / answers
}

function rate(count: number, lengthMs: number): number | null {
  return lengthMs > 0 ? (count / lengthMs) * 1000 : null
}

/** A slope over several loads would be that of their queues. */
function prefillWithin(sentInside: readonly RequestRecord[]): RangeAnalysis['prefill'] {
  const isMixed = sentInside.some(({ stage }) => stage !== sentInside[0]?.stage)
  return isMixed ? { n: sentInside.length, msPerToken: null, interval: null, fixedMs: null, tokensPerS: null, rho: null, gap: 'mixed-load' } : prefillSlope(sentInside)
}

/** Puts together the figures of a window (or several): `sentInside` are the requests that belong to it. */
export function describeRange(
  windowMs: Interval | null, sentInside: readonly RequestRecord[], totals: RangeTotals | null, metrics: MetricDistributions,
): RangeAnalysis {
  const measured = totals !== null && totals.touching > 0 ? totals : null
  const perSecond = (count: number | undefined) => (measured === null || count === undefined ? null : rate(count, measured.lengthMs))
  const peakQps: Peak | null = measured === null || measured.peakPerS === null ? null : { perS: measured.peakPerS, overMs: peakWindowMs }
  return {
    windowMs,
    metrics,
    requestsInWindow: sentInside.length,
    offeredQps: perSecond(measured?.due),
    achievedQps: perSecond(measured?.sent),
    completedQps: perSecond(measured?.completed),
    peakQps,
    outputTokensPerS: perSecond(measured?.tokens),
    measuredConcurrency: measured === null || measured.lengthMs <= 0 ? null : measured.busyMs / measured.lengthMs,
    maxConcurrency: measured?.maxOpen ?? null,
    pace: paceFigures(sentInside),
    positions: positionProfile(sentInside),
    prefill: prefillWithin(sentInside),
    errorRate: failureShare(sentInside),
    byOutcome: countOutcomes(sentInside),
    cachedPromptShare: cachedShare(sentInside),
    tokenSources: sourcesByFrequency(sentInside),
    oneTokenPerChunk: hasOneTokenPerChunk(sentInside),
    onePieceShare: onePieceShare(sentInside),
    turns: turnFigures(sentInside),
  }
}

/**
 * Figures of a brushed interval of session ms. A request belongs to it if it was sent in it (warm-ups too: what is selected
 * is what counts); tokens count where they were stamped, so a request that runs across the border adds only its tokens inside.
 */
export function analyseRange(requests: readonly RequestRecord[], fromMs: number, toMs: number): RangeAnalysis {
  const window: Interval = [Math.min(fromMs, toMs), Math.max(fromMs, toMs)]
  const inside = sentWithin(requests, window)
  return describeRange(window, inside, rangeTotals(requests, window), metricDistributions([inside]).all)
}
