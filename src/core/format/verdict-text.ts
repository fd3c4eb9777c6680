/** Puts a verdict into words: its numbers formatted, its names translated, what must be known of the data added. */
import type { Verdict } from '../model/analysis.ts'
import type { Formatter } from './formatter.ts'
import type { Translate } from './translate.ts'

function formatParam(name: string, value: number | string, formatter: Formatter, t: Translate): string {
  if (name === 'outcome') return t(`domain:outcome.${value}`)
  if (name === 'rhythm') return t(`domain:tpotBand.${value}`)
  if (typeof value === 'string') return value
  if (/users$/i.test(name)) return t('domain:count.users', { count: value, shown: formatter.count(value) })
  if (name === 'limitMs') return formatter.limit(value)
  if (name === 'atMs') return formatter.clock(value)
  if (name.endsWith('Ms')) return formatter.ms(value)
  if (name.endsWith('Share')) return formatter.share(value)
  if (name === 'qps') return formatter.number(value)
  return name === 'tokensPerS' ? formatter.tokensPerS(value) : formatter.count(value)
}

/** The sentence(s) of a verdict in the language of `t` and `formatter`. */
export function verdictText(verdict: Verdict, formatter: Formatter, t: Translate): string {
  const { params } = verdict
  const shown = Object.fromEntries(Object.entries(params).map(([name, value]) => [name, formatParam(name, value, formatter, t)]))
  const sentences = [t(verdict.key, shown)]
  if (params['tpotP95Ms'] !== undefined) sentences.push(t('domain:verdict.experience.rhythm', shown))
  if (params['qps'] !== undefined) sentences.push(t('domain:verdict.capacity.qps', shown))
  if (params['estimated'] === 1 && verdict.layer !== 'stability') sentences.push(t('domain:verdict.estimated'))
  // Once a session is enough: each view that shows figures carries the badge as well.
  if (params['simulated'] === 1 && verdict.layer === 'experience') sentences.push(t('domain:verdict.simulated'))
  return sentences.join(t('domain:verdict.join'))
}
