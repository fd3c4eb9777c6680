/** The highest rate of requests at random that a simulated machine serves within a limit of TTFT: its batch model on a virtual clock, over many hours. */
import { BatchModel } from '../../src/sim/model/batch.ts'
import { defaultModelParams, type ModelParams } from '../../src/sim/model/params.ts'
import { seededDraws } from '../../src/core/stats/random.ts'

const requests = 20_000
/** Share of requests that may wait longer. */
const over = 0.05
const halvings = 9

/** TTFT p95 in ms at a rate. */
export function ttftP95Ms(params: Partial<ModelParams>, promptTokens: number, outputTokens: number, ratePerS: number): number {
  const model = new BatchModel({ ...defaultModelParams, ...params, maxQueue: requests })
  const { uniform } = seededDraws(params.seed ?? 1)
  const arrivalsMs: number[] = []
  for (let i = 0, atMs = 0; i < requests; i += 1) {
    atMs += (-Math.log(1 - uniform()) / ratePerS) * 1000
    arrivalsMs.push(atMs)
  }
  const waits: number[] = []
  let [nowMs, next] = [0, 0]
  while (waits.length < requests) {
    for (; next < requests && arrivalsMs[next]! <= nowMs; next += 1) model.enqueue({ id: String(next), promptTokens, cachedTokens: 0, outputTokens }, nowMs)
    const stepMs = model.beginStep()
    if (stepMs === null) {
      nowMs = arrivalsMs[next] ?? nowMs
      continue
    }
    nowMs += stepMs
    for (const { id, index } of model.completeStep()) if (index === 0) waits.push(nowMs - arrivalsMs[Number(id)]!)
  }
  return waits.toSorted((a, b) => a - b)[Math.floor(requests * (1 - over))]!
}

/** Requests/s; `fullPerS`: what the machine serves with a queue that never empties. */
export function poissonLimitPerS(params: Partial<ModelParams>, promptTokens: number, outputTokens: number, fullPerS: number, limitMs: number): number {
  let [held, failed] = [0, fullPerS]
  for (let i = 0; i < halvings; i += 1) {
    const middle = (held + failed) / 2
    if (ttftP95Ms(params, promptTokens, outputTokens, middle) <= limitMs) held = middle
    else failed = middle
  }
  return held
}
