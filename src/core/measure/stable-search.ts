/** The search for the stable rate as a decision: which rate to try next, or what the trials so far amount to. Pure. */
import type { SearchBounds, SearchEnd } from '../model/plan.ts'

/** One stage at a rate, and whether everything held. */
export interface Trial {
  readonly ratePerS: number
  readonly passed: boolean
}

export type SearchDecision =
  | { readonly kind: 'try'; readonly ratePerS: number; readonly isConfirmation: boolean }
  | { readonly kind: 'end'; readonly end: SearchEnd; readonly stablePerS: number | null; readonly kneePerS: number | null }

/** How far below the start is looked before giving up. */
const floorShare = 1 / 64

interface Bracket {
  /** Highest rate below the knee that never failed. */
  readonly heldPerS: number | null
  /** Lowest rate that failed at least once. */
  readonly failedPerS: number | null
  /** How often the held rate was tried. */
  readonly heldTimes: number
}

/** What the trials say; a rate that failed once is not stable, however often it held. */
export function bracketOf(trials: readonly Trial[]): Bracket {
  const failed = trials.filter(({ passed }) => !passed).map(({ ratePerS }) => ratePerS)
  const failedPerS = failed.length === 0 ? null : Math.min(...failed)
  const held = trials.filter(({ ratePerS, passed }) => passed && ratePerS < (failedPerS ?? Number.POSITIVE_INFINITY)).map(({ ratePerS }) => ratePerS)
  const heldPerS = held.length === 0 ? null : Math.max(...held)
  return { heldPerS, failedPerS, heldTimes: held.filter((rate) => rate === heldPerS).length }
}

/** Rates are set to four digits, so that a repeated one is the same number. */
function tidy(ratePerS: number): number {
  return Number(ratePerS.toPrecision(4))
}

function wanted({ heldPerS, failedPerS, heldTimes }: Bracket, bounds: SearchBounds): SearchDecision {
  const attempt = (ratePerS: number, isConfirmation = false): SearchDecision => ({ kind: 'try', ratePerS: tidy(ratePerS), isConfirmation })
  if (failedPerS === null) {
    if (heldPerS === null) return attempt(bounds.startPerS)
    return heldPerS >= bounds.maxPerS ? { kind: 'end', end: 'no-limit', stablePerS: heldPerS, kneePerS: null } : attempt(Math.min(2 * heldPerS, bounds.maxPerS))
  }
  if (heldPerS === null) {
    return failedPerS / 2 < bounds.startPerS * floorShare ? { kind: 'end', end: 'never-stable', stablePerS: null, kneePerS: failedPerS } : attempt(failedPerS / 2)
  }
  if (failedPerS / heldPerS - 1 > bounds.tolerance) return attempt((heldPerS + failedPerS) / 2)
  return heldTimes < 2 ? attempt(heldPerS, true) : { kind: 'end', end: 'found', stablePerS: heldPerS, kneePerS: failedPerS }
}

/** Doubles to the knee (or halves down from a start that fails), bisects to the tolerance, repeats the rate that held. */
export function nextTrial(trials: readonly Trial[], bounds: SearchBounds): SearchDecision {
  const bracket = bracketOf(trials)
  const decision = wanted(bracket, bounds)
  if (decision.kind === 'end' || trials.length < bounds.maxTrials) return decision
  return { kind: 'end', end: 'trials', stablePerS: bracket.heldPerS, kneePerS: bracket.failedPerS }
}
