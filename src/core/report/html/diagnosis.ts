/** The diagnosis of the report: causes as cards, each with its evidence, what speaks against it and what to try; then the three questions. */
import {
  adviceKey, answerText, causeKindKey, causeTextKey, causeTitleKey, confidenceKey, evidenceLabel, evidenceLine, evidenceText, experimentKey, questionKey, type Words,
} from '../../format/diagnosis-text.ts'
import type { Cause, Diagnosis, EvidenceItem } from '../../model/diagnosis.ts'
import { html, type Html } from './markup.ts'

const bands = { invalid: 'bad', event: 'poor', limit: 'acceptable', note: 'good', caveat: 'poor' } as const

function evidenceRows(words: Words, items: readonly EvidenceItem[], heading: string): Html | null {
  if (items.length === 0) return null
  return html`<tr><th class="left" colspan="2">${words.t(`diagnosis:heading.${heading}`)}</th></tr>
${items.map((item) => html`<tr><td class="words">${evidenceLabel(words, item)}</td><td>${evidenceText(words, item)}</td></tr>`)}`
}

function causeCard(words: Words, cause: Cause): Html {
  const { f, t } = words
  return html`<div class="cause"><h3><span class="badge w-${bands[cause.kind]}">${t(causeKindKey(cause.kind))} · ${t(confidenceKey(cause.confidence))}</span> ${t(causeTitleKey(cause.id))}</h3>
<p>${t(causeTextKey(cause.id))} <span class="muted">${f.instant(cause.fromMs)}–${f.instant(cause.toMs)}${cause.rule === null ? '' : ` · ${cause.rule}`}</span></p>
<table><tbody>${evidenceRows(words, cause.evidence, 'evidence')}${evidenceRows(words, cause.counter, 'counter')}</tbody></table>
<ul>${cause.advice.map((id) => html`<li>${t(adviceKey(id))}</li>`)}${cause.experiment === null ? null : html`<li>${t('diagnosis:line.pair', { label: t('diagnosis:heading.experiment'), value: t(experimentKey(cause.experiment.id)) })}</li>`}</ul></div>`
}

export function diagnosisSection(words: Words, { causes, isUndetermined, questions }: Diagnosis): Html {
  const { t } = words
  const nothing = isUndetermined ? t('diagnosis:undetermined') : causes.length === 0 ? t('diagnosis:none') : null
  return html`${nothing === null ? null : html`<p>${nothing}</p>`}${causes.map((cause) => causeCard(words, cause))}
<table><tbody>${questions.map((question) => html`<tr><td class="words">${t(questionKey(question.id))}</td><td class="words">${answerText(words, question)}${question.evidence.map((item) => html`<div class="muted">${evidenceLine(words, item)}</div>`)}</td></tr>`)}</tbody></table>`
}
