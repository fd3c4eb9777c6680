/** What a simulated machine can serve at most: its batch model on a virtual clock, with a queue that never empties. */
import { BatchModel } from '../../src/sim/model/batch.ts'
import { defaultModelParams, type ModelParams } from '../../src/sim/model/params.ts'

const requests = 1200

/** Requests/s of this shape. */
export function limitPerS(params: Partial<ModelParams>, promptTokens: number, outputTokens: number): number {
  const model = new BatchModel({ ...defaultModelParams, ...params, maxQueue: requests })
  for (let i = 0; i < requests; i += 1) model.enqueue({ id: String(i), promptTokens, cachedTokens: 0, outputTokens }, 0)
  let elapsedMs = 0
  for (let stepMs = model.beginStep(); stepMs !== null; stepMs = model.beginStep()) {
    elapsedMs += stepMs
    model.completeStep()
  }
  return (requests / elapsedMs) * 1000
}
