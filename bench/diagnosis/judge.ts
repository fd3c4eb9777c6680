/** Runs one scenario, diagnoses the session it leaves, and holds the first cause against what was wrong. */
import { analyseSession } from '../../src/core/analysis/index.ts'
import { diagnose } from '../../src/core/diagnosis/diagnose.ts'
import { sessionEvidence } from '../../src/core/diagnosis/evidence.ts'
import { isClaim, type EvidenceItem } from '../../src/core/model/diagnosis.ts'
import { runInLab, type LabRun } from '../../src/sim/lab/virtual/run.ts'

export interface Judgement {
  readonly scenario: string
  readonly seed: number
  readonly noise: LabRun['noise']
  readonly isHealthy: boolean
  /** The first cause; of a healthy run the first that claims something, notes and caveats being no claims. */
  readonly top: string | null
  readonly causes: readonly string[]
  readonly isRight: boolean
  /** Evidence with a value that was counted from nothing: there must be none. */
  readonly uncounted: readonly string[]
}

/** Of nothing that happened, there is nothing to count. */
function isUncounted({ value, n, of }: EvidenceItem): boolean {
  return value !== null && n === 0 && !(value === 0 && (of === 'events' || of === 'tokens'))
}

export function judge(run: LabRun): Judgement {
  const stored = runInLab(run)
  const { causes, questions } = diagnose(sessionEvidence(stored, analyseSession(stored)))
  const { id, expects } = run.scenario
  const isHealthy = expects.length === 0
  const top = (isHealthy ? causes.find(isClaim) : causes[0])?.id ?? null
  return {
    scenario: id, seed: run.seed, noise: run.noise, isHealthy, top,
    causes: causes.map(({ id: cause, kind, confidence }) => `${cause} (${kind}, ${confidence})`),
    isRight: isHealthy ? top === null : top !== null && expects.includes(top),
    uncounted: [...causes.flatMap(({ evidence, counter }) => [...evidence, ...counter]), ...questions.flatMap(({ evidence }) => evidence)].filter(isUncounted).map(({ name }) => name),
  }
}
