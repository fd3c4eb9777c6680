/** The numbers that describe the simulated machine, and what the batch model calls a sequence. */

/** Speed and size of the simulated server. */
export type ModelParams = {
  /** Sequences that run at the same time. */
  readonly slots: number
  /** Prompt tokens processed per second of step time. */
  readonly prefillTokensPerS: number
  /** Most prompt tokens processed in one step, shared by all prompts being read. */
  readonly prefillChunkTokens: number
  /** Fixed part of a decode step, ms. */
  readonly decodeMs: number
  /** Added to a decode step for each sequence that decodes, ms. */
  readonly decodeMsPerSequence: number
  /** Added to a decode step for each 1000 tokens of context held by decoding sequences, ms. */
  readonly decodeMsPer1kContext: number
  /** Key-value cache size, tokens. */
  readonly kvTokens: number
  /** Admit optimistically and evict the youngest sequence when the cache is full. */
  readonly preemption: boolean
  /** Longest waiting queue; a further request is turned away. */
  readonly maxQueue: number
  /** Shape of the log-normal factor on each step's duration; 0 = none. */
  readonly jitterSigma: number
  readonly seed: number
}

/** About an 8B model at 4 bits on a mid-range graphics card with room for four users. */
export const defaultModelParams: ModelParams = {
  slots: 4,
  prefillTokensPerS: 2500,
  prefillChunkTokens: 256,
  decodeMs: 12,
  decodeMsPerSequence: 0.6,
  decodeMsPer1kContext: 0.35,
  kvTokens: 32_768,
  preemption: false,
  maxQueue: 1024,
  jitterSigma: 0.06,
  seed: 1,
}

/** What a request asks of the machine. */
export type SequenceSpec = {
  readonly id: string
  /** Prompt length, tokens, at least 1. */
  readonly promptTokens: number
  /** Leading prompt tokens whose cache entries exist already. */
  readonly cachedTokens: number
  /** Tokens that will be generated, at least 1. */
  readonly outputTokens: number
}

/** A sequence that is waiting or running. */
export type Sequence = {
  readonly spec: SequenceSpec
  readonly arrivedAtMs: number
  /** Tokens still to be read before decoding can start or go on. */
  prefillLeft: number
  /** Tokens in the cache. */
  kvTokens: number
  generated: number
}

/** One token produced at the end of a step. */
export type TokenEvent = { readonly id: string; readonly index: number; readonly last: boolean }

/** Gauges and counters of the machine. */
export type ModelStats = {
  readonly running: number
  readonly waiting: number
  readonly kvTokensUsed: number
  readonly preemptions: number
  readonly steps: number
}
