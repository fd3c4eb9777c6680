/** Puts a verdict into words: its numbers formatted, its names translated, what must be known of the data added. */
import type { Verdict } from '../model/analysis.ts'
import { arrivalKinds, type ArrivalKind } from '../model/load.ts'
import type { Formatter } from './formatter.ts'
import { rateText, usersText } from './load-text.ts'
import type { Translate } from './translate.ts'

type Params = Verdict['params']

function formatParam(name: string, value: number | string, arrival: ArrivalKind | undefined, formatter: Formatter, t: Translate): string {
  if (name === 'outcome') return t(`domain:outcome.${value}`)
  if (name === 'miss') return t(`domain:sloMiss.${value}`)
  if (name === 'rhythm') return t(`domain:tpotBand.${value}`)
  if (typeof value === 'string') return value
  if (/users$/i.test(name)) return arrival === undefined ? usersText({ f: formatter, t }, value) : rateText({ f: formatter, t }, value, arrival)
  if (name === 'limitMs') return formatter.limit(value)
  if (name === 'atMs') return formatter.instant(value)
  if (name.endsWith('Ms')) return formatter.ms(value)
  if (name.endsWith('Share')) return formatter.share(value)
  if (name === 'qps') return formatter.number(value)
  return name === 'tokensPerS' ? formatter.tokensPerS(value) : formatter.count(value)
}

/** “for 95 % of requests (n = 40)”, or of few requests “in all 4 requests”: a percentile of those says nothing. */
function coverage(n: number | string | undefined, few: number | string | undefined, formatter: Formatter, t: Translate): string {
  if (typeof n !== 'number') return ''
  return t(`domain:verdict.coverage.${few === 1 ? 'all' : 'p95'}`, { count: n, shown: formatter.count(n) })
}

/** Which sentences follow the first: each is there because a parameter says so. */
function additions({ layer, params }: Verdict): readonly string[] {
  const has = (name: string) => params[name] !== undefined
  const broken = has('broken') ? [`broken.${params['broken']}`] : []
  const tokens = has('tpotMs') || has('tokensPerS')
  return [
    ...(has('qps') ? ['capacity.qps'] : []),
    ...broken,
    ...(has('tpotMs') ? [params['tpotFew'] === 1 ? 'experience.rhythmFew' : 'experience.rhythm'] : []),
    ...(has('onePieceShare') ? ['experience.onePiece'] : []),
    ...(has('warmupFailed') ? ['stability.warmup'] : []),
    ...(tokens && params['estimated'] === 1 ? ['estimated'] : []),
    // Once a session is enough: each view that shows figures carries the badge as well.
    ...(params['simulated'] === 1 && layer === 'experience' ? ['simulated'] : []),
  ]
}

function shownParams(params: Params, formatter: Formatter, t: Translate): Record<string, string | number> {
  const arrival = arrivalKinds.find((kind) => kind === params['arrival'])
  const shown: Record<string, string | number> = Object.fromEntries(Object.entries(params).map(([name, value]) => [name, formatParam(name, value, arrival, formatter, t)]))
  shown['coverage'] = coverage(params['n'], params['few'], formatter, t)
  shown['nextCoverage'] = coverage(params['nextN'], params['nextFew'], formatter, t)
  // Plural forms go by the number of requests.
  if (typeof params['n'] === 'number') shown['count'] = params['n']
  return shown
}

/** The sentence(s) of a verdict in the language of `t` and `formatter`. */
export function verdictText(verdict: Verdict, formatter: Formatter, t: Translate): string {
  const { params } = verdict
  const shown = shownParams(params, formatter, t)
  const leading = params['clientLimited'] === 1 ? [params['limitedAt'] === undefined ? 'clientLimited' : 'clientLimitedAt'] : []
  const following = additions(verdict).map((name) => `domain:verdict.${name}`)
  const isSaidBelow = verdict.key.endsWith('.notHeld')
  const keys = [...leading.map((name) => `domain:verdict.${name}`), ...(isSaidBelow ? [] : [verdict.key]), ...following]
  return keys.map((key) => t(key, shown)).join(t('domain:verdict.join'))
}
