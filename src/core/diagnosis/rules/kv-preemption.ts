/** R16: the key-value cache is full, so sequences are thrown out and computed again. */
import { samples, tpotCount } from '../counts.ts'
import { item, share, type Rule } from '../rule.ts'
import { orderIn } from '../order.ts'
import { paceEvidence, paceWhile } from '../contrast.ts'
import { byLoad, maxOf, meanOf, tpotOf } from '../windows.ts'

export const kvPreemption: Rule = {
  id: 'kv-preemption',
  number: 'R16',
  evaluate(input, limits) {
    const window = byLoad(input).toReversed().find((each) => (maxOf(each, 'srv.kv') ?? 0) >= limits.kvFullPercent || (meanOf(each, 'srv.preempt') ?? 0) > 0)
    if (window === undefined) return null
    const [kv, preemptions, waiting] = [maxOf(window, 'srv.kv'), meanOf(window, 'srv.preempt'), meanOf(window, 'srv.waiting')]
    const pace = paceEvidence(paceWhile(input, 'srv.preempt', (perS) => perS > 0, window))
    const isFull = kv !== null && kv >= limits.kvFullPercent
    const isPreempting = preemptions !== null && preemptions > 0
    if (!isPreempting && !(isFull && (waiting ?? 0) > 0.4)) return null
    const order = orderIn(input, window, 'srv.preempt', 'req.tpot.p50')
    return {
      kind: 'event',
      confidence: isFull && isPreempting ? 'likely' : isPreempting ? 'observed' : 'consistent',
      where: window, weight: 10 * (preemptions ?? 0) + (kv ?? 0) / 100,
      evidence: [
        item('kvUse', share(kv), 'share', samples(window, 'srv.kv'), { against: limits.kvFullPercent / 100, signals: ['srv.kv'] }),
        item('preemptions', preemptions, '1/s', samples(window, 'srv.preempt'), { against: 0, signals: ['srv.preempt'] }),
        item('waiting', waiting, 'count', samples(window, 'srv.waiting'), { signals: ['srv.waiting'] }),
        item('tpot', tpotOf(window), 'ms', tpotCount(window), { signals: ['req.tpot.p50'] }),
        ...pace.evidence, ...order.evidence,
      ],
      counter: [...pace.counter, ...order.counter], advice: ['more-cache-memory', 'less-context', 'quantize-cache', 'lower-rate'], experiment: 'fewer-users',
    }
  },
}
