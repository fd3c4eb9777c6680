/** R4: the first answers waited for the model to be loaded, and only they did. */
import type { EvidenceInput } from '../evidence-input.ts'
import type { DiagnosisLimits } from '../limits.ts'
import { requests } from '../counts.ts'
import type { Derived } from '../derived.ts'
import { item, type Rule } from '../rule.ts'

export const coldStart: Rule = {
  id: 'cold-start',
  number: 'R4',
  evaluate(_input: EvidenceInput, limits: DiagnosisLimits, { loads: { episodes, usualTtftMs } }: Derived) {
    const [first] = episodes
    if (first === undefined || episodes.length > 1) return null
    // A warm-up is there to take the cold start: then nothing that counts was touched.
    const isMeasured = first.requests.some(({ warmup }) => !warmup)
    return {
      kind: isMeasured ? 'event' : 'note',
      confidence: first.toldMs !== null ? (first.hasStep ? 'likely' : 'observed') : first.hasStep ? 'likely' : 'consistent',
      where: { stage: first.requests[0]?.stage ?? null, fromMs: first.fromMs, toMs: first.toMs }, weight: first.worstTtftMs / 1000,
      evidence: [
        item('slowFirst', first.worstTtftMs, 'ms', requests(first.requests.length), { against: usualTtftMs }),
        ...(first.toldMs === null ? [] : [item('loadTime', first.toldMs, 'ms', requests(first.requests.length), { against: limits.loadMs })]),
        ...(first.diskReadPerS === null ? [] : [item('diskRead', first.diskReadPerS, 'B/s', { n: first.diskSamples, of: 'samples' }, { signals: ['disk.read'] })]),
      ],
      counter: [], advice: ['warm-up', 'keep-alive'], experiment: 'with-warm-up',
    }
  },
}
