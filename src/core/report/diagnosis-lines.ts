/** A diagnosis as lines of text, for the terminal. */
import {
  adviceKey, answerText, causeKindKey, causeTextKey, causeTitleKey, confidenceKey, evidenceLine, experimentKey, questionKey, type Words,
} from '../format/diagnosis-text.ts'
import { formatterFor } from '../format/formatter.ts'
import type { Language, Translate } from '../format/translate.ts'
import type { Cause, Diagnosis, EvidenceItem } from '../model/diagnosis.ts'

function itemLines(words: Words, heading: string, items: readonly EvidenceItem[]): readonly string[] {
  const { t } = words
  return items.length === 0 ? [] : [`   ${t('diagnosis:line.heading', { label: t(`diagnosis:heading.${heading}`) })}`, ...items.map((item) => `     ${evidenceLine(words, item)}`)]
}

function causeLines(words: Words, cause: Cause, place: number): readonly string[] {
  const { f, t } = words
  const { id, kind, confidence, fromMs, toMs, advice, experiment, rule } = cause
  return [
    `${place}. ${t(causeTitleKey(id))}`,
    `   ${[t(causeKindKey(kind)), t(confidenceKey(confidence)), `${f.instant(fromMs)}–${f.instant(toMs)}`, ...(rule === null ? [] : [rule])].join(' · ')}`,
    `   ${t(causeTextKey(id))}`,
    ...itemLines(words, 'evidence', cause.evidence),
    ...itemLines(words, 'counter', cause.counter),
    `   ${t('diagnosis:line.heading', { label: t('diagnosis:heading.advice') })}`,
    ...advice.map((each) => `     ${t(adviceKey(each))}`),
    ...(experiment === null ? [] : [`     ${t('diagnosis:line.pair', { label: t('diagnosis:heading.experiment'), value: t(experimentKey(experiment.id)) })}`]),
    '',
  ]
}

export function diagnosisLines({ causes, isUndetermined, questions }: Diagnosis, language: Language, t: Translate): readonly string[] {
  const words = { f: formatterFor(language), t }
  const nothing = isUndetermined ? [t('diagnosis:undetermined'), ''] : causes.length === 0 ? [t('diagnosis:none'), ''] : []
  return [
    t('diagnosis:title'), '', ...nothing,
    ...causes.flatMap((cause, i) => causeLines(words, cause, i + 1)),
    t('diagnosis:heading.questions'),
    ...questions.flatMap((question) => [` · ${t(questionKey(question.id))} ${answerText(words, question)}`, ...question.evidence.map((item) => `     ${evidenceLine(words, item)}`)]),
  ]
}
