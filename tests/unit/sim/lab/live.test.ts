import { describe, expect, it } from 'vitest'
import { LiveLab } from '../../../../src/sim/lab/live.ts'
import { labScenarios } from '../../../../src/sim/lab/scenarios/index.ts'

interface Lengths {
  readonly plan: { readonly workload: { readonly promptTokens: number; readonly outputTokens: number; readonly promptSpread?: { readonly max: number } } }
}

describe('a scenario behind the simulator', () => {
  it('has a context in which its own load fits, so that nothing fails but what it is about', () => {
    for (const { id } of labScenarios) {
      for (const seed of [1, 5, 7]) {
        const lab = new LiveLab({ scenario: id, noise: 'low', seed })
        const { workload } = (lab.plan as Lengths).plan
        const longest = (workload.promptSpread?.max ?? workload.promptTokens) + workload.outputTokens
        expect([id, lab.contextTokens > longest, lab.behaviour.model.kvTokens > longest]).toEqual([id, true, true])
      }
    }
  })
})
