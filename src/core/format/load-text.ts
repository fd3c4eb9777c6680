/** The load of a stage in words: “4 users”, “2.5 req/s Poisson”, “1 → 8 users”. */
import type { ArrivalKind, StageLoad } from '../model/load.ts'
import type { Slo } from '../model/plan.ts'
import type { Formatter } from './formatter.ts'
import type { Translate } from './translate.ts'

type Words = { readonly f: Pick<Formatter, 'count' | 'rate'>; readonly t: Translate }

/** Users in words. */
export function usersText({ f, t }: Words, users: number): string {
  return t('domain:count.users', { count: users, shown: f.count(users) })
}

/** A rate in words; without an arrival just the rate. */
export function rateText({ f, t }: Words, ratePerS: number, arrival: ArrivalKind | null): string {
  return arrival === null ? t('domain:load.perS', { rate: f.rate(ratePerS) }) : t('domain:load.rate', { rate: f.rate(ratePerS), arrival: t(`domain:arrival.${arrival}`) })
}

/** Null when it is the load of no stage. */
export function loadText(words: Words, { concurrency, ratePerS, arrival, rampTo }: StageLoad): string | null {
  const { f, t } = words
  if (concurrency !== null) {
    return rampTo === null ? usersText(words, concurrency) : t('domain:load.ramp', { from: f.count(concurrency), to: usersText(words, rampTo) })
  }
  if (ratePerS === null) return null
  return rampTo === null ? rateText(words, ratePerS, arrival) : t('domain:load.ramp', { from: f.rate(ratePerS), to: rateText(words, rampTo, arrival) })
}

/** As short as it gets: the number alone, for axes and lists under a heading that says what it counts. */
export function loadNumber(f: Words['f'], { concurrency, ratePerS, rampTo }: StageLoad): string {
  const write = concurrency === null ? f.rate : f.count
  const from = write(concurrency ?? ratePerS)
  return rampTo === null ? from : `${from}→${write(rampTo)}`
}

/** “TTFT p95 ≤ 2 s, TPOT p95 ≤ 100 ms, failures ≤ 1 %”. */
export function sloText({ f, t }: { readonly f: Pick<Formatter, 'limit' | 'share'>; readonly t: Translate }, { ttftP95Ms, tpotP95Ms, maxErrorShare }: Slo): string {
  return [
    ...(ttftP95Ms === null ? [] : [`${t('domain:metric.ttftMs.short')} p95 ≤ ${f.limit(ttftP95Ms)}`]),
    ...(tpotP95Ms === null ? [] : [`${t('domain:metric.tpotMs.short')} p95 ≤ ${f.limit(tpotP95Ms)}`]),
    `${t('domain:metric.errorRate.short')} ≤ ${f.share(maxErrorShare)}`,
  ].join(t('domain:slo.join'))
}
