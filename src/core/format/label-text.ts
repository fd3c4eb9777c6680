/** Labels of requests as words: one for the panel of a request, a line each for the notes of a session. */
import { assertNever } from '../assert-never.ts'
import type { RequestLabel, ServerNotes } from '../model/request-labels.ts'
import { requestLabelKinds } from '../model/request-labels.ts'
import type { Formatter } from './formatter.ts'
import type { Translate } from './translate.ts'

export const labelKey = (kind: RequestLabel['kind'], part: 'name' | 'text' | 'note'): string => `domain:requestLabel.${kind}.${part}`

function paramsOf(label: RequestLabel, f: Formatter, t: Translate): Readonly<Record<string, string>> {
  switch (label.kind) {
    case 'cold-start':
      return { load: f.ms(label.loadMs) }
    case 'prefix-cached':
      return { share: f.share(label.share) }
    case 'prompt-truncated':
      return { planned: f.count(label.plannedTokens), read: f.count(label.readTokens) }
    case 'context-full':
      return { output: f.count(label.outputTokens) }
    case 'thinking-inline':
      return {}
    case 'server-disagrees':
      return { figure: t(`domain:requestLabel.figure.${label.figure}`), client: f.ms(label.clientMs), server: f.ms(label.serverMs), difference: f.share(label.difference) }
    default:
      return assertNever(label)
  }
}

/** What a label says about its request, with its numbers. */
export function labelText(label: RequestLabel, f: Formatter, t: Translate): string {
  return t(labelKey(label.kind, 'text'), paramsOf(label, f, t))
}

/** One line for each label that was given at least once, and one on the comparison with the server's own times. */
export function serverNoteLines({ requests, byLabel, compared, maxLoadMs }: ServerNotes, f: Formatter, t: Translate): readonly string[] {
  const lines = requestLabelKinds.flatMap((kind) => {
    const count = byLabel[kind] ?? 0
    return count === 0 ? [] : [t(labelKey(kind, 'note'), { count: f.count(count), n: f.count(requests), load: f.ms(maxLoadMs), compared: f.count(compared) })]
  })
  const agrees = compared > 0 && (byLabel['server-disagrees'] ?? 0) === 0
  return agrees ? [...lines, t('domain:requestLabel.agrees', { compared: f.count(compared) })] : lines
}
