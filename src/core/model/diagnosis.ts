/** What a diagnosis says: causes with how sure they are, what speaks for and against them, and what to try next. */
import type { ErrorReadingId, ReadingEvidenceName } from './error-chain.ts'
import type { Plan } from './plan.ts'
import type { SignalName } from './telemetry.ts'

/** Rules by their stable id, in the order of docs/diagnosis.md. */
export const ruleIds = [
  'client-saturated', 'client-doubt', 'network', 'run-disturbed', 'other-load', 'cold-start', 'model-reload', 'host-bound', 'cpu-offload', 'sysmem-fallback', 'weights-paged', 'swap-thrash',
  'parallel-slots', 'queueing', 'prefill-bound', 'decode-bandwidth', 'context-growth', 'kv-preemption', 'thermal-throttling', 'power-limited', 'other-process',
  'memory-leak', 'queue-memory', 'multi-gpu', 'vram-edge', 'cpu-only',
] as const
export type RuleId = (typeof ruleIds)[number]

/** A rule's cause, or what the order of errors says. */
export type CauseId = RuleId | ErrorReadingId

/** `observed`: it happened. `consistent`: the figures fit it. `likely`: at least two independent signals, in the right order, and nothing against it. Nothing is ever proved. */
export type Confidence = 'observed' | 'consistent' | 'likely'

/** In order of rank: a measurement that can't be trusted; something that happened; a limit that was reached; a note that nothing is wrong with; what keeps the figures from being exact but explains nothing. */
export const causeKinds = ['invalid', 'event', 'limit', 'note', 'caveat'] as const
export type CauseKind = (typeof causeKinds)[number]

/** `share` is 0..1, `ratio` is times. */
export type EvidenceUnit = 'ms' | 'share' | 'ratio' | 'count' | 'tok/s' | '1/s' | 'B' | 'B/s' | 'B/min' | 'W' | '°C' | 'MHz' | 'ms/1k-tok'

/** What evidence can be about; its words are in the catalogue (`diagnosis:evidence.…`). */
export const evidenceNames = [
  'loopDelayP99', 'scheduleLagP99', 'clientCpu', 'waiting', 'running', 'slots', 'decodingAtOnce', 'users', 'ttft', 'ttftFloor', 'roundTrip', 'tpot', 'throughput',
  'gpuUtil', 'gpuUtilMax', 'gpuUtilAtRest', 'gpuPowerShare', 'gpuTemp', 'gpuClock', 'gpuClockLoss', 'vramFree', 'vramShare', 'vramOthers', 'throttledShare', 'powerCappedShare', 'busiestCore', 'cpuTotal', 'cpuAtRest',
  'serverCpu', 'cpuCores', 'modelInVram', 'diskRead', 'ioStall', 'memoryStall', 'swapIn', 'majorFaults', 'loadTime', 'loads', 'slowFirst', 'kvUse', 'preemptions', 'prefillShare', 'prefillSpeed', 'promptTokens',
  'promptCorrelation', 'bandwidthShare', 'bandwidthCeiling', 'lateItl', 'growth', 'growthAfter', 'growthShare', 'dips', 'dipDepth', 'linkWidth', 'gaps', 'clockJumps', 'onBattery', 'completedShare', 'slowdown', 'ttftGrowth', 'memoryUsed', 'episodes', 'paceWhile', 'cpuOthers', 'paceWhileOthers', 'canSlow', 'mayBeOffBy', 'overflows', 'changes', 'changedToo', 'changedBefore', 'leads', 'growthBegan',
] as const
export type EvidenceName = (typeof evidenceNames)[number] | ReadingEvidenceName

/** What `n` of an evidence counts; words in `diagnosis:counted.…`. `told`: stated by the server, the machine or the plan, not measured. */
export const countedThings = ['requests', 'samples', 'bins', 'episodes', 'tokens', 'events', 'told'] as const
export type Counted = (typeof countedThings)[number]

/** Why something could not be tested; words in `diagnosis:gap.…`. */
export const evidenceGaps = ['too-few-bins', 'too-persistent', 'order-unknown'] as const
export type EvidenceGap = (typeof evidenceGaps)[number]

/** A number, what it is held against, how many are behind it, and where it can be seen. */
export interface EvidenceItem {
  readonly name: EvidenceName
  /** Null = not known, which is why the diagnosis is not surer. */
  readonly value: number | null
  /** The limit or the other case it is compared with. */
  readonly against: number | null
  readonly unit: EvidenceUnit
  /** How many of `of` are behind it; 0 where the value is not known. */
  readonly n: number
  readonly of: Counted
  /** Plus or minus, in the unit of the value; null where nothing is known of it. */
  readonly within: number | null
  /** Of a test, corrected for how many were made; null where nothing was tested. */
  readonly p: number | null
  /** Why the value is not known, where that is a matter of too little data. */
  readonly gap: EvidenceGap | null
  /** The time range and the lanes that show it; null = the cause's own. */
  readonly at: { readonly fromMs: number; readonly toMs: number } | null
  readonly signals: readonly SignalName[]
}

/** What to try; words in `diagnosis:advice.…`, some with a hint for the server at hand. */
export const adviceIds = [
  'separate-client', 'fewer-streams', 'run-on-host', 'repeat-quietly', 'warm-up', 'keep-alive', 'one-model', 'newer-server', 'faster-core', 'less-sampling-work', 'smaller-model', 'less-context', 'quantize-cache',
  'no-sysmem-fallback', 'more-memory', 'lock-memory', 'free-memory', 'more-slots', 'lower-rate', 'more-replicas', 'prefix-cache', 'chunked-prefill', 'shorter-prompts', 'batch-more', 'lower-quant', 'more-cache-memory',
  'better-cooling', 'raise-power-limit', 'check-power-supply', 'close-others', 'restart-server', 'newer-version', 'bound-queue', 'check-links', 'fewer-gpus', 'check-request', 'check-context', 'check-log', 'raise-timeout', 'check-health',
] as const
export type AdviceId = (typeof adviceIds)[number]

/** A run that would tell more: words in `diagnosis:experiment.…`. */
export const experimentIds = ['repeat', 'fewer-users', 'up-to-slots', 'more-levels', 'longer', 'one-user', 'shorter-prompts', 'with-warm-up', 'lower-rate'] as const
export type ExperimentId = (typeof experimentIds)[number]

/** Causes that say what is wrong; notes and caveats don't. */
export function isClaim({ kind }: Pick<Cause, 'kind'>): boolean {
  return kind !== 'note' && kind !== 'caveat'
}

export interface Experiment {
  readonly id: ExperimentId
  readonly plan: Plan
}

export interface Cause {
  readonly id: CauseId
  /** `R1` … `R24`; null for what the order of errors says. */
  readonly rule: string | null
  readonly kind: CauseKind
  readonly confidence: Confidence
  /** Where it shows most; null = the whole session. */
  readonly stage: number | null
  readonly fromMs: number
  readonly toMs: number
  readonly evidence: readonly EvidenceItem[]
  readonly counter: readonly EvidenceItem[]
  readonly advice: readonly AdviceId[]
  readonly experiment: Experiment | null
}

/** The three questions that every session is asked. */
export const questionIds = ['gpu-idle-while-slow', 'gpu-busy-while-flat', 'memory-climbing'] as const
export type QuestionId = (typeof questionIds)[number]

/** Why a question can't be answered: words in `diagnosis:unknown.…`. */
export type QuestionGap = 'no-gpu' | 'no-sensor' | 'too-short' | 'one-level' | 'no-answers' | 'remote'

export interface Answer {
  readonly id: QuestionId
  readonly answer: 'yes' | 'no' | 'unknown'
  readonly gap: QuestionGap | null
  readonly evidence: readonly EvidenceItem[]
  /** Causes that explain a yes. */
  readonly causes: readonly CauseId[]
}

export interface Diagnosis {
  /** Ranked: the first is the one to look at first. */
  readonly causes: readonly Cause[]
  /** Nothing holds although something is slow or failed: better said than guessed. */
  readonly isUndetermined: boolean
  readonly questions: readonly Answer[]
}
