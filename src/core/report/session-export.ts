/** The JSON export `llm-dyno/session` version 1: a contract, described in docs/session-format.md. Later versions only add. */
import { requestLabels } from '../measure/request-labels.ts'
import type { Distribution, ErrorStrike, ProbeAnalysis, RangeAnalysis, SessionAnalysis, StageAnalysis } from '../model/analysis.ts'
import type { Calibration } from '../model/calibration.ts'
import type { ClientHealth, ClientSample } from '../model/client-health.ts'
import { plainRequest } from '../model/packed-requests.ts'
import type { Diagnosis } from '../model/diagnosis.ts'
import type { RequestRecord } from '../model/request.ts'
import type { StoredSession } from '../model/stored-session.ts'
import { plannedPromptTokens } from '../model/workload.ts'
import type { SignalSeries } from '../model/telemetry.ts'

export const sessionFormat = 'llm-dyno/session'
export const sessionFormatVersion = 1

/** NaN does not exist in JSON: a value that was not measured is null. */
function plain(values: ArrayLike<number>): (number | null)[] {
  return Array.from(values, (value) => (Number.isFinite(value) ? value : null))
}

function exportRequest(record: RequestRecord, plannedTokens: number | null) {
  const { chunkAtMs, chunkTokens, ...scalars } = plainRequest(record)
  return { ...scalars, labels: requestLabels(record, plannedTokens), chunkAtMs: Array.from(chunkAtMs), chunkTokens: chunkTokens === null ? null : Array.from(chunkTokens) }
}

function exportSeries({ source, device, deviceLabel, signal, unit, windowMs, tMs, value, reason }: SignalSeries) {
  return { source, device, deviceLabel, signal, unit, windowMs, tMs: Array.from(tMs), value: plain(value), ...(reason === null ? {} : { reason }) }
}

function exportRange(range: RangeAnalysis) {
  return {
    windowMs: range.windowMs,
    metrics: range.metrics satisfies Record<string, Distribution>,
    requestsInWindow: range.requestsInWindow,
    offeredQps: range.offeredQps,
    achievedQps: range.achievedQps,
    completedQps: range.completedQps,
    peakQps: range.peakQps,
    outputTokensPerS: range.outputTokensPerS,
    measuredConcurrency: range.measuredConcurrency,
    maxConcurrency: range.maxConcurrency,
    pace: range.pace,
    positions: range.positions,
    prefill: range.prefill,
    errorRate: range.errorRate,
    byOutcome: range.byOutcome,
    cachedPromptShare: range.cachedPromptShare,
    tokenSources: range.tokenSources,
    oneTokenPerChunk: range.oneTokenPerChunk,
    turns: range.turns,
  }
}

function exportHealth({ scheduleLagMs, eventLoopDelayMs, cpuPercent, lanes, busiestCpuPercent, connections, parseBacklogBytes, stampedBy, valid, reasons }: ClientHealth) {
  return { scheduleLagMs, eventLoopDelayMs, cpuPercent, ...(lanes === undefined ? {} : { lanes, busiestCpuPercent }), connections, parseBacklogBytes, stampedBy, valid, reasons }
}

function exportStage(stage: StageAnalysis) {
  const { index, concurrency, ratePerS, arrival, rampTo, startMs, endMs, compatible, settling, hold, failureMark, stopped, slo, attainments, client } = stage
  return { index, concurrency, ratePerS, arrival, rampTo, startMs, endMs, ...exportRange(stage), compatible, settling, hold, failureMark, stopped, slo, attainments, client: exportHealth(client) }
}

function exportSession({ meta }: StoredSession) {
  const { id, name, tags, status, failure, createdAtMs, durationMs, place } = meta
  return { id, name, tags, status, failure, createdAt: new Date(createdAtMs).toISOString(), createdAtMs, durationMs, simulated: meta.plan.target.simulated, series: place }
}

function exportClient(analysis: SessionAnalysis, calibration: Calibration | null, samples: readonly ClientSample[]) {
  return { ...exportHealth(analysis.client), cost: analysis.clientCost, calibration, samples }
}

/** Those of the probe user stand last, each with its role. */
function allRequests({ requests, probes = [] }: StoredSession): readonly RequestRecord[] {
  return probes.length === 0 ? requests : [...requests, ...probes]
}

/** Causes and questions as keys and numbers; the experiment by its name, its plan being the session's own with one change. */
export function exportDiagnosis({ causes, isUndetermined, questions }: Diagnosis) {
  return { diagnosis: causes.map(({ experiment, ...cause }) => ({ ...cause, experiment: experiment?.id ?? null })), undetermined: isUndetermined, questions }
}

/** All of a session but its two long lists. */
function exportHead(stored: StoredSession, analysis: SessionAnalysis, diagnosis: Diagnosis | null) {
  const { target, ...plan } = stored.meta.plan
  const { total, firstStrike, byOutcome, byClass, order } = analysis.errors
  return {
    format: sessionFormat as typeof sessionFormat,
    version: sessionFormatVersion as typeof sessionFormatVersion,
    session: exportSession(stored),
    target,
    plan,
    host: stored.meta.host,
    remote: stored.meta.remote ?? null,
    client: exportClient(analysis, stored.meta.calibration, stored.clientSamples),
    serverNotes: analysis.serverNotes,
    residency: analysis.residency,
    coldStart: analysis.coldStart,
    overall: exportRange(analysis.overall),
    capacity: analysis.capacity,
    stable: analysis.stable,
    energy: analysis.energy,
    probe: analysis.probe satisfies ProbeAnalysis | null,
    soak: analysis.soak,
    verdicts: analysis.verdicts,
    ...(diagnosis === null ? {} : exportDiagnosis(diagnosis)),
    stages: analysis.stages.map(exportStage),
    errors: { total, firstStrike: firstStrike satisfies ErrorStrike | null, byOutcome, byClass, order, chain: analysis.errorChain },
    events: stored.events,
  }
}

export type SessionExport = ReturnType<typeof exportHead> & {
  readonly requests: readonly ReturnType<typeof exportRequest>[]
  readonly telemetry: readonly ReturnType<typeof exportSeries>[]
}

/** The whole export as one plain object (JSON.stringify gives the document). */
export function sessionExport(stored: StoredSession, analysis: SessionAnalysis, diagnosis: Diagnosis | null = null): SessionExport {
  return { ...exportHead(stored, analysis, diagnosis), requests: allRequests(stored).map((record) => exportRequest(record, plannedPromptTokens(stored.meta.plan.workload))), telemetry: stored.telemetry.map(exportSeries) }
}

function* jsonList<T>(name: string, items: readonly T[], write: (item: T) => unknown): Generator<string> {
  yield `,\n"${name}":[`
  for (const [i, item] of items.entries()) yield `${i === 0 ? '\n' : ',\n'}${JSON.stringify(write(item))}`
  yield '\n]'
}

/** The same document in pieces, one request or series at a time, so that a large session never exists as one string. */
export function* sessionExportChunks(stored: StoredSession, analysis: SessionAnalysis, diagnosis: Diagnosis | null = null): Generator<string> {
  yield JSON.stringify(exportHead(stored, analysis, diagnosis)).slice(0, -1)
  yield* jsonList('requests', allRequests(stored), (record) => exportRequest(record, plannedPromptTokens(stored.meta.plan.workload)))
  yield* jsonList('telemetry', stored.telemetry, exportSeries)
  yield '}\n'
}
