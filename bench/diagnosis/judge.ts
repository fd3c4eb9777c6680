/** Runs one scenario, diagnoses the session it leaves, and holds the first cause against what was wrong. */
import { analyseSession } from '../../src/core/analysis/index.ts'
import { diagnose } from '../../src/core/diagnosis/diagnose.ts'
import { sessionEvidence } from '../../src/core/diagnosis/evidence.ts'
import { runInLab, type LabRun } from '../../src/sim/lab/virtual/run.ts'

export interface Judgement {
  readonly scenario: string
  readonly seed: number
  readonly noise: LabRun['noise']
  readonly isHealthy: boolean
  /** The first cause; of a healthy run the first that claims something, notes being no claims. */
  readonly top: string | null
  readonly causes: readonly string[]
  readonly isRight: boolean
}

export function judge(run: LabRun): Judgement {
  const stored = runInLab(run)
  const { causes } = diagnose(sessionEvidence(stored, analyseSession(stored)))
  const { id, expects } = run.scenario
  const isHealthy = expects.length === 0
  const top = (isHealthy ? causes.find(({ kind }) => kind !== 'note') : causes[0])?.id ?? null
  return {
    scenario: id, seed: run.seed, noise: run.noise, isHealthy, top,
    causes: causes.map(({ id: cause, kind, confidence }) => `${cause} (${kind}, ${confidence})`),
    isRight: isHealthy ? top === null : top !== null && expects.includes(top),
  }
}
