/** One sentence per layer: which one holds, and its numbers. The words themselves are in the catalogue (`domain:verdict.…`). */
import type { CapacitySummary, ErrorReport, RangeAnalysis, StageAnalysis, Verdict } from '../model/analysis.ts'
import type { ClientHealth } from '../model/client-health.ts'
import { isFailure } from '../model/outcome.ts'
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
  readonly errors: ErrorReport
  readonly client: ClientHealth
}

/** From this share on it is said that answers came in one piece. */
const onePieceNotice = 0.1

function capacity({ stages, capacity: found }: Findings, levels: readonly Level[], flags: Params): Verdict {
  const best = stages.find(({ index }) => index === found.bestStage)
  if (best === undefined || found.bestOutputTokensPerS === null) return verdict('capacity', 'none', null, flags)
  if (stages.every(({ compatible }) => compatible.successfulRequests === 0)) return verdict('capacity', 'allFailed', null, flags)
  const params: Params = {
    ...flags, ...brokenParams(levels), users: best.concurrency, tokensPerS: found.bestOutputTokensPerS, n: best.metrics.e2eMs.n,
    ...(best.completedQps === null ? {} : { qps: best.completedQps }),
  }
  if (best.failureMark === 'greyed') return verdict('capacity', 'failing', 'bad', params)
  const knee = stages.find(({ index }) => index === found.kneeStage)
  if (knee !== undefined) return verdict('capacity', 'knee', null, { ...params, kneeUsers: knee.concurrency })
  // Where a heavier load failed, the limit is known: it lies between.
  if (levels.some(({ broken, users }) => broken !== null && users > best.concurrency)) return verdict('capacity', 'broken', null, params)
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
  const users = stages.find(({ index }) => index === strike.stage)?.concurrency
  if (users === undefined || strike.warmup) return verdict('stability', 'errorsEarly', errorBand(failed / n), share)
  return verdict('stability', 'errors', errorBand(failed / n), { ...share, users })
}

/** A client that was the bottleneck makes the figures its own: then no band is given. */
function clientParams({ stages, client }: Findings): Params {
  if (isClientLimited(client)) return { clientLimited: 1 }
  const limited = stages.filter((stage) => isClientLimited(stage.client)).map(({ concurrency }) => concurrency)
  return limited.length === 0 ? {} : { clientLimited: 1, limitedAt: limited.join(', ') }
}

function judged(found: Verdict, client: Params): Verdict {
  return 'clientLimited' in client ? { ...found, band: null, params: { ...found.params, ...client } } : found
}

/** Experience, capacity, stability: always three, in this order; `params` are numbers in base units (ms, shares 0..1, per second). */
export function sessionVerdicts(findings: Findings, stored: StoredSession): readonly Verdict[] {
  const { tokenSources, onePieceShare } = findings.overall
  const flags: Params = {
    simulated: stored.meta.plan.target.simulated ? 1 : 0,
    estimated: tokenSources.includes('chunks') ? 1 : 0,
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
