/** R11: the server works on fewer requests at once than are there, although it could do more. */
import { requests, samples, told, tpotCount, ttftCount } from '../counts.ts'
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
        item(input.server.slots.value === null ? 'decodingAtOnce' : 'slots', atOnce, 'count', input.server.slots.value === null ? requests(window.requests.length) : told(atOnce), { against: Math.round(plateau.open * 10) / 10, signals: ['srv.running', 'srv.slots.total'] }),
        item('users', levelOf(window), window.load.ratePerS === null ? 'count' : '1/s', requests(window.requests.length)),
        ...(waiting === null ? [] : [item('waiting', waiting, 'count', samples(window, 'srv.waiting'), { signals: ['srv.waiting'] })]),
        // With a single load there is no lighter one to hold it against.
        light === null
          ? item('ttft', ttftOf(window), 'ms', ttftCount(window), { against: limits.slowTtftMs, signals: ['req.ttft.p50'] })
          : item('ttftGrowth', plateau.ttftRatio, 'ratio', ttftCount(window), { against: limits.ttftGrowth, signals: ['req.ttft.p50'] }),
        item('tpot', tpotOf(window), 'ms', tpotCount(window), { against: light === null ? null : tpotOf(light), signals: ['req.tpot.p50'] }),
        item('throughput', window.figures.outputTokensPerS, 'tok/s', requests(window.figures.requestsInWindow), { against: light?.figures.outputTokensPerS ?? null, signals: ['req.tokens'] }),
      ],
      counter: [
        ...(hasRoom ? [] : [item('slowdown', tpotRatio, 'ratio', tpotCount(window), { against: limits.flatTpot })]),
        ...((meanOf(window, 'srv.kv') ?? 0) >= limits.kvFullPercent ? [item('kvUse', share(meanOf(window, 'srv.kv')), 'share', samples(window, 'srv.kv'), { signals: ['srv.kv'] })] : []),
      ],
      advice: ['more-slots', 'lower-rate'],
      experiment: 'up-to-slots',
    }
  },
}
