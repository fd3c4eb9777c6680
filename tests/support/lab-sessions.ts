/** Runs of one and the same simulated setting that differ by chance alone, or by one thing that a test changes. */
import type { StoredSession } from '../../src/core/model/stored-session.ts'
import { createDraw } from '../../src/sim/lab/draw.ts'
import type { Behaviour } from '../../src/sim/lab/scenario.ts'
import { labScenario } from '../../src/sim/lab/scenarios/index.ts'
import { runInLab } from '../../src/sim/lab/virtual/run.ts'

/** The scenario's own draws are held; `seed` only moves requests, noise and sensors. */
export function labSession(id: string, seed: number, change: (behaviour: Behaviour) => Behaviour = (same) => same): StoredSession {
  const base = labScenario(id)
  const fixed = () => createDraw(3, 'tuning')
  const scenario = { ...base, load: () => base.load(fixed()), behave: (_draw: unknown, load: Parameters<typeof base.behave>[1]) => change(base.behave(fixed(), load)) }
  return runInLab({ scenario, seed, noise: 'medium', set: 'tuning' })
}
