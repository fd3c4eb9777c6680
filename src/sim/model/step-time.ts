/** How long one step of the batch takes on the simulated machine. */
import type { ModelParams } from './params.ts'

/** What a step has to do. */
export type StepWork = {
  readonly prefillTokens: number
  readonly decodingSequences: number
  /** Context tokens held by the sequences that decode. */
  readonly contextTokens: number
}

/** Smallest step: launching work costs something even for a single prompt token. */
const minimumStepMs = 1

/** Step duration in ms, without jitter: decoding is bandwidth-bound, reading a prompt is compute-bound, both add up. */
export function stepTimeMs(params: ModelParams, work: StepWork): number {
  const prefillMs = (work.prefillTokens / params.prefillTokensPerS) * 1000
  const decodeMs =
    work.decodingSequences === 0
      ? 0
      : params.decodeMs + params.decodeMsPerSequence * work.decodingSequences + (params.decodeMsPer1kContext * work.contextTokens) / 1000
  return Math.max(minimumStepMs, prefillMs + decodeMs)
}
