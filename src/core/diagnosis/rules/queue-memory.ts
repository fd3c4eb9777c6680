/** R21: memory grew with the queue and came back when it was empty: no leak. */
import { bins, samples } from '../counts.ts'
import { orderIn } from '../order.ts'
import { item, type Rule } from '../rule.ts'
import { maxOf } from '../windows.ts'

export const queueMemory: Rule = {
  id: 'queue-memory',
  number: 'R21',
  evaluate(input, limits, derived) {
    const growth = derived.growth.find(({ releasedShare, queueFollows }) => queueFollows && releasedShare !== null && releasedShare >= limits.releasedShare)
    if (growth === undefined) return null
    const order = orderIn(input, growth.window, 'req.inflight', growth.signal)
    return {
      kind: 'event', confidence: growth.isSteady ? 'likely' : 'consistent', where: growth.window, weight: growth.shareOfTotal,
      evidence: [
        item('growth', growth.bytesPerMin, 'B/min', bins(growth.samples), { signals: [growth.signal] }),
        item('growthAfter', growth.releasedShare, 'share', { n: growth.samplesAfter, of: 'samples' }, { against: limits.releasedShare, signals: [growth.signal] }),
        item('waiting', maxOf(growth.window, 'srv.waiting'), 'count', samples(growth.window, 'srv.waiting'), { signals: ['srv.waiting'] }),
        ...order.evidence,
      ],
      counter: order.counter, advice: ['bound-queue', 'lower-rate'], experiment: 'lower-rate',
    }
  },
}
