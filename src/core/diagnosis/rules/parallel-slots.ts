/** R11: the server works on fewer requests at once than are there, although it could do more. */
import { item, share, type Rule } from '../rule.ts'
import { isSlotLimited, plateauOf } from '../plateau.ts'
import { levelOf, meanOf, tpotOf, ttftOf } from '../windows.ts'

export const parallelSlots: Rule = {
  id: 'parallel-slots',
  number: 'R11',
  evaluate(input, limits) {
    const plateau = plateauOf(input, limits)
    if (plateau === null || !isSlotLimited(plateau, limits)) return null
    const { window, light, atOnce, waiting, tpotRatio } = plateau
    const hasRoom = tpotRatio === null || tpotRatio <= limits.flatTpot
    return {
      kind: 'limit',
      confidence: plateau.isTold && (waiting ?? 1) > 0 ? 'likely' : 'consistent',
      where: window, weight: plateau.open - atOnce + 1,
      evidence: [
        item(input.server.slots.value === null ? 'decodingAtOnce' : 'slots', atOnce, 'count', { against: Math.round(plateau.open * 10) / 10, signals: ['srv.running', 'srv.slots.total'] }),
        item('users', levelOf(window), window.load.ratePerS === null ? 'count' : '1/s'),
        ...(waiting === null ? [] : [item('waiting', waiting, 'count', { signals: ['srv.waiting'] })]),
        // With a single load there is no lighter one to hold it against.
        light === null
          ? item('ttft', ttftOf(window), 'ms', { against: limits.slowTtftMs, n: window.figures.metrics.ttftMs.n, signals: ['req.ttft.p50'] })
          : item('ttftGrowth', plateau.ttftRatio, 'ratio', { against: limits.ttftGrowth, n: window.figures.metrics.ttftMs.n, signals: ['req.ttft.p50'] }),
        item('tpot', tpotOf(window), 'ms', { against: light === null ? null : tpotOf(light), n: window.figures.metrics.tpotMs.n, signals: ['req.tpot.p50'] }),
        item('throughput', window.figures.outputTokensPerS, 'tok/s', { against: light?.figures.outputTokensPerS ?? null, signals: ['req.tokens'] }),
      ],
      counter: [
        ...(hasRoom ? [] : [item('slowdown', tpotRatio, 'ratio', { against: limits.flatTpot })]),
        ...((meanOf(window, 'srv.kv') ?? 0) >= limits.kvFullPercent ? [item('kvUse', share(meanOf(window, 'srv.kv')), 'share', { signals: ['srv.kv'] })] : []),
      ],
      advice: ['more-slots', 'lower-rate'],
      experiment: 'up-to-slots',
    }
  },
}
