/** What a rule is: it reads facts and limits, and says what it found or nothing. */
import type { AdviceId, CauseKind, Confidence, EvidenceGap, EvidenceItem, EvidenceName, EvidenceUnit, ExperimentId, RuleId } from '../model/diagnosis.ts'
import type { SignalName } from '../model/telemetry.ts'
import type { EvidenceInput, WindowFacts } from './evidence-input.ts'
import type { Count } from './counts.ts'
import type { Derived } from './derived.ts'
import type { DiagnosisLimits } from './limits.ts'

export interface Finding {
  readonly kind: CauseKind
  readonly confidence: Confidence
  /** Where it shows most. */
  readonly where: Pick<WindowFacts, 'stage' | 'fromMs' | 'toMs'>
  /** Among findings of the same kind and confidence the heavier comes first. */
  readonly weight: number
  readonly evidence: readonly EvidenceItem[]
  readonly counter: readonly EvidenceItem[]
  readonly advice: readonly AdviceId[]
  readonly experiment: ExperimentId | null
}

export interface Rule {
  readonly id: RuleId
  /** `R1` … `R24`. */
  readonly number: string
  readonly evaluate: (input: EvidenceInput, limits: DiagnosisLimits, derived: Derived) => Finding | null
}

interface ItemOptions {
  readonly against?: number | null
  readonly within?: number | null
  readonly p?: number | null
  readonly gap?: EvidenceGap | null
  readonly at?: Pick<WindowFacts, 'fromMs' | 'toMs'>
  readonly signals?: readonly SignalName[]
}

/** One piece of evidence, with what it was counted from; its place in time is the finding's unless it says otherwise. */
export function item(name: EvidenceName, value: number | null, unit: EvidenceUnit, { n, of }: Count, { against = null, within = null, p = null, gap = null, at, signals = [] }: ItemOptions = {}): EvidenceItem {
  return { name, value, against, unit, n, of, within, p, gap, at: at === undefined ? null : { fromMs: at.fromMs, toMs: at.toMs }, signals }
}

/** Percent to share; null stays null. */
export function share(percent: number | null): number | null {
  return percent === null ? null : percent / 100
}
