/** The record of a request that the schedule wanted and that never reached the wire: it counts as offered, not as sent. */
import type { RequestRecord } from '../model/request.ts'
import type { SendOrder } from './ports.ts'

export function unsentRecord({ entry: _entry, ...order }: SendOrder, atMs: number): RequestRecord {
  return {
    ...order,
    sentAtMs: null, headersAtMs: null, firstEventAtMs: null, firstTokenAtMs: null, firstVisibleAtMs: null, lastTokenAtMs: null, endAtMs: atMs,
    connection: null, outcome: 'cancelled', httpStatus: null, error: { code: 'not-sent', message: 'Due, but sending had stopped or too many requests were open.' },
    retryAfterMs: null, promptTokens: null, cachedTokens: null, outputTokens: null, reasoningTokens: null, tokenSource: null,
    finishReason: null, chunkAtMs: new Float64Array(), chunkTokens: null, serverTimings: null,
  }
}
