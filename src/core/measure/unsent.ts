/** Records of requests of which nothing came back: those that never reached the wire count as offered, not as sent. */
import type { RequestError, RequestRecord } from '../model/request.ts'
import type { SendOrder } from './ports.ts'

export function unsentRecord(order: SendOrder, atMs: number): RequestRecord {
  return blankRecord(order, atMs, { code: 'not-sent', message: 'Due, but sending had stopped or too many requests were open.' })
}

/** The record of a request whose thread is gone: nothing is known of it but that it was to be sent. */
export function lostRecord(order: SendOrder, atMs: number): RequestRecord {
  return blankRecord(order, atMs, { code: 'lane-lost', message: 'The thread of the engine that carried it ended.' })
}

function blankRecord({ index, stage, warmup, user, dueAtMs, role }: SendOrder, atMs: number, error: RequestError): RequestRecord {
  return {
    index, stage, warmup, user, dueAtMs, ...(role === undefined ? {} : { role }),
    sentAtMs: null, headersAtMs: null, firstEventAtMs: null, firstTokenAtMs: null, firstVisibleAtMs: null, lastTokenAtMs: null, endAtMs: atMs,
    connection: null, outcome: 'cancelled', httpStatus: null, error,
    retryAfterMs: null, promptTokens: null, cachedTokens: null, outputTokens: null, reasoningTokens: null, tokenSource: null,
    finishReason: null, chunkAtMs: new Float64Array(), chunkTokens: null, serverTimings: null,
  }
}
