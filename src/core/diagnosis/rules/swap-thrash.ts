/** R10: the machine is short of memory and swaps; everything waits for it. */
import { samples } from '../counts.ts'
import { item, share, type Rule } from '../rule.ts'
import { orderIn } from '../order.ts'
import { paceEvidence, paceWhile } from '../contrast.ts'
import { maxOf, meanOf } from '../windows.ts'

export const swapThrash: Rule = {
  id: 'swap-thrash',
  number: 'R10',
  evaluate(input, limits) {
    const { windows, whole } = input
    const cases = (windows.length > 0 ? windows : [whole]).flatMap((window) => {
      const [swapIn, stall] = [meanOf(window, 'swap.in'), meanOf(window, 'psi.mem.full')]
      const isStalled = stall !== null && stall >= limits.memoryStallPercent
      const isSwapping = swapIn !== null && swapIn >= limits.swapInBytesPerS
      // Pages that come back while nothing is stalled are old pages coming home.
      return isSwapping && (isStalled || stall === null) ? [{ window, swapIn, stall, isStalled }] : []
    })
    const worst = cases.toSorted((a, b) => b.swapIn - a.swapIn)[0]
    if (worst === undefined) return null
    const { window } = worst
    const pace = paceEvidence(paceWhile(input, 'swap.in', (rate) => rate >= limits.swapInBytesPerS, window))
    const order = orderIn(input, window, 'swap.in', 'req.tpot.p50')
    return {
      kind: 'event', confidence: worst.isStalled ? 'likely' : 'consistent', where: window, weight: worst.swapIn / limits.swapInBytesPerS,
      evidence: [
        item('swapIn', worst.swapIn, 'B/s', samples(window, 'swap.in'), { against: limits.swapInBytesPerS, signals: ['swap.in'] }),
        item('memoryStall', share(worst.stall), 'share', samples(window, 'psi.mem.full'), { against: limits.memoryStallPercent / 100, signals: ['psi.mem.full'] }),
        item('memoryUsed', maxOf(window, 'mem.used'), 'B', samples(window, 'mem.used'), { against: maxOf(window, 'mem.total'), signals: ['mem.used'] }),
        ...pace.evidence, ...order.evidence,
      ],
      counter: [...pace.counter, ...order.counter], advice: ['free-memory', 'less-context', 'smaller-model'], experiment: 'fewer-users',
    }
  },
}
