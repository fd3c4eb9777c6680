/** A plausible recorded session, made from a seed: for tests, the gallery and looking at reports. */
import { stageLoad } from '../../src/core/model/load.ts'
import type { ClientSample } from '../../src/core/model/client-health.ts'
import type { SessionId } from '../../src/core/model/ids.ts'
import type { Outcome } from '../../src/core/model/outcome.ts'
import { sixtySecondCheck } from '../../src/core/model/presets.ts'
import type { Plan } from '../../src/core/model/plan.ts'
import type { RequestRecord, TokenSource } from '../../src/core/model/request.ts'
import type { HostInfo, SessionEvent, SessionFailure, SessionStatus, StageSpan } from '../../src/core/model/session.ts'
import type { StoredSession } from '../../src/core/model/stored-session.ts'
import type { MissingReason, SignalDef, SignalSeries } from '../../src/core/model/telemetry.ts'

export interface FakeSessionOptions {
  readonly seed?: number
  readonly users?: readonly number[]
  readonly stageMs?: number
  readonly outputTokens?: number
  readonly simulated?: boolean
  readonly status?: SessionStatus
  readonly failure?: SessionFailure | null
  readonly gpu?: boolean
  /** Share of requests that fail in the heaviest stage. */
  readonly failures?: number
  readonly tokenSource?: TokenSource
  readonly clientSamples?: boolean
  readonly name?: string
}

/** A small linear congruential generator: enough to look alive, the same everywhere. */
export function seededRandom(seed: number): () => number {
  let state = (seed ^ 0x9e3779b9) >>> 0
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

/** A record with every field; override what a test is about. */
export function fakeRequest(over: Partial<RequestRecord> = {}): RequestRecord {
  return {
    index: 0, stage: 0, warmup: false, user: 0, dueAtMs: 0, sentAtMs: 0.2, headersAtMs: 80, firstEventAtMs: 80, firstTokenAtMs: 100,
    firstVisibleAtMs: 100, lastTokenAtMs: 300, endAtMs: 301, connection: 'reused', outcome: 'ok', httpStatus: 200, error: null, retryAfterMs: null,
    promptTokens: 128, cachedTokens: null, outputTokens: 11, reasoningTokens: null, tokenSource: 'server-usage', finishReason: 'length',
    chunkAtMs: Float64Array.from({ length: 11 }, (_, i) => 100 + i * 20), chunkTokens: null, serverTimings: null, ...over,
  }
}

const host: HostInfo = {
  hostname: 'workbench', os: 'Debian GNU/Linux 12 (x64)', cpuModel: 'AMD Ryzen 9 7950X', cpuCores: 32, memoryBytes: 64 * 2 ** 30,
  gpus: [{ id: 'GPU-4f1c', name: 'NVIDIA GeForce RTX 4090', memoryBytes: 24 * 2 ** 30, driver: '570.86' }],
  appVersion: '0.1.0', runtime: 'Node 24.21.0',
}

/** What a loaded server does: prefill waits for others, decode slows down with the batch. */
function fakeAnswer(random: () => number, users: number, sentAtMs: number, outputTokens: number) {
  const crowd = Math.max(0, users - 4)
  const ttftMs = (140 + users * 45 + crowd ** 1.6 * 160) * (0.75 + 0.5 * random()) * (random() < 0.04 ? 2.2 : 1)
  const stepMs = (17 + users * 1.1 + crowd * 2.4) * (0.94 + 0.12 * random())
  const stamps = new Float64Array(outputTokens)
  let atMs = sentAtMs + ttftMs
  for (let i = 0; i < outputTokens; i += 1) {
    stamps[i] = atMs
    atMs += stepMs * (0.85 + 0.3 * random()) * (random() < 0.004 ? 9 : 1)
  }
  return stamps
}

const heavyFailures: readonly { readonly outcome: Outcome; readonly status: number | null; readonly code: string; readonly message: string }[] = [
  { outcome: 'timeout-first-token', status: null, code: 'timeout-first-token', message: 'No token within 5 s' },
  { outcome: 'http-5xx', status: 500, code: 'http-500', message: '{"error":"CUDA error: <unknown> & the runner stopped"}' },
  { outcome: 'rejected', status: 503, code: 'http-503', message: 'server busy, maximum pending requests exceeded' },
]

interface Draft {
  readonly requests: RequestRecord[]
  readonly stages: StageSpan[]
  readonly events: SessionEvent[]
  endMs: number
}

function runUser(draft: Draft, random: () => number, stage: number, users: number, user: number, fromMs: number, untilMs: number, o: Required<Pick<FakeSessionOptions, 'outputTokens' | 'failures' | 'tokenSource'>>, heaviest: boolean): number {
  let dueAtMs = fromMs
  while (dueAtMs < untilMs) {
    const sentAtMs = dueAtMs + 0.15 + random() * 0.4
    const stamps = fakeAnswer(random, users, sentAtMs, Math.round(o.outputTokens * (0.8 + 0.4 * random())))
    const failure = heaviest && random() < o.failures ? heavyFailures[Math.floor(random() ** 2 * heavyFailures.length)]! : null
    const endAtMs = failure === null ? stamps.at(-1)! + 1.5 : sentAtMs + (failure.outcome === 'timeout-first-token' ? 5000 : 60 + random() * 300)
    const common = { index: 0, stage, user, dueAtMs, sentAtMs, endAtMs, connection: dueAtMs === fromMs ? 'new' as const : 'reused' as const }
    draft.requests.push(failure === null
      ? fakeRequest({
          ...common, headersAtMs: stamps[0]! - 3, firstEventAtMs: stamps[0]! - 1, firstTokenAtMs: stamps[0]!, firstVisibleAtMs: stamps[0]!, lastTokenAtMs: stamps.at(-1)!,
          promptTokens: 122 + Math.floor(random() * 14), cachedTokens: 0, outputTokens: stamps.length, tokenSource: o.tokenSource, chunkAtMs: stamps,
        })
      : fakeRequest({
          ...common, headersAtMs: failure.status === null ? null : endAtMs - 1, firstEventAtMs: null, firstTokenAtMs: null, firstVisibleAtMs: null, lastTokenAtMs: null,
          outcome: failure.outcome, httpStatus: failure.status, error: { code: failure.code, message: failure.message }, promptTokens: null, outputTokens: null, tokenSource: null,
          finishReason: null, chunkAtMs: new Float64Array(0),
        }))
    dueAtMs = endAtMs + 0.3
  }
  return dueAtMs
}

function series(def: Omit<SignalDef, 'deviceLabel' | 'windowMs'> & { deviceLabel?: string }, durationMs: number, stepMs: number, reason: MissingReason | null, value: (ms: number) => number): SignalSeries {
  const tMs = reason === 'gap' || reason === null ? Float64Array.from({ length: Math.floor(durationMs / stepMs) }, (_, i) => (i + 1) * stepMs) : new Float64Array(0)
  return { deviceLabel: '', ...def, windowMs: stepMs, tMs, value: tMs.map(value), reason }
}

function telemetry(draft: Draft, random: () => number, gpu: boolean): SignalSeries[] {
  const busy = (ms: number) => {
    let open = 0
    for (const { sentAtMs, endAtMs } of draft.requests) if (sentAtMs !== null && sentAtMs <= ms && ms < endAtMs) open += 1
    return open
  }
  const noise = (amount: number) => (random() - 0.5) * amount
  const d = draft.endMs
  const list = [
    series({ source: 'host', device: '', signal: 'cpu.total', unit: '%' }, d, 500, null, (ms) => Math.max(1, 6 + 2.5 * busy(ms) + noise(4))),
    series({ source: 'host', device: '', signal: 'cpu.busiest', unit: '%' }, d, 500, null, (ms) => Math.min(100, busy(ms) > 0 ? 88 + noise(20) : 14 + noise(8))),
    series({ source: 'host', device: '', signal: 'mem.used', unit: 'B' }, d, 1000, null, (ms) => 18.2 * 2 ** 30 + (ms / d) * 1.4 * 2 ** 30 + noise(2 ** 26)),
    series({ source: 'host', device: '', signal: 'mem.total', unit: 'B' }, d, 1000, null, () => 64 * 2 ** 30),
    series({ source: 'host', device: '', signal: 'swap.used', unit: 'B' }, d, 1000, null, () => 0),
  ]
  const nvidia = { source: 'nvidia', device: 'GPU-4f1c', deviceLabel: 'RTX 4090' } as const
  if (!gpu) return [...list, series({ source: 'nvidia', device: '', signal: 'gpu.util', unit: '%' }, d, 250, 'tool-missing', () => 0)]
  const lost = (ms: number) => ms > d * 0.4 && ms < d * 0.44
  return [
    ...list,
    series({ ...nvidia, signal: 'gpu.util', unit: '%' }, d, 250, 'gap', (ms) => (lost(ms) ? Number.NaN : busy(ms) > 0 ? Math.min(100, 86 + noise(14) + busy(ms)) : Math.max(0, 2 + noise(3)))),
    series({ ...nvidia, signal: 'gpu.mem.used', unit: 'B' }, d, 250, null, (ms) => (9.2 + 0.42 * busy(ms)) * 2 ** 30),
    series({ ...nvidia, signal: 'gpu.mem.total', unit: 'B' }, d, 1000, null, () => 24 * 2 ** 30),
    series({ ...nvidia, signal: 'gpu.power', unit: 'W' }, d, 250, null, (ms) => (busy(ms) > 0 ? 268 + 9 * busy(ms) + noise(30) : 41 + noise(6))),
    series({ ...nvidia, signal: 'gpu.temp', unit: '°C' }, d, 1000, null, (ms) => 44 + 26 * (1 - Math.exp(-ms / 18_000)) + noise(1)),
    series({ ...nvidia, signal: 'gpu.clock.sm', unit: 'MHz' }, d, 250, null, (ms) => (busy(ms) > 0 ? 2610 + noise(60) : 420 + noise(40))),
  ]
}

function clientSamples(draft: Draft, random: () => number): ClientSample[] {
  return Array.from({ length: Math.floor(draft.endMs / 1000) }, (_, i) => {
    const atMs = (i + 1) * 1000
    const stage = draft.stages.find(({ startMs, endMs }) => atMs >= startMs && atMs <= (endMs ?? Infinity))?.index ?? null
    return {
      atMs, stage, loopDelayP99Ms: 0.4 + random() * 0.8, loopDelayMaxMs: 1.5 + random() * 3, cpuPercent: 4 + random() * 8, rssBytes: 120e6,
      connectionsOpened: 8, connectionsReused: i * 4, parseBacklogBytes: Math.round(random() * 400),
    }
  })
}

/** Builds the session; the same options give the same session. */
export function fakeStoredSession(options: FakeSessionOptions = {}): StoredSession {
  const random = seededRandom(options.seed ?? 1)
  const users = options.users ?? [1, 2, 4, 8]
  const stageMs = options.stageMs ?? 12_000
  const o = { outputTokens: options.outputTokens ?? 48, failures: options.failures ?? 0.12, tokenSource: options.tokenSource ?? ('server-usage' as const) }
  const simulated = options.simulated ?? false
  const target = {
    name: simulated ? 'LLM Dyno simulator' : 'llama.cpp on 8080', engine: simulated ? ('llm-dyno-simulator' as const) : ('llama.cpp' as const), engineVersion: 'b6812', api: 'openai-chat' as const,
    apiBaseUrl: 'http://127.0.0.1:8080/v1', model: 'Meta-Llama-3.1-8B-Instruct-Q4_K_M', simulated,
  }
  const plan: Plan = { ...sixtySecondCheck(target, options.seed ?? 1), stages: users.map((concurrency) => ({ concurrency })), stageDurationMs: stageMs }
  const draft: Draft = { requests: [], stages: [], events: [{ atMs: 2000, kind: 'warmup-start', stage: null, detail: null }], endMs: 2000 }
  for (const warm of [0, 1]) {
    const stamps = fakeAnswer(random, 1, draft.endMs, 16)
    draft.requests.push(fakeRequest({
      index: warm, warmup: true, dueAtMs: draft.endMs, sentAtMs: draft.endMs + 0.3, headersAtMs: stamps[0]! - 2, firstEventAtMs: stamps[0]! - 1, firstTokenAtMs: stamps[0]!,
      firstVisibleAtMs: stamps[0]!, lastTokenAtMs: stamps.at(-1)!, endAtMs: stamps.at(-1)! + 1, outputTokens: 16, tokenSource: o.tokenSource, chunkAtMs: stamps, connection: 'new',
    }))
    draft.endMs = stamps.at(-1)! + 2
  }
  draft.events.push({ atMs: draft.endMs, kind: 'warmup-end', stage: null, detail: null })
  users.forEach((concurrency, index) => {
    const startMs = draft.endMs + 1000
    const stopMs = startMs + stageMs
    const ends = Array.from({ length: concurrency }, (_, user) =>
      runUser(draft, random, index, concurrency, user, startMs, stopMs, o, index === users.length - 1 && users.length > 1))
    const endMs = ends.reduce((a, b) => Math.max(a, b), stopMs)
    draft.stages.push({ index, ...stageLoad({ concurrency }), startMs, endMs })
    draft.events.push(
      { atMs: startMs, kind: 'stage-start', stage: index, detail: null }, { atMs: stopMs, kind: 'drain-start', stage: index, detail: null },
      { atMs: endMs, kind: 'drain-end', stage: index, detail: null }, { atMs: endMs, kind: 'stage-end', stage: index, detail: null },
    )
    draft.endMs = endMs
  })
  draft.endMs += 2000
  const requests = draft.requests
    .sort((a, b) => (a.sentAtMs ?? a.dueAtMs) - (b.sentAtMs ?? b.dueAtMs))
    .map((request, index) => ({ ...request, index }))
  return {
    meta: {
      id: `fake-${options.seed ?? 1}` as SessionId, name: options.name ?? 'Llama 3.1 8B, evening check', tags: ['q4', 'baseline'], status: options.status ?? 'completed', failure: options.failure ?? null,
      createdAtMs: Date.UTC(2026, 4, 12, 18, 30), durationMs: draft.endMs, plan, host, calibration: null, place: null,
    },
    stages: draft.stages, requests, events: draft.events,
    telemetry: telemetry(draft, random, options.gpu ?? true),
    clientSamples: options.clientSamples === false ? [] : clientSamples(draft, random),
  }
}
