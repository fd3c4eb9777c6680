/** Plans, requests and engine batches for tests of the recorder; usable outside of a test runner too. */
import type { EngineEvent } from '../../src/background/protocol.ts'
import type { SessionId } from '../../src/core/model/ids.ts'
import type { Plan } from '../../src/core/model/plan.ts'
import { sixtySecondCheck } from '../../src/core/model/presets.ts'
import type { RequestRecord } from '../../src/core/model/request.ts'
import { fakeRequest } from './stored-session.ts'

export const target = {
  name: 'Local', engine: 'unknown', engineVersion: null, api: 'openai-chat', apiBaseUrl: 'http://127.0.0.1:1/v1', model: 'm', simulated: false,
} as const

/** Two stages without baseline and tail; telemetry as asked. */
export function planOf(over: Partial<Plan> = {}): Plan {
  const check = sixtySecondCheck(target, 1)
  return { ...check, stages: [{ concurrency: 1 }, { concurrency: 2 }], telemetry: { enabled: false, baselineMs: 0, tailMs: 0 }, ...over }
}

/** A request that was sent at `atMs` and answered within 300 ms. */
export function requestAt(index: number, atMs: number, over: Partial<RequestRecord> = {}): RequestRecord {
  return fakeRequest({
    index, dueAtMs: atMs, sentAtMs: atMs + 0.2, headersAtMs: atMs + 80, firstEventAtMs: atMs + 80, firstTokenAtMs: atMs + 100,
    firstVisibleAtMs: atMs + 100, lastTokenAtMs: atMs + 300, endAtMs: atMs + 301,
    chunkAtMs: Float64Array.from({ length: 11 }, (_, i) => atMs + 100 + i * 20), ...over,
  })
}

type Batch = Extract<EngineEvent, { type: 'batch' }>

/** A batch with its tick at `atMs`. */
export function batchOf(sessionId: SessionId, atMs: number, over: Partial<Batch> & { readonly inFlight?: number; readonly tokens?: number } = {}): Batch {
  const { inFlight = 1, tokens = 0, ...rest } = over
  return { type: 'batch', sessionId, requests: [], events: [], client: null, tick: { atMs, inFlight, tokens, phase: 'stage', stage: 0 }, ...rest }
}
