/** R15: an answer slows down as it grows, because each token reads all that came before. */
import { medianOrNull } from '../../stats/index.ts'
import { requests } from '../counts.ts'
import { item, type Rule } from '../rule.ts'
import { answered, heaviest, levelOf } from '../windows.ts'
import type { WindowFacts } from '../evidence-input.ts'

/** Shorter answers don't grow enough for it to show. */
const longTokens = 500
const leastAnswers = 3

/** Median gap of the first and of the last fifth of each long answer, the very first tokens left out. */
function earlyAndLate(window: WindowFacts): { readonly earlyMs: number; readonly lateMs: number; readonly n: number; readonly rising: number } | null {
  const pairs = answered(window).flatMap(({ chunkAtMs }) => {
    const n = chunkAtMs.length
    if (n < longTokens) return []
    const fifth = Math.floor(n / 5)
    const early = (chunkAtMs[fifth]! - chunkAtMs[Math.min(16, fifth - 1)]!) / (fifth - Math.min(16, fifth - 1))
    const late = (chunkAtMs[n - 1]! - chunkAtMs[n - 1 - fifth]!) / fifth
    return [{ early, late }]
  })
  const [earlyMs, lateMs] = [medianOrNull(pairs.map(({ early }) => early)), medianOrNull(pairs.map(({ late }) => late))]
  return earlyMs === null || lateMs === null ? null : { earlyMs, lateMs, n: pairs.length, rising: pairs.filter(({ early, late }) => late > early).length / pairs.length }
}

/** The same answers in every slowdown: most of them must rise. */
const mostRise = 0.8

export const contextGrowth: Rule = {
  id: 'context-growth',
  number: 'R15',
  evaluate(input, limits) {
    const window = heaviest(input)
    const found = window === null ? null : earlyAndLate(window)
    if (window === null || found === null || found.n < leastAnswers || found.lateMs < limits.itlGrowth * found.earlyMs || found.rising < mostRise) return null
    return {
      kind: 'limit', confidence: found.n >= 3 * leastAnswers ? 'likely' : 'consistent', where: window, weight: found.lateMs / found.earlyMs,
      evidence: [item('lateItl', found.lateMs, 'ms', requests(found.n), { against: found.earlyMs }), item('users', levelOf(window), window.load.ratePerS === null ? 'count' : '1/s', requests(window.requests.length))],
      counter: [], advice: ['less-context', 'quantize-cache', 'smaller-model'], experiment: 'one-user',
    }
  },
}
