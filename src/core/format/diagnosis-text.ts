/** A diagnosis in words: titles, evidence with its numbers, advice. One place for window, command line and reports. */
import { assertNever } from '../assert-never.ts'
import type { AdviceId, Answer, Cause, CauseId, Confidence, Counted, EvidenceGap, EvidenceItem, EvidenceName, EvidenceUnit, ExperimentId, QuestionGap, QuestionId } from '../model/diagnosis.ts'
import { readingEvidenceNames } from '../model/error-chain.ts'
import type { SignalName } from '../model/telemetry.ts'
import type { Formatter } from './formatter.ts'
import { errorEvidenceKey, signalNameKey, type Translate } from './translate.ts'

export interface Words {
  readonly f: Formatter
  readonly t: Translate
}

const fromErrors: readonly string[] = readingEvidenceNames

export const causeTitleKey = (id: CauseId): string => `diagnosis:cause.${id}.title`
export const causeTextKey = (id: CauseId): string => `diagnosis:cause.${id}.text`
export const confidenceKey = (confidence: Confidence): string => `diagnosis:confidence.${confidence}`
export const causeKindKey = (kind: Cause['kind']): string => `diagnosis:kind.${kind}`
export const adviceKey = (id: AdviceId): string => `diagnosis:advice.${id}`
export const experimentKey = (id: ExperimentId): string => `diagnosis:experiment.${id}`
export const questionKey = (id: QuestionId): string => `diagnosis:question.${id}`
export const answerKey = (answer: Answer['answer']): string => `diagnosis:answer.${answer}`
export const countedKey = (of: Counted): string => `diagnosis:counted.${of}`
export const evidenceGapKey = (gap: EvidenceGap): string => `diagnosis:gap.${gap}`
export const questionGapKey = (gap: QuestionGap): string => `diagnosis:unknown.${gap}`

function isErrorEvidence(name: EvidenceName): name is (typeof readingEvidenceNames)[number] {
  return fromErrors.includes(name)
}

/** Evidence that both a rule and the order of errors can bring has the rule's words. */
export function evidenceLabelKey(name: EvidenceName): string {
  const own: readonly EvidenceName[] = ['gpuUtil', 'memoryStall', 'vramShare']
  return isErrorEvidence(name) && !own.includes(name) ? errorEvidenceKey(name) : `diagnosis:evidence.${name}`
}

export function evidenceValue({ f, t }: Words, value: number | null, unit: EvidenceUnit): string {
  if (value === null) return t('diagnosis:line.unknown')
  switch (unit) {
    case 'ms': return f.ms(value)
    case 'share': return f.share(value)
    case 'ratio': return t('diagnosis:unit.ratio', { value: f.number(value) })
    case 'count': return Number.isInteger(value) ? f.count(value) : f.number(value)
    case 'tok/s': return f.tokensPerS(value)
    case '1/s': return t('diagnosis:unit.perS', { value: f.number(value) })
    case 'B': return f.bytes(value)
    case 'B/s': return f.signal(value, 'B/s')
    case 'B/min': return t('diagnosis:unit.bytesPerMin', { value: f.bytes(value) })
    case 'W': return f.signal(value, 'W')
    case '°C': return f.signal(value, '°C')
    case 'MHz': return f.signal(value, 'MHz')
    case 'ms/1k-tok': return t('diagnosis:unit.msPer1k', { value: f.ms(value) })
    default: return assertNever(unit)
  }
}

/** Some evidence is about whichever signals it names. */
export function evidenceLabel({ t }: Words, { name, signals: [first, then] }: Pick<EvidenceItem, 'name' | 'signals'>): string {
  const nameOf = (signal: SignalName | undefined): string => (signal === undefined ? '' : t(signalNameKey(signal)))
  return t(evidenceLabelKey(name), { signal: nameOf(first), other: nameOf(then) })
}

/** "2 s ± 1 s", or why there is no value. */
export function evidenceFigure(words: Words, { value, within, unit, gap }: EvidenceItem): string {
  if (value === null && gap !== null) return words.t(evidenceGapKey(gap))
  const own = evidenceValue(words, value, unit)
  return within === null ? own : words.t('diagnosis:line.within', { value: own, within: evidenceValue(words, within, unit) })
}

/** "40 requests", "told"; with the p of a test. */
export function countedText({ f, t }: Words, { n, of, p }: Pick<EvidenceItem, 'n' | 'of' | 'p'>): string {
  const text = t(countedKey(of), { count: n, n: f.count(n) })
  return p === null ? text : t('diagnosis:line.tested', { text, p: f.number(p) })
}

/** "12.3 ms, against 20 ms (40 requests)": the value, what it is held against, and how many of what are behind it. */
export function evidenceText(words: Words, item: EvidenceItem): string {
  const { value, against, unit } = item
  const { t } = words
  const own = evidenceFigure(words, item)
  const text = against === null || value === null ? own : t('diagnosis:line.against', { value: own, against: evidenceValue(words, against, unit) })
  return value === null && item.gap === null ? text : t('diagnosis:line.counted', { text, counted: countedText(words, item) })
}

/** Label and value in one line. */
export function evidenceLine(words: Words, item: EvidenceItem): string {
  return words.t('diagnosis:line.pair', { label: evidenceLabel(words, item), value: evidenceText(words, item) })
}

/** "no" or "can't tell: …", without the question. */
export function answerText({ t }: Words, { answer, gap }: Answer): string {
  return gap === null ? t(answerKey(answer)) : t(questionGapKey(gap))
}
