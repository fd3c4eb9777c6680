/** One sentence per layer: which one holds, and its numbers. The words themselves are in the catalogue (`domain:verdict.…`). */
import type { CapacitySummary, ErrorReport, RangeAnalysis, StableResult, StageAnalysis, Verdict } from '../model/analysis.ts'
import type { ClientHealth } from '../model/client-health.ts'
import { loadLevel } from '../model/load.ts'
import { isFailure } from '../model/outcome.ts'
import { isEstimate } from '../model/request.ts'
import type { StoredSession } from '../model/stored-session.ts'
import { errorBand } from './bands.ts'
import { isClientLimited } from './client.ts'
import { experienceVerdict } from './experience.ts'
import { levelsOf, type Level } from './levels.ts'
import { brokenParams, verdict, type Params } from './verdict-parts.ts'

/** What verdicts are formed from. */
export interface Findings {
  readonly stages: readonly StageAnalysis[]
  readonly overall: RangeAnalysis
  readonly capacity: CapacitySummary
  readonly stable: StableResult | null
  readonly errors: ErrorReport
  readonly client: ClientHealth
}

/** From this share on it is said that answers came in one piece. */
const onePieceNotice = 0.1

/** What the search found comes before what its stages looked like. */
function stableRate({ stablePerS, kneePerS, kneeMiss, end }: StableResult, flags: Params): Verdict {
  const knee: Params = kneePerS === null ? {} : { kneeUsers: kneePerS, ...(kneeMiss === null ? {} : { miss: kneeMiss }) }
  if (stablePerS === null) return verdict('capacity', kneePerS === null ? 'stableUnknown' : 'stableNever', kneePerS === null ? null : 'bad', { ...flags, ...knee })
  if (kneePerS === null) return verdict('capacity', 'stableNoLimit', null, { ...flags, users: stablePerS })
  return verdict('capacity', end === 'found' ? 'stable' : 'stableRough', null, { ...flags, users: stablePerS, ...knee })
}

function capacity({ stages, stable, capacity: found }: Findings, levels: readonly Level[], flags: Params): Verdict {
  if (stable !== null) return stableRate(stable, flags)
  const best = stages.find(({ index }) => index === found.bestStage)
  if (best === undefined || found.bestOutputTokensPerS === null) return verdict('capacity', 'none', null, flags)
  if (stages.every(({ compatible }) => compatible.successfulRequests === 0)) return verdict('capacity', 'allFailed', null, flags)
  const params: Params = {
    ...flags, ...brokenParams(levels), users: loadLevel(best), tokensPerS: found.bestOutputTokensPerS, n: best.metrics.e2eMs.n,
    ...(best.completedQps === null ? {} : { qps: best.completedQps }),
  }
  if (best.failureMark === 'greyed') return verdict('capacity', 'failing', 'bad', params)
  const knee = stages.find(({ index }) => index === found.kneeStage)
  if (knee !== undefined) return verdict('capacity', flags['arrival'] === undefined ? 'knee' : 'kneeRate', null, { ...params, kneeUsers: loadLevel(knee) })
  // Where a heavier load failed, the limit is known: it lies between.
  if (levels.some(({ broken, users }) => broken !== null && users > loadLevel(best))) return verdict('capacity', 'broken', null, params)
  return verdict('capacity', new Set(levels.map(({ users }) => users)).size > 1 ? 'growing' : 'single', null, params)
}

/** Measured requests only, as everywhere on the page; failures of warm-ups are told apart. */
function stability({ errors, stages }: Findings, stored: StoredSession, flags: Params): Verdict {
  const endedOnes = stored.requests.filter(({ outcome }) => outcome !== 'cancelled')
  const measured = endedOnes.filter(({ warmup }) => !warmup)
  const failed = measured.filter(({ outcome }) => isFailure(outcome)).length
  const n = measured.length
  const strike = errors.firstStrike
  if (strike === null) return n === 0 ? verdict('stability', 'none', null, flags) : verdict('stability', 'clean', 'good', { ...flags, n })
  const warmupFailed = errors.total - failed
  const params: Params = {
    ...flags, n, failed, outcome: strike.outcome, atMs: strike.atMs,
    ...(warmupFailed === 0 ? {} : { warmupFailed, warmupEnded: endedOnes.length - n }),
  }
  if (n === 0) return verdict('stability', 'warmupOnly', 'bad', params)
  if (failed === 0) return verdict('stability', 'warmupErrors', 'acceptable', params)
  const share = { ...params, failedShare: failed / n }
  if (failed === n) return verdict('stability', 'allFailed', 'bad', share)
  const struck = stages.find(({ index }) => index === strike.stage)
  const users = struck === undefined ? undefined : loadLevel(struck)
  if (users === undefined || strike.warmup) return verdict('stability', 'errorsEarly', errorBand(failed / n), share)
  return verdict('stability', 'errors', errorBand(failed / n), { ...share, users })
}

/** A client that was the bottleneck makes the figures its own: then no band is given. */
function clientParams({ stages, client }: Findings): Params {
  if (isClientLimited(client)) return { clientLimited: 1 }
  const limited = stages.filter((stage) => isClientLimited(stage.client)).map(loadLevel)
  return limited.length === 0 ? {} : { clientLimited: 1, limitedAt: limited.join(', ') }
}

function judged(found: Verdict, client: Params): Verdict {
  return 'clientLimited' in client ? { ...found, band: null, params: { ...found.params, ...client } } : found
}

/** Experience, capacity, stability: always three, in this order; `params` are numbers in base units (ms, shares 0..1, per second). */
export function sessionVerdicts(findings: Findings, stored: StoredSession): readonly Verdict[] {
  const arrival = findings.stages[0]?.arrival ?? null
  const { tokenSources, onePieceShare } = findings.overall
  const flags: Params = {
    simulated: stored.meta.plan.target.simulated ? 1 : 0,
    estimated: tokenSources.some(isEstimate) ? 1 : 0,
    // The parameters named users are then requests/s of this arrival.
    ...(arrival === null ? {} : { arrival }),
  }
  const levels = levelsOf(findings.stages, stored.requests)
  const onePiece: Params = onePieceShare !== null && onePieceShare >= onePieceNotice ? { onePieceShare } : {}
  const client = clientParams(findings)
  return [
    judged(experienceVerdict(levels, { ...flags, ...onePiece }), client),
    judged(capacity(findings, levels, flags), client),
    stability(findings, stored, flags),
  ]
}
