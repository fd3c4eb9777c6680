/** One request in a line, for the label beside its point. */
import { outcomeKey, type Formatter } from '../../../core/format/index.ts'
import { requestRow, type RequestColumns } from '../../../core/model/request-columns.ts'
import type { Translate } from '../../../shared/i18n/index.ts'

/** “#42 · 312 ms · ok”; only the number where the request isn't among these. */
export function requestText(requests: RequestColumns, index: number, formatter: Formatter, t: Translate): string {
  const at = requests.index[index] === index ? index : requests.index.indexOf(index)
  if (at < 0) return `#${index}`
  const row = requestRow(requests, at)
  return t('session:timeline.point', { index, figure: formatter.ms(row.ttftMs), outcome: t(outcomeKey(row.outcome)) })
}
