/** Labels requests that are not ordinary: cold, cached, cut, with unseparated thinking, or timed differently by the server. Pure functions of one record. */
import { isSuccess } from '../model/outcome.ts'
import type { RequestLabel, RequestLabelKind, ServerNotes } from '../model/request-labels.ts'
import type { RequestRecord } from '../model/request.ts'
import { requestTimes } from './request-metrics.ts'

/** Ollama spends some ms on every request under the name of loading. */
const coldLoadMs = 500
/** As for the badge on a stage. */
const cachedShare = 0.01
/** Words become tokens with an error of their own, so only a clear loss counts. */
const truncatedShare = 0.6
const minPlannedTokens = 64
const maxDifference = 0.05
/** With fewer tokens one of them more or less is already a difference. */
const minComparedTokens = 32
const minComparedMs = 100
/** What a network and a busy machine may add without anyone being wrong, ms. */
const toleranceMs = 5

/** Difference beyond the nearer end of a range, relative to that end; 0 inside. */
function outside(value: number, low: number, high: number): number {
  if (value > high) return value / high - 1
  return value < low ? 1 - value / low : 0
}

/** The server's time per output token, ms: servers differ in whether the first token's time is part of it, so it is a range. */
export function serverTpotMs({ serverTimings }: RequestRecord): readonly [low: number, high: number] | null {
  const tokens = serverTimings?.outputTokens ?? null
  const outputMs = serverTimings?.outputMs ?? null
  if (tokens === null || outputMs === null || tokens < minComparedTokens || outputMs < minComparedMs) return null
  return [outputMs / tokens, outputMs / (tokens - 1)]
}

function decodeDisagreement(record: RequestRecord): RequestLabel | null {
  const server = serverTpotMs(record)
  const clientMs = isSuccess(record.outcome) ? requestTimes(record).tpotMs : null
  if (server === null || clientMs === null) return null
  const difference = outside(clientMs, ...server)
  if (difference <= maxDifference) return null
  return { kind: 'server-disagrees', figure: 'decode', clientMs, serverMs: clientMs > server[1] ? server[1] : server[0], difference }
}

/** A client can wait longer than the server computes, never shorter. */
function prefillDisagreement(record: RequestRecord): RequestLabel | null {
  const { promptMs = null, loadMs = null } = record.serverTimings ?? {}
  const clientMs = isSuccess(record.outcome) ? requestTimes(record).ttftMs : null
  if (promptMs === null || clientMs === null || clientMs <= 0) return null
  const serverMs = promptMs + (loadMs ?? 0)
  const difference = serverMs / clientMs - 1
  return difference > maxDifference && serverMs - clientMs > toleranceMs ? { kind: 'server-disagrees', figure: 'prefill', clientMs, serverMs, difference } : null
}

function promptLabels({ promptTokens, cachedTokens, warmup, role }: RequestRecord, plannedTokens: number | null): readonly RequestLabel[] {
  if (promptTokens === null) return []
  const labels: RequestLabel[] = []
  if (cachedTokens !== null && promptTokens > 0 && cachedTokens / promptTokens >= cachedShare) labels.push({ kind: 'prefix-cached', share: cachedTokens / promptTokens })
  // Warm-ups are where the length of prompts is still being found; the probe user has a length of its own.
  const isJudged = plannedTokens !== null && plannedTokens >= minPlannedTokens && !warmup && role !== 'probe'
  if (isJudged && promptTokens < plannedTokens * truncatedShare) labels.push({ kind: 'prompt-truncated', plannedTokens, readTokens: promptTokens })
  return labels
}

/** `plannedTokens`: the prompt length that was aimed at; null where the plan has none. In a fixed order; empty for an ordinary request. */
export function requestLabels(record: RequestRecord, plannedTokens: number | null): readonly RequestLabel[] {
  const loadMs = record.serverTimings?.loadMs ?? 0
  const isCut = record.outcome === 'ok-short' && (record.finishReason === 'length' || record.finishReason === 'limit')
  return [
    ...(loadMs > coldLoadMs ? [{ kind: 'cold-start', loadMs } as const] : []),
    ...promptLabels(record, plannedTokens),
    ...(isCut && record.outputTokens !== null ? [{ kind: 'context-full', outputTokens: record.outputTokens } as const] : []),
    ...(record.thinkingInline === true ? [{ kind: 'thinking-inline' } as const] : []),
    ...[decodeDisagreement(record), prefillDisagreement(record)].filter((label) => label !== null),
  ]
}

/** The labels of a session's requests, counted; a request counts once for each kind. */
export function serverNotes(records: readonly RequestRecord[], plannedTokens: number | null): ServerNotes {
  const byLabel: Partial<Record<RequestLabelKind, number>> = {}
  let compared = 0
  let maxLoadMs: number | null = null
  for (const record of records) {
    for (const kind of new Set(requestLabels(record, plannedTokens).map((label) => label.kind))) byLabel[kind] = (byLabel[kind] ?? 0) + 1
    if (isSuccess(record.outcome) && serverTpotMs(record) !== null) compared += 1
    const loadMs = record.serverTimings?.loadMs ?? null
    if (loadMs !== null) maxLoadMs = Math.max(maxLoadMs ?? 0, loadMs)
  }
  return { requests: records.length, byLabel, compared, maxLoadMs }
}
