/** R12: more requests arrive than the server can answer, so each waits for those before it. */
import { requests, samples, tpotCount, ttftCount } from '../counts.ts'
import { onsetEvidence } from '../onset.ts'
import { orderIn } from '../order.ts'
import { item, type Rule } from '../rule.ts'
import { isSlotLimited, plateauOf } from '../plateau.ts'
import { levelOf, ratioOf, tpotOf, ttftOf } from '../windows.ts'

export const queueing: Rule = {
  id: 'queueing',
  number: 'R12',
  evaluate(input, limits, { changesIn }) {
    const plateau = plateauOf(input, limits)
    // Where slots are what lacks, that rule says all there is to say.
    if (plateau === null || isSlotLimited(plateau, limits)) return null
    const { window, light, atOnce, waiting, tpotRatio } = plateau
    const completed = ratioOf(window.figures.completedQps, window.figures.offeredQps)
    const isOpen = window.load.ratePerS !== null
    const isShort = isOpen && completed !== null && completed < 0.95
    const order = orderIn(input, window, 'srv.waiting', 'req.ttft.p50')
    // The plan sets the order itself: more was asked for, and then it took longer.
    const isPlanned = isShort || (light !== null && light.toMs <= window.fromMs)
    const rise = changesIn(window).changes.find(({ of: { signal }, before, after }) => signal === 'srv.waiting' && after > before)
    const onset = rise === undefined ? [] : onsetEvidence(changesIn(window), rise.atMs).evidence
    return {
      kind: 'limit',
      confidence: ((waiting !== null && waiting >= 1) || isShort) && (isPlanned || order.verdict === 'right') ? 'likely' : 'consistent',
      where: window, weight: plateau.open - atOnce + 1,
      evidence: [
        ...(waiting === null ? [] : [item('waiting', waiting, 'count', samples(window, 'srv.waiting'), { signals: ['srv.waiting'] })]),
        item('users', levelOf(window), isOpen ? '1/s' : 'count', requests(window.requests.length)),
        item('ttft', ttftOf(window), 'ms', ttftCount(window), { against: light === null ? null : ttftOf(light), signals: ['req.ttft.p50'] }),
        item('tpot', tpotOf(window), 'ms', tpotCount(window), { against: light === null ? null : tpotOf(light), signals: ['req.tpot.p50'] }),
        ...order.evidence, ...onset,
        ...(isOpen ? [item('completedShare', completed, 'share', requests(window.figures.requestsInWindow), { against: 1 })] : []),
      ],
      counter: [...(tpotRatio !== null && tpotRatio > limits.flatTpot ? [item('slowdown', tpotRatio, 'ratio', tpotCount(window), { against: limits.flatTpot, signals: ['req.tpot.p50'] })] : []), ...order.counter],
      advice: ['lower-rate', 'more-replicas', 'bound-queue'],
      experiment: 'lower-rate',
    }
  },
}
