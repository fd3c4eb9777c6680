/** From facts to a ranked diagnosis. */
import { causeKinds, isClaim, type Cause, type CauseId, type Confidence, type Diagnosis } from '../model/diagnosis.ts'
import { ttftLimitsMs, tpotLimitsMs } from '../analysis/bands.ts'
import { derive, type Derived } from './derived.ts'
import { errorCause } from './error-cause.ts'
import type { EvidenceInput } from './evidence-input.ts'
import { experimentOf } from './experiments.ts'
import { defaultDiagnosisLimits, type DiagnosisLimits } from './limits.ts'
import { answers } from './questions.ts'
import type { Finding } from './rule.ts'
import { rules } from './rules/index.ts'
import { byLoad, tpotOf, ttftOf } from './windows.ts'

const confidences: readonly Confidence[] = ['likely', 'observed', 'consistent']

interface Weighed {
  readonly cause: Cause
  readonly weight: number
}

/** Errors first among events: they are what the user saw. */
const errorWeight = Number.POSITIVE_INFINITY

function rank(a: Weighed, b: Weighed): number {
  const byKind = causeKinds.indexOf(a.cause.kind) - causeKinds.indexOf(b.cause.kind)
  const isError = Number(b.weight === errorWeight) - Number(a.weight === errorWeight)
  const byConfidence = confidences.indexOf(a.cause.confidence) - confidences.indexOf(b.cause.confidence)
  return byKind || isError || byConfidence || b.weight - a.weight
}

/** What happened outside of a brushed part is not its cause; whether the measurement can be trusted is a matter of the whole run. */
function isWithinScope({ kind, where }: Finding, { scope, windows: [part] }: EvidenceInput): boolean {
  return scope === 'session' || kind === 'invalid' || kind === 'caveat' || part === undefined || (where.fromMs <= part.toMs && where.toMs >= part.fromMs)
}

function findings(input: EvidenceInput, limits: DiagnosisLimits, derived: Derived): readonly Weighed[] {
  return rules.flatMap((rule) => {
    const finding = rule.evaluate(input, limits, derived)
    if (finding === null || !isWithinScope(finding, input)) return []
    const { kind, where, evidence, counter, advice, experiment, weight } = finding
    const { stage, fromMs, toMs } = where
    // Likely means that nothing speaks against it.
    const confidence = finding.confidence === 'likely' && counter.length > 0 ? 'consistent' : finding.confidence
    return [{ cause: { id: rule.id, rule: rule.number, kind, confidence, stage, fromMs, toMs, evidence, counter, advice, experiment: experimentOf(experiment, input) }, weight }]
  })
}

function isSlow(input: EvidenceInput): boolean {
  return byLoad(input).some((window) => (ttftOf(window) ?? 0) > ttftLimitsMs.good || (tpotOf(window) ?? 0) >= tpotLimitsMs.stutter)
}

/** Ceilings at which being slow is as it should be: nothing is wrong, and yet it is explained. */
const slowCeilings: readonly CauseId[] = ['cpu-only', 'decode-bandwidth']

/** Slow by the bands, or failing, and nothing named that would be a reason: then a diagnosis has to say so. */
function isUnexplained(input: EvidenceInput, causes: readonly Cause[]): boolean {
  if (causes.some(isClaim)) return false
  return input.errors.total > 0 || (isSlow(input) && !causes.some(({ id }) => slowCeilings.includes(id)))
}

/** Pure; a few milliseconds for a session of minutes. */
export function diagnose(input: EvidenceInput, limits: DiagnosisLimits = defaultDiagnosisLimits): Diagnosis {
  const errors = errorCause(input)
  const derived = derive(input, limits)
  const causes = [...findings(input, limits, derived), ...(errors === null ? [] : [{ cause: errors, weight: errorWeight }])].toSorted(rank).map(({ cause }) => cause)
  return {
    causes,
    isUndetermined: isUnexplained(input, causes),
    questions: answers(input, causes, limits, derived),
  }
}
