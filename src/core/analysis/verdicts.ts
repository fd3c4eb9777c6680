/** One sentence per layer: which one holds, and its numbers. The words themselves are in the catalogue (`domain:verdict.…`). */
import type { Band, CapacitySummary, ErrorReport, RangeAnalysis, StageAnalysis, Verdict } from '../model/analysis.ts'
import { isFailure } from '../model/outcome.ts'
import type { StoredSession } from '../model/stored-session.ts'
import { errorBand, tpotBand, ttftBand, ttftLimitsMs, worseBand } from './bands.ts'

/** What verdicts are formed from. */
export interface Findings {
  readonly stages: readonly StageAnalysis[]
  readonly overall: RangeAnalysis
  readonly capacity: CapacitySummary
  readonly errors: ErrorReport
}

type Params = Readonly<Record<string, number | string>>
type Flags = Readonly<{ simulated: 0 | 1; estimated: 0 | 1 }>

function verdict(layer: Verdict['layer'], name: string, band: Band | null, params: Params): Verdict {
  return { layer, band, key: `domain:verdict.${layer}.${name}`, params }
}

interface Level {
  readonly users: number
  readonly n: number
  readonly ttftMs: number
  readonly tpotMs: number | null
}

/** Stages with answers, by users: what each load level felt like. */
function levelsOf(stages: readonly StageAnalysis[]): readonly Level[] {
  return stages
    .flatMap(({ concurrency, metrics: { ttftMs, tpotMs } }) =>
      ttftMs.p95 === null ? [] : [{ users: concurrency, n: ttftMs.n, ttftMs: ttftMs.p95, tpotMs: tpotMs.p95 }])
    .sort((a, b) => a.users - b.users)
}

/** The strictest limit that at least the lightest load keeps, and how many levels in a row keep it. */
function heldLimit(levels: readonly Level[]): { readonly limitMs: number; readonly held: number } | null {
  for (const limitMs of [ttftLimitsMs.good, ttftLimitsMs.acceptable, ttftLimitsMs.poor]) {
    const broken = levels.findIndex((level) => level.ttftMs > limitMs)
    const held = broken === -1 ? levels.length : broken
    if (held > 0) return { limitMs, held }
  }
  return null
}

/** Of the load that reads worst, so that a smooth light load hides nothing. */
function slowestRhythm(levels: readonly Level[]): Params {
  let slowest: { readonly users: number; readonly tpotMs: number } | null = null
  for (const { users, tpotMs } of levels) if (tpotMs !== null && tpotMs > (slowest?.tpotMs ?? 0)) slowest = { users, tpotMs }
  return slowest === null ? {} : { tpotP95Ms: slowest.tpotMs, tpotUsers: slowest.users, rhythm: tpotBand(slowest.tpotMs) ?? '' }
}

function experience(stages: readonly StageAnalysis[], flags: Flags): Verdict {
  const levels = levelsOf(stages)
  const first = levels[0]
  const last = levels.at(-1)
  if (first === undefined || last === undefined) return verdict('experience', 'none', null, { ...flags })
  let band: Band | null = null
  for (const { ttftMs, tpotMs } of levels) band = worseBand(band, worseBand(ttftBand(ttftMs), tpotBand(tpotMs)))
  const rhythm = slowestRhythm(levels)
  const limit = heldLimit(levels)
  if (limit === null) return verdict('experience', 'never', band, { ...flags, users: first.users, ttftP95Ms: first.ttftMs, n: first.n, ...rhythm })
  const held = levels[limit.held - 1]!
  const next = levels[limit.held]
  const params = { ...flags, limitMs: limit.limitMs, users: held.users, ttftP95Ms: held.ttftMs, n: held.n, ...rhythm }
  if (next !== undefined) return verdict('experience', 'upTo', band, { ...params, nextUsers: next.users, nextTtftP95Ms: next.ttftMs, nextN: next.n })
  return verdict('experience', levels.length === 1 ? 'single' : 'always', band, params)
}

function capacity({ stages, capacity: found }: Findings, flags: Flags): Verdict {
  const best = stages.find(({ index }) => index === found.bestStage)
  if (best === undefined || found.bestOutputTokensPerS === null) return verdict('capacity', 'none', null, { ...flags })
  if (stages.every(({ compatible }) => compatible.successfulRequests === 0)) return verdict('capacity', 'allFailed', null, { ...flags })
  const params: Params = {
    ...flags, users: best.concurrency, tokensPerS: found.bestOutputTokensPerS, n: best.requestsInWindow,
    ...(best.completedQps === null ? {} : { qps: best.completedQps }),
  }
  const knee = stages.find(({ index }) => index === found.kneeStage)
  if (knee !== undefined) return verdict('capacity', 'knee', null, { ...params, kneeUsers: knee.concurrency })
  const levels = new Set(stages.filter(({ outputTokensPerS }) => outputTokensPerS !== null).map(({ concurrency }) => concurrency))
  return verdict('capacity', levels.size > 1 ? 'growing' : 'single', null, params)
}

function stability({ errors, stages }: Findings, stored: StoredSession, flags: Flags): Verdict {
  const ended = stored.requests.filter(({ outcome }) => outcome !== 'cancelled').length
  if (ended === 0) return verdict('stability', 'none', null, { ...flags })
  const strike = errors.firstStrike
  if (strike === null) return verdict('stability', 'clean', 'good', { ...flags, n: ended })
  const failed = stored.requests.filter(({ outcome }) => isFailure(outcome)).length
  const users = stages.find(({ index }) => index === strike.stage)?.concurrency
  const params: Params = {
    ...flags, n: ended, failed, failedShare: failed / ended, outcome: strike.outcome, atMs: strike.atMs,
    ...(users === undefined || strike.warmup ? {} : { users }),
  }
  if (failed === ended) return verdict('stability', 'allFailed', 'bad', params)
  return verdict('stability', strike.warmup || users === undefined ? 'warmupErrors' : 'errors', errorBand(failed / ended), params)
}

/** Experience, capacity, stability: always three, in this order; `params` are numbers in base units (ms, shares 0..1, per second). */
export function sessionVerdicts(findings: Findings, stored: StoredSession): readonly Verdict[] {
  const flags: Flags = {
    simulated: stored.meta.plan.target.simulated ? 1 : 0,
    estimated: findings.overall.tokenSources.includes('chunks') ? 1 : 0,
  }
  return [experience(findings.stages, flags), capacity(findings, flags), stability(findings, stored, flags)]
}
