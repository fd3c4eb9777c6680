/** Builds what a diagnosis reads from a session and its analysis, for all of it or for a brushed part. */
import { errorChain } from '../analysis/error-chain.ts'
import { analyseRange, isSameMachine, type Interval } from '../analysis/index.ts'
import type { RangeAnalysis, SessionAnalysis, StageAnalysis } from '../model/analysis.ts'
import type { ErrorChain } from '../model/error-chain.ts'
import { noLoad } from '../model/load.ts'
import { isFailure } from '../model/outcome.ts'
import type { HostInfo } from '../model/session.ts'
import type { StoredSession } from '../model/stored-session.ts'
import type { SignalName } from '../model/telemetry.ts'
import { explainingTelemetry, isModelElsewhere, isRemote } from '../series/model-machine.ts'
import type { EvidenceInput, Fact, MachineFacts, ServerFacts, WindowFacts } from './evidence-input.ts'
import { windowFacts } from './window-facts.ts'

function told<T>(value: T | null | undefined): Fact<T> {
  return value === null || value === undefined ? { value: null, gap: 'not-told' } : { value, gap: null }
}

/** The last value the server told; a model that was loaded late is told late. */
function lastTold({ telemetry }: StoredSession, signal: SignalName): Fact<number> {
  const series = telemetry.find((one) => one.signal === signal && one.value.some((value) => !Number.isNaN(value)))
  return told(series?.value.findLast((value) => !Number.isNaN(value)))
}

function serverFacts(stored: StoredSession, analysis: SessionAnalysis): ServerFacts {
  const { engine, engineVersion, api, model, simulated } = stored.meta.plan.target
  return {
    engine, version: told(engineVersion), api, model, simulated,
    isLocal: analysis.clientCost.isSameMachine,
    isWatched: analysis.clientCost.isSameMachine ? !isModelElsewhere(stored.telemetry) : stored.telemetry.some(isRemote),
    slots: lastTold(stored, 'srv.slots.total'),
    modelBytes: lastTold(stored, 'srv.model.bytes'),
    modelVramBytes: lastTold(stored, 'srv.model.vram'),
  }
}

function machineFacts(host: HostInfo | null): MachineFacts {
  const gpus = host?.gpus.map(({ id, name, memoryBytes, driver }) => ({ id, name, memoryBytes: told(memoryBytes), driver: told(driver) }))
  return { os: told(host?.os), cpuModel: told(host?.cpuModel), cpuCores: told(host?.cpuCores), memoryBytes: told(host?.memoryBytes), gpus: told(gpus) }
}

/** Session ms up to which anything is known. */
function lastKnownMs({ meta, requests, telemetry, events }: StoredSession): number {
  let last = meta.durationMs ?? 0
  for (const { endAtMs } of requests) last = Math.max(last, endAtMs)
  for (const { tMs } of telemetry) last = Math.max(last, tMs.at(-1) ?? 0)
  for (const { atMs } of events) last = Math.max(last, atMs)
  return last
}

function stageFacts(stored: StoredSession, stage: StageAnalysis): readonly WindowFacts[] {
  if (stage.windowMs === null) return []
  const { index, concurrency, ratePerS, arrival, rampTo, client } = stage
  const counted = stored.requests.filter((request) => request.stage === index && !request.warmup)
  const source = { kind: 'stage', stage: index, load: { concurrency, ratePerS, arrival, rampTo }, interval: stage.windowMs, figures: stage, client } as const
  return [windowFacts({ ...source, requests: counted, counted }, stored.telemetry)]
}

function otherFacts(stored: StoredSession, kind: 'session' | 'rest' | 'range', interval: Interval, figures: RangeAnalysis): WindowFacts {
  // The first request is sent at the very end of a rest, and is no part of it.
  const requests = kind === 'rest' ? [] : stored.requests
  return windowFacts({ kind, stage: null, load: noLoad, interval, figures, client: null, requests, counted: requests }, stored.telemetry)
}

/** Less than this is no rest to speak of. */
const leastRestMs = 1_000
/** Utilisation is told as a mean over up to a second; slower sensors don't make everyone's rest shorter. */
const widestMeanMs = 1_000

/** A mean over the last second that was told at the end of a rest is partly of the load beside it: that edge is left out. */
function restFacts(stored: StoredSession, side: 'before' | 'after', rest: { readonly fromMs: number; readonly toMs: number } | null): Fact<WindowFacts> {
  const edgeMs = stored.telemetry.reduce((widest, { windowMs, tMs }) => (tMs.length > 0 && windowMs <= widestMeanMs ? Math.max(widest, windowMs) : widest), 0) / 2
  const fromMs = (rest?.fromMs ?? 0) + (side === 'after' ? edgeMs : 0)
  const toMs = (rest?.toMs ?? 0) - (side === 'before' ? edgeMs : 0)
  if (rest === null || toMs - fromMs < leastRestMs) return { value: null, gap: 'too-few' }
  return { value: otherFacts(stored, 'rest', [fromMs, toMs], analyseRange([], fromMs, toMs)), gap: null }
}

/** Sensors of a machine that only sends the requests explain nothing about the server. */
function ofModel(stored: StoredSession): StoredSession {
  return { ...stored, telemetry: explainingTelemetry(stored.telemetry, isSameMachine(stored.meta)) }
}

function evidence(scope: EvidenceInput['scope'], stored: StoredSession, analysis: SessionAnalysis, windows: readonly WindowFacts[]): EvidenceInput {
  return {
    scope, isRunning: stored.meta.status === 'running', stored, analysis,
    server: serverFacts(stored, analysis), machine: machineFacts(stored.meta.host), client: analysis.client, errors: analysis.errorChain,
    windows,
    whole: otherFacts(stored, 'session', [0, lastKnownMs(stored)], analysis.overall),
    rest: { before: restFacts(stored, 'before', analysis.energy.before), after: restFacts(stored, 'after', analysis.energy.after) },
  }
}

/** Of a session in whatever state, live ones too. */
export function sessionEvidence(given: StoredSession, analysis: SessionAnalysis): EvidenceInput {
  const stored = ofModel(given)
  return evidence('session', stored, analysis, analysis.stages.flatMap((stage) => stageFacts(stored, stage)))
}

/** Failures that struck in the part, beside the answers that were open in it. */
function errorsWithin(stored: StoredSession, [fromMs, toMs]: Interval): ErrorChain {
  const requests = stored.requests.filter(({ outcome, dueAtMs, endAtMs }) => endAtMs >= fromMs && dueAtMs <= toMs && (endAtMs <= toMs || !isFailure(outcome)))
  return errorChain({ requests, telemetry: stored.telemetry, events: stored.events })
}

/** Of a brushed part: one window, everything sent in it counted. */
export function rangeEvidence(given: StoredSession, analysis: SessionAnalysis, fromMs: number, toMs: number): EvidenceInput {
  const stored = ofModel(given)
  const interval: Interval = [Math.min(fromMs, toMs), Math.max(fromMs, toMs)]
  const facts = evidence('range', stored, analysis, [otherFacts(stored, 'range', interval, analyseRange(stored.requests, ...interval))])
  return { ...facts, errors: errorsWithin(stored, interval) }
}
