import { describe, expect, it, vi } from 'vitest'
import { judge } from '../../../../bench/diagnosis/judge.ts'
import { labScenarios } from '../../../../src/sim/lab/scenarios/index.ts'

// A simulated session is minutes long, and other programs may want the processor too.
vi.setConfig({ testTimeout: 120_000 })

/** One run each of the parameters that nobody tuned on; the bench has the many. */
describe('a diagnosis of the lab', () => {
  it.each(labScenarios.filter(({ expects }) => expects.length > 0).map((scenario) => [scenario.id, scenario] as const))('%s: names what is wrong first', (_, scenario) => {
    const { top, causes, uncounted } = judge({ scenario, seed: 2001, noise: 'medium', set: 'held-out' })
    expect({ right: scenario.expects.includes(top ?? ''), causes, uncounted }).toEqual({ right: true, causes, uncounted: [] })
  })

  it.each(labScenarios.filter(({ expects }) => expects.length === 0).map((scenario) => [scenario.id, scenario] as const))('%s: claims nothing', (_, scenario) => {
    for (const noise of ['low', 'high'] as const) expect(judge({ scenario, seed: 2002, noise, set: 'held-out' }).top).toBeNull()
  })
})
