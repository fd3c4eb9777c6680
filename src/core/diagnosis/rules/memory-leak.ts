/** R20: memory grew through the run at a constant load and stayed when the load was gone. */
import { bins } from '../counts.ts'
import { item, type Rule } from '../rule.ts'

export const memoryLeak: Rule = {
  id: 'memory-leak',
  number: 'R20',
  evaluate(_input, limits, derived) {
    const growth = derived.growth.find(({ releasedShare, queueFollows, isSteady }) => isSteady && !queueFollows && (releasedShare === null || releasedShare < limits.releasedShare))
    if (growth === undefined) return null
    return {
      kind: 'event', confidence: growth.releasedShare === null ? 'consistent' : 'likely', where: growth.window, weight: growth.shareOfTotal,
      evidence: [
        item('growth', growth.bytesPerMin, 'B/min', bins(growth.samples), { signals: [growth.signal] }),
        item('growthShare', growth.shareOfTotal, 'share', bins(growth.samples), { against: limits.growthShare, signals: [growth.signal] }),
        item('growthAfter', growth.releasedShare, 'share', { n: growth.samplesAfter, of: 'samples' }, { against: limits.releasedShare, signals: [growth.signal] }),
      ],
      counter: [], advice: ['restart-server', 'newer-version', 'less-context'], experiment: 'longer',
    }
  },
}
