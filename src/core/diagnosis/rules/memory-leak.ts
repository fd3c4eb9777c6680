/** R20: memory grew through the run at a constant load and stayed when the load was gone. */
import { bins } from '../counts.ts'
import { changesNear, rangeOf } from '../changes.ts'
import { changeItem, onsetEvidence } from '../onset.ts'
import { item, type Rule } from '../rule.ts'

export const memoryLeak: Rule = {
  id: 'memory-leak',
  number: 'R20',
  evaluate(_input, limits, derived) {
    const growth = derived.growth.find(({ releasedShare, queueFollows, isSteady }) => isSteady && !queueFollows && (releasedShare === null || releasedShare < limits.releasedShare))
    if (growth === undefined) return null
    const onset = growth.began === null ? null : onsetEvidence(derived.changesIn(growth.window), growth.began.atMs, [growth.signal])
    // More was open from then on: memory that follows is no leak.
    const loaded = growth.began === null ? [] : changesNear(derived.changesIn(growth.window), growth.began.atMs, growth.began.atMs).filter(({ of: { signal }, before, after }) => signal === 'req.inflight' && after > before)
    return {
      kind: 'event', confidence: growth.releasedShare === null ? 'consistent' : 'likely', where: growth.window, weight: growth.shareOfTotal,
      evidence: [
        item('growth', growth.bytesPerMin, 'B/min', bins(growth.samples), { signals: [growth.signal] }),
        item('growthShare', growth.shareOfTotal, 'share', bins(growth.samples), { against: limits.growthShare, signals: [growth.signal] }),
        item('growthAfter', growth.releasedShare, 'share', { n: growth.samplesAfter, of: 'samples' }, { against: limits.releasedShare, signals: [growth.signal] }),
        ...(growth.began === null ? [] : [item('growthBegan', growth.began.perMinAfter, 'B/min', bins(growth.began.bins), { against: growth.began.perMinBefore, p: growth.began.p, at: rangeOf(growth.began), signals: [growth.signal] })]),
        ...(onset?.evidence ?? []),
      ],
      counter: loaded.map((change) => changeItem('changedToo', change)), advice: ['restart-server', 'newer-version', 'less-context'], experiment: 'longer',
    }
  },
}
