/** A large session in a database of its own, written as the recorder writes: in batches of finished requests. */
import type { SessionId } from '../../src/core/model/ids.ts'
import { sixtySecondCheck } from '../../src/core/model/presets.ts'
import type { RequestRecord } from '../../src/core/model/request.ts'
import type { SessionEvent } from '../../src/core/model/session.ts'
import type { SignalName, SignalSeries, SignalSource, SignalUnit } from '../../src/core/model/telemetry.ts'
import { seededDraws, type Draws } from '../../src/core/stats/index.ts'
import { openStore, type Store } from '../../src/node/db/store.ts'
import { currentOwner } from '../../src/node/process-identity.ts'

export interface Size {
  readonly requests: number
  readonly tokens: number
  readonly stages: number
}

export const sessionId = 'bench-analysis' as SessionId
const users = 64
const batch = 1_000
const telemetryPeriodMs = 250

/** An answer whose gaps stray, stall now and then and grow a little with its length. */
function answer(index: number, stage: number, user: number, sentAtMs: number, tokens: number, draws: Draws): RequestRecord {
  const stamps = new Float64Array(tokens)
  let atMs = sentAtMs + 150 + 80 * draws.uniform()
  for (let i = 0; i < tokens; i += 1) {
    stamps[i] = atMs
    atMs += (14 + 8 * draws.uniform()) * (1 + i / tokens / 10) * (draws.uniform() < 0.003 ? 12 : 1)
  }
  const isFailed = draws.uniform() < 0.002
  const lastTokenAtMs = stamps.at(-1) ?? sentAtMs
  return {
    index, stage, warmup: false, user, dueAtMs: sentAtMs - 0.1, sentAtMs, headersAtMs: stamps[0]! - 2, firstEventAtMs: stamps[0]! - 1, firstTokenAtMs: stamps[0]!,
    firstVisibleAtMs: stamps[0]!, lastTokenAtMs, endAtMs: lastTokenAtMs + 1, connection: 'reused', outcome: isFailed ? 'timeout-idle' : 'ok', httpStatus: 200,
    error: isFailed ? { code: 'timeout-idle', message: 'No token within 60 s' } : null, retryAfterMs: null, promptTokens: 100 + Math.floor(3_000 * draws.uniform()), cachedTokens: 0,
    outputTokens: tokens, reasoningTokens: null, tokenSource: 'server-usage', finishReason: 'length', chunkAtMs: stamps, chunkTokens: null, serverTimings: null,
  }
}

const signals: readonly (readonly [SignalSource, string, SignalName, SignalUnit, number, number])[] = [
  ['host', '', 'cpu.total', '%', 40, 10], ['host', '', 'cpu.busiest', '%', 90, 8], ['host', '', 'mem.used', 'B', 3e10, 1e8], ['host', '', 'psi.mem', '%', 0.1, 0.1],
  ['nvidia', 'GPU-0', 'gpu.util', '%', 92, 5], ['nvidia', 'GPU-0', 'gpu.power', 'W', 280, 20], ['nvidia', 'GPU-0', 'gpu.mem.used', 'B', 2e10, 1e7], ['nvidia', 'GPU-0', 'gpu.temp', '°C', 70, 2],
  ['metrics', '', 'srv.running', 'count', 60, 4], ['metrics', '', 'srv.waiting', 'count', 4, 3], ['metrics', '', 'srv.kv', '%', 0.6, 0.1], ['server', '', 'srv.cpu', '%', 300, 30],
]

function telemetry(durationMs: number, draws: Draws): readonly SignalSeries[] {
  const tMs = Float64Array.from({ length: Math.floor(durationMs / telemetryPeriodMs) }, (_, i) => (i + 1) * telemetryPeriodMs)
  return signals.map(([source, device, signal, unit, mean, spread]) => (
    { source, device, deviceLabel: device, signal, unit, windowMs: 250, reason: null, tMs, value: tMs.map(() => mean + spread * draws.normal()) }))
}

function writeStage(store: Store, pk: number, stage: number, startMs: number, { requests, tokens, stages }: Size, draws: Draws): number {
  const count = Math.floor(requests / stages)
  const perAnswer = Math.round(tokens / requests)
  const freeAtMs = new Float64Array(users).fill(startMs)
  let records: RequestRecord[] = []
  let endMs = startMs
  const flush = (events: readonly SessionEvent[]) => {
    store.write(pk, { requests: records, events, clientSamples: [], telemetry: [] }, 0)
    records = []
  }
  const at = (kind: SessionEvent['kind'], atMs: number): SessionEvent => ({ kind, atMs, stage, detail: null })
  flush([at('stage-start', startMs)])
  for (let i = 0; i < count; i += 1) {
    const user = i % users
    const record = answer(stage * count + i, stage, user, freeAtMs[user]! + draws.uniform(), perAnswer, draws)
    freeAtMs[user] = record.endAtMs
    endMs = Math.max(endMs, record.endAtMs)
    records.push(record)
    if (records.length === batch) flush([])
  }
  flush([at('drain-start', endMs - 4_000), at('stage-end', endMs)])
  return endMs
}

/** Writes the session and returns how long it lasts, ms. */
export function makeSession(path: string, size: Size, id: SessionId = sessionId): number {
  const store = openStore(path)
  const draws = seededDraws(7)
  const target = { name: 'bench', engine: 'unknown', engineVersion: null, api: 'openai-chat', apiBaseUrl: 'http://127.0.0.1:1/v1', model: 'bench', simulated: true } as const
  const plan = { ...sixtySecondCheck(target, 7), stages: Array.from({ length: size.stages }, () => ({ concurrency: users })) }
  const pk = store.create({ id, name: 'bench', createdAtMs: 0, plan, host: null }, currentOwner())
  let atMs = 12_000
  for (let stage = 0; stage < size.stages; stage += 1) atMs = writeStage(store, pk, stage, atMs, size, draws) + 5_000
  store.write(pk, { requests: [], events: [], clientSamples: [], telemetry: telemetry(atMs, draws) }, 0)
  store.finish(pk, { status: 'completed', failure: null, durationMs: atMs })
  store.checkpoint()
  store.close()
  return atMs
}
