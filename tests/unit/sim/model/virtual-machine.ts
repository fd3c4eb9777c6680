/** Drives the batch model on a virtual clock with closed-loop users, so that hours of load take milliseconds. */
import { BatchModel } from '../../../../src/sim/model/batch.ts'
import { defaultModelParams } from '../../../../src/sim/model/params.ts'
import type { ModelParams, TokenEvent } from '../../../../src/sim/model/params.ts'

export type Load = {
  readonly concurrency: number
  readonly requestsPerUser: number
  readonly promptTokens: number
  readonly outputTokens: number
}

export type LoadResult = {
  readonly tokensPerS: number
  readonly meanTtftMs: number
  readonly maxGapMs: number
  readonly requests: number
}

export function machine(params: Partial<ModelParams> = {}): BatchModel {
  return new BatchModel({ ...defaultModelParams, jitterSigma: 0, ...params })
}

/** Steps until nothing is left, at most `limit` steps; yields the time and tokens of each step. */
export function* steps(model: BatchModel, limit = 100_000): Generator<{ readonly atMs: number; readonly events: readonly TokenEvent[] }> {
  let atMs = 0
  for (let i = 0; i < limit; i += 1) {
    const durationMs = model.beginStep()
    if (durationMs === null) return
    atMs += durationMs
    yield { atMs, events: model.completeStep() }
  }
  throw new Error('the model did not come to an end')
}

/** Users who send their next request the moment the last one ends. */
export function runLoad(params: Partial<ModelParams>, load: Load): LoadResult {
  const model = machine(params)
  const sentAtMs = new Map<string, number>()
  const lastTokenAtMs = new Map<string, number>()
  const ttfts: number[] = []
  let maxGapMs = 0
  let tokens = 0
  let endMs = 0
  const send = (user: number, turn: number, atMs: number): void => {
    const id = `${user}:${turn}`
    sentAtMs.set(id, atMs)
    model.enqueue({ id, promptTokens: load.promptTokens, cachedTokens: 0, outputTokens: load.outputTokens }, atMs)
  }
  for (let user = 0; user < load.concurrency; user += 1) send(user, 0, 0)
  for (const { atMs, events } of steps(model)) {
    endMs = atMs
    for (const { id, index, last } of events) {
      tokens += 1
      if (index === 0) ttfts.push(atMs - (sentAtMs.get(id) ?? 0))
      else maxGapMs = Math.max(maxGapMs, atMs - (lastTokenAtMs.get(id) ?? 0))
      lastTokenAtMs.set(id, atMs)
      const [user = 0, turn = 0] = id.split(':').map(Number)
      if (last && turn + 1 < load.requestsPerUser) send(user, turn + 1, atMs)
    }
  }
  const meanTtftMs = ttfts.reduce((total, ttft) => total + ttft, 0) / ttfts.length
  return { tokensPerS: tokens / (endMs / 1000), meanTtftMs, maxGapMs, requests: ttfts.length }
}
