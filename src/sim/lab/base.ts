/** What scenarios start from: a healthy server on a known card, each changed in one way. */
import { defaultModelParams, type ModelParams } from '../model/params.ts'

/** An 8B model at 4 bits on a 24 GB card, with continuous batching: 5 ms a step for its weights, 60 tokens KV a MiB. */
export const batchingModel: ModelParams = {
  ...defaultModelParams, slots: 32, prefillTokensPerS: 7_000, prefillChunkTokens: 512, decodeMs: 5.6, decodeMsPerSequence: 0.14, decodeMsPer1kContext: 0.12, kvTokens: 65_536, maxQueue: 4_096,
}

/** The same with fixed parallel slots, as llama.cpp and Ollama have them. */
export const slotModel: ModelParams = { ...batchingModel, slots: 4, decodeMs: 6, decodeMsPerSequence: 0.2 }

/** On eight cores: 30 times slower, and batching gains little. */
export const cpuModel: ModelParams = { ...slotModel, prefillTokensPerS: 160, prefillChunkTokens: 128, decodeMs: 90, decodeMsPerSequence: 9, decodeMsPer1kContext: 4 }
