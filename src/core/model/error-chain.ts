/** Errors as a chain of causes: what struck first, what followed, and how the machine stood at each of these instants. */
import type { ErrorClass, ErrorStrike } from './analysis.ts'
import type { MissingReason, SignalName, SignalSource, SignalUnit } from './telemetry.ts'

/** A sensor's last value at an instant. */
export interface StateValue {
  readonly source: SignalSource
  readonly device: string
  readonly signal: SignalName
  readonly unit: SignalUnit
  /** Null = none near enough in time. */
  readonly value: number | null
  /** How much before the instant it was measured, ms. */
  readonly ageMs: number | null
  readonly reason: MissingReason | null
}

/** The machine at an instant. */
export interface MachineState {
  readonly atMs: number
  /** Requests open, the failing one included. */
  readonly openRequests: number
  readonly values: readonly StateValue[]
}

/** The first failure of a class, and how it went on. */
export interface ChainLink extends ErrorStrike {
  /** Failures of this class. */
  readonly count: number
  readonly lastAtMs: number
  /** From sending (or else the due time) to the failure, ms. */
  readonly afterMs: number
  readonly promptTokens: number | null
  /** Just before it struck. */
  readonly machine: MachineState
}

/** What the order of errors says, by a stable id; its words are in the catalogue (`domain:errorOrder.…`). */
export const errorReadingIds = [
  'request-fault', 'context-limit', 'admission-control', 'overload-timeouts', 'hang', 'memory-thrash', 'out-of-memory', 'server-crash',
  'kernel-oom-kill', 'engine-dead', 'sporadic-errors', 'hollow-answers', 'unreachable', 'scattered-cuts',
] as const
export type ErrorReadingId = (typeof errorReadingIds)[number]

/** What a reading may rest on; words in `domain:errorEvidence.…`. Values in base units: ms, shares 0..1, counts. */
export const readingEvidenceNames = [
  'successesBefore', 'shareAfterFirst', 'struckTogether', 'openAtStrike', 'refusedAfter', 'restarts', 'oomKills', 'medianAfterMs', 'tokensWhileWaiting',
  'waitingRequests', 'gpuUtil', 'cpuUtil', 'memoryStall', 'swapInPerS', 'vramShare', 'memoryShare', 'failedPromptTokens', 'longestPassedPromptTokens',
] as const
export type ReadingEvidenceName = (typeof readingEvidenceNames)[number]

export interface ReadingEvidence {
  readonly name: ReadingEvidenceName
  /** Null = not known, which is why the reading is not surer. */
  readonly value: number | null
}

export interface ErrorReading {
  readonly id: ErrorReadingId
  /** How much speaks for it: it fits the order alone, or the machine's state agrees too. */
  readonly support: 'order' | 'order-and-machine'
  readonly evidence: readonly ReadingEvidence[]
}

export interface ErrorChain {
  readonly total: number
  /** Requests that ended, cancelled ones left out. */
  readonly ended: number
  /** One link a class, in order of their first strike. */
  readonly links: readonly ChainLink[]
  /** The class with the most failures; null without failures. */
  readonly dominant: { readonly errorClass: ErrorClass; readonly count: number; readonly share: number } | null
  /** Null without failures. */
  readonly reading: ErrorReading | null
}
