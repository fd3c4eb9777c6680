/** What the probe user felt beside the load. */
import type { Distribution } from './distribution.ts'

/** What the probe user felt. */
export interface ProbeFigures {
  /** That ended; cancelled ones did not. */
  readonly requests: number
  readonly failures: number
  readonly ttftMs: Distribution
  readonly tpotMs: Distribution
  readonly e2eMs: Distribution
}

export interface ProbeAnalysis {
  readonly overall: ProbeFigures
  /** In order of the stages. */
  readonly stages: readonly (ProbeFigures & { readonly stage: number })[]
}
