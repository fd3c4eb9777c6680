/** The engine's stamps beside the true times of the simulator's log: what this machine itself adds to a measurement. */
import type { CalibrationFigures, ErrorStats } from '../model/calibration.ts'
import type { ClientSample } from '../model/client-health.ts'
import type { RequestRecord } from '../model/request.ts'
import { err, ok, type Result } from '../result.ts'
import { distribution } from '../stats/index.ts'
import { busySecond, stamperOf } from './client.ts'

/** True times of one answer, ns of the clock that both processes share. */
export interface TruthRecord {
  readonly receivedNs: number
  readonly chunkNs: readonly number[]
}

/** By request index. */
export type TruthLog = ReadonlyMap<number, TruthRecord>

export type StampErrors = Pick<CalibrationFigures, 'ttftErrorMs' | 'gapErrorMs' | 'stampErrorMs'>

function isTruth(value: unknown): value is TruthRecord & { readonly id: string } {
  if (typeof value !== 'object' || value === null) return false
  const { id, receivedNs, chunkNs } = value as Readonly<Record<string, unknown>>
  return typeof id === 'string' && typeof receivedNs === 'number' && Array.isArray(chunkNs) && chunkNs.every((ns) => typeof ns === 'number')
}

/** Reads what `GET /dyno/truth` answers: one JSON object a line, the id being the request's index. Other lines are no error: they are not ours. */
export function parseTruthLog(ndjson: string): TruthLog {
  const log = new Map<number, TruthRecord>()
  for (const line of ndjson.split('\n')) {
    if (line === '') continue
    const record = parseJson(line)
    if (isTruth(record)) log.set(Number(record.id), { receivedNs: record.receivedNs, chunkNs: record.chunkNs })
  }
  return log
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return null
  }
}

/**
 * Compares every stamp; `originNs` is session time 0 on the truth's clock. Fails when an answer did not arrive whole: then nothing may
 * be said. A new connection's first request waits in the server's accept queue before its true arrival, so only requests
 * on a kept one tell the client's TTFT error.
 */
export function compareWithTruth(
  requests: readonly Pick<RequestRecord, 'index' | 'chunkAtMs' | 'sentAtMs' | 'connection' | 'outcome'>[], truth: TruthLog, originNs: number,
): Result<StampErrors, string> {
  const [ttft, gap, stamp]: [number[], number[], number[]] = [[], [], []]
  for (const { index, chunkAtMs, sentAtMs, connection, outcome } of requests) {
    const real = truth.get(index)
    if (real === undefined || sentAtMs === null) return err(`request ${index} (${outcome}) has no true times`)
    if (chunkAtMs.length !== real.chunkNs.length || chunkAtMs.length === 0) return err(`request ${index} (${outcome}) has ${chunkAtMs.length} of ${real.chunkNs.length} tokens`)
    const trueMs = real.chunkNs.map((ns) => (ns - originNs) / 1e6)
    chunkAtMs.forEach((atMs, i) => {
      stamp.push(Math.abs(atMs - trueMs[i]!))
      if (i > 0) gap.push(Math.abs(atMs - chunkAtMs[i - 1]! - (trueMs[i]! - trueMs[i - 1]!)))
    })
    if (connection === 'reused') ttft.push(Math.abs(chunkAtMs[0]! - sentAtMs - (trueMs[0]! - (real.receivedNs - originNs) / 1e6)))
  }
  return ok({ ttftErrorMs: errorStats(ttft), gapErrorMs: errorStats(gap), stampErrorMs: errorStats(stamp) })
}

function errorStats(values: readonly number[]): ErrorStats {
  const { n, p50, p99, max } = distribution(values)
  return { n, p50, p99, max }
}

/** CPU of the stamping thread for 100,000 tokens, s; null when it was not measured. */
export function cpuSPer100kTokens(samples: readonly ClientSample[], tokens: number): number | null {
  let cpuS: number | null = null
  samples.forEach(({ atMs, cpuPercent }, i) => {
    if (cpuPercent !== null) cpuS = (cpuS ?? 0) + (cpuPercent / 100) * ((atMs - (samples[i - 1]?.atMs ?? 0)) / 1000)
  })
  return cpuS === null || tokens === 0 ? null : (cpuS * 100_000) / tokens
}

/** The figures of a calibration run. The first answer of each stream opened its connection and warmed both sides up: it is not counted. */
export function calibrationFigures(
  requests: readonly RequestRecord[], samples: readonly ClientSample[], truth: TruthLog, originNs: number,
): Result<CalibrationFigures, string> {
  const counted = requests.filter(({ connection }) => connection !== 'new')
  if (counted.length === 0) return err(requests.length === 0 ? 'no request was answered' : 'no connection was kept')
  const errors = compareWithTruth(counted, truth, originNs)
  if (!errors.ok) return errors
  const tokens = requests.reduce((total, { chunkAtMs }) => total + chunkAtMs.length, 0)
  const loopDelayP99Ms = busySecond(samples, (sample) => sample.loopDelayP99Ms)
  return ok({ ...errors.value, loopDelayP99Ms, cpuSPer100kTokens: cpuSPer100kTokens(samples, tokens), stampedBy: stamperOf(samples) })
}
