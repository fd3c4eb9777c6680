/** R3, where it explains nothing: others used the processor before the run, but not while it was measured, or without effect, or too little for what is slow. */
import { disturbanceEvidence } from '../disturbance-evidence.ts'
import type { Rule } from '../rule.ts'

export const otherLoad: Rule = {
  id: 'other-load',
  number: 'R3',
  evaluate(input, limits, { disturbance }) {
    if (disturbance === null || disturbance.verdict === 'disturbed') return null
    return {
      kind: disturbance.verdict === 'too-small' ? 'caveat' : 'note', confidence: 'observed',
      where: disturbance.verdict === 'too-small' ? (disturbance.during?.window ?? input.whole) : disturbance.rest, weight: disturbance.restPercent / 100,
      evidence: disturbanceEvidence(disturbance, limits), counter: [], advice: ['repeat-quietly'], experiment: 'repeat',
    }
  },
}
