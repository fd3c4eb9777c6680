/** What was different at one moment of a session, against the rest of its stage. */
import type { RequestLabel } from './request-labels.ts'
import type { SessionEvent } from './session.ts'
import type { SignalDef, SignalUnit } from './telemetry.ts'

/** One request, or a stretch of time such as a spike. */
export type Moment =
  | { readonly kind: 'request'; readonly index: number }
  | { readonly kind: 'interval'; readonly fromMs: number; readonly toMs: number }

/** What is compared; words in `diagnosis:explain.name.…`. The first six are what was felt, the others may be why. */
export const momentNames = [
  'ttft', 'tpot', 'e2e', 'longestGap', 'medianTtft', 'medianTpot',
  'inFlight', 'waiting', 'promptTokens', 'cachedTokens', 'outputTokens', 'signal',
] as const
export type MomentName = (typeof momentNames)[number]

export interface MomentFigure {
  readonly name: MomentName
  /** Set where a sensor was read. */
  readonly signal: Pick<SignalDef, 'source' | 'device' | 'deviceLabel' | 'signal'> | null
  readonly unit: SignalUnit
  readonly value: number
  /** Median of what it is compared with. */
  readonly usual: number
  /** Requests, or stretches of time of the same length, that it is compared with. */
  readonly n: number
  /** Share 0..1 of them that are lower; those that are equal count half. */
  readonly rank: number
  /** (value − usual) / (1.4826 × MAD); null where the others are all alike. */
  readonly z: number | null
  /** Whether it stands out: by far, and by enough to matter. */
  readonly isUnusual: boolean
  readonly fromMs: number
  readonly toMs: number
}

/** Why there is nothing to compare with: words in `diagnosis:explain.gap.…`. */
export type MomentGap = 'no-stage' | 'too-few' | 'unknown-request'

/** A new level of a series, for good. */
export interface LevelChange {
  /** Begin of the first bin with the new level. */
  readonly atMs: number
  readonly before: number
  readonly after: number
  /** Corrected for all tests of the stretch (Holm). */
  readonly p: number
  /** Bins that were tested, and how long one is. */
  readonly n: number
  readonly binMs: number
}

/** A series that changed its level near the moment. */
export interface MomentChange extends LevelChange {
  readonly signal: NonNullable<MomentFigure['signal']>
  readonly unit: SignalUnit
}

/** What changed within two bins of the moment, among all series of its stage. */
export interface MomentChanges {
  readonly changes: readonly MomentChange[]
  readonly tested: number
  /** Series whose noise remembers too much to be tested. */
  readonly persistent: number
  readonly bins: number
  /** Why nothing could be tested. */
  readonly gap: 'too-few-bins' | 'too-persistent' | null
}

export interface Explanation {
  readonly moment: Moment
  /** What it was compared with; null outside of stages. */
  readonly stage: number | null
  /** The stretch of time that was looked at: the slow phase of a request. */
  readonly fromMs: number
  readonly toMs: number
  readonly gap: MomentGap | null
  /** What was felt. */
  readonly felt: readonly MomentFigure[]
  /** What stood out then, the most unusual first; empty = nothing does. */
  readonly differences: readonly MomentFigure[]
  /** How many figures were compared in all: among many, some stand out by chance. */
  readonly compared: number
  /** Null outside of stages. */
  readonly changed: MomentChanges | null
  readonly labels: readonly RequestLabel[]
  /** Within two seconds of it. */
  readonly events: readonly SessionEvent[]
}
