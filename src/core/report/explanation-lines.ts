/** An explanation of a moment as lines of text, for the terminal. */
import type { Words } from '../format/diagnosis-text.ts'
import { eventLine } from '../format/event-text.ts'
import { momentChangeLine, momentChangesSummary, momentLine, momentSummary } from '../format/explanation-text.ts'
import { formatterFor } from '../format/formatter.ts'
import { labelText } from '../format/label-text.ts'
import type { Language, Translate } from '../format/translate.ts'
import type { Explanation } from '../model/explanation.ts'

function block(words: Words, key: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', words.t(`diagnosis:explain.${key}`), ...lines.map((line) => `  ${line}`)]
}

export function explanationLines(explanation: Explanation, language: Language, t: Translate): readonly string[] {
  const words = { f: formatterFor(language), t }
  const { moment, fromMs, toMs, felt, differences, changed, labels, events } = explanation
  const span = `${words.f.instant(fromMs)}–${words.f.instant(toMs)}`
  return [
    moment.kind === 'request' ? t('diagnosis:explain.ofRequest', { index: moment.index, span }) : t('diagnosis:explain.ofInterval', { span }),
    ...block(words, 'felt', felt.map((figure) => momentLine(words, figure))),
    '', momentSummary(words, explanation),
    ...differences.map((figure) => `  ${momentLine(words, figure)}`),
    ...(changed === null ? [] : ['', momentChangesSummary(words, changed), ...changed.changes.map((change) => `  ${momentChangeLine(words, change)}`)]),
    ...block(words, 'labels', labels.map((label) => labelText(label, words.f, t))),
    ...block(words, 'events', events.map((event) => `${words.f.instant(event.atMs)} ${eventLine(event, words.f, t)}`)),
    ...(differences.length === 0 && (changed?.changes.length ?? 0) === 0 ? [] : ['', t('diagnosis:explain.caution')]),
  ]
}
