/** What the figures of a scope rest on: its name, its client, and how many of its requests failed. */
import { isClientLimited } from '../../../../core/analysis/index.ts'
import { formatterFor, loadText } from '../../../../core/format/index.ts'
import type { RangeAnalysis, SessionAnalysis } from '../../../../core/model/analysis.ts'
import { isFailure, outcomes, type Outcome } from '../../../../core/model/outcome.ts'
import type { RequestColumns } from '../../../../core/model/request-columns.ts'
import type { Translate } from '../../../../shared/i18n/index.ts'
import { rangeText } from '../../charts/range-text.ts'
import type { Scope } from './scope.ts'

/** Whole numbers and rates are written alike in every language. */
const numbers = formatterFor('en')

/** “8 users”, “all stages” or “0:42–0:58”. */
export function scopeText(scope: Scope, t: Translate): string {
  switch (scope.kind) {
    case 'all': return t('session:scope.all')
    case 'stage': return loadText({ f: numbers, t }, scope.figures) ?? ''
    case 'range': return rangeText(scope.range)
  }
}

/** Whether the client was the bottleneck somewhere in the scope: then its figures don't judge the server. */
export function isScopeLimited(scope: Scope, analysis: SessionAnalysis): boolean {
  switch (scope.kind) {
    case 'all': return isClientLimited(analysis.client) || analysis.stages.some(({ client }) => isClientLimited(client))
    case 'stage': return isClientLimited(scope.figures.client)
    case 'range': return analysis.stages.some(({ client, startMs, endMs }) => isClientLimited(client) && startMs <= scope.range[1] && endMs >= scope.range[0])
  }
}

export interface FailureCount {
  /** Ended, those cancelled by the user left out: what the error rate is a share of. */
  readonly ended: number
  readonly failed: number
  /** Failed / ended, 0..1; null where none ended. */
  readonly rate: number | null
  /** Counted over whole stages, because no request ended in their steady windows. */
  readonly isWhole: boolean
}

function counted(counts: Iterable<readonly [Outcome, number]>, isWhole: boolean): FailureCount {
  let [ended, failed] = [0, 0]
  for (const [outcome, count] of counts) {
    if (outcome === 'cancelled') continue
    ended += count
    if (isFailure(outcome)) failed += count
  }
  return { ended, failed, rate: ended === 0 ? null : failed / ended, isWhole }
}

const byOutcome = ({ byOutcome: counts }: RangeAnalysis): readonly (readonly [Outcome, number])[] => Object.entries(counts) as [Outcome, number][]

/** A stage in which everything fails has no steady window; its failures still count. */
export function failuresOf(scope: Scope, requests: RequestColumns): FailureCount {
  const inWindow = counted(scope.figures === null ? [] : byOutcome(scope.figures), false)
  if (scope.kind === 'range' || inWindow.ended > 0) return inWindow
  const ofScope: (readonly [Outcome, number])[] = []
  requests.outcome.forEach((code, i) => {
    const belongs = requests.warmup[i] !== 1 && (scope.kind === 'all' || requests.stage[i] === scope.figures.index)
    if (belongs) ofScope.push([outcomes[code] ?? 'malformed', 1])
  })
  return counted(ofScope, true)
}
