/** What a client is asked to do, and what it reports: the same for ours and the peer. */
import type { StampErrors } from '../../src/core/analysis/calibration.ts'
import { compareWithTruth, parseTruthLog } from '../../src/core/analysis/calibration.ts'

export interface Job {
  readonly url: string
  readonly model: string
  readonly streams: number
  /** Answers of each stream, one after another. */
  readonly answers: number
  /** Of each answer. */
  readonly tokens: number
  /** One answer of so many streams comes first, not counted. */
  readonly warmStreams: number
}

export interface Report {
  /** By request: CLOCK_MONOTONIC ns of each token. */
  readonly stampsNs: readonly (readonly number[])[]
  /** CPU time of the whole process while it ran. */
  readonly cpuS: number
  readonly baseRssBytes: number
  readonly peakRssBytes: number
}

export interface Measured {
  readonly tokens: number
  /** From the first stamp to the last. */
  readonly tokensPerS: number
  readonly cpuSPer100kTokens: number
  readonly tokensPerSPerCore: number
  readonly stampError: StampErrors['stampErrorMs']
  readonly bytesPerStream: number
}

/** Throws when a stream did not arrive whole. */
export function measured(job: Job, report: Report, truthNdjson: string): Measured {
  const originNs = Math.min(...report.stampsNs.map((stamps) => stamps[0] ?? Infinity))
  const requests = report.stampsNs.map((stamps, index) => ({
    index, sentAtMs: 0, connection: null, outcome: 'ok' as const, chunkAtMs: Float64Array.from(stamps, (ns) => (ns - originNs) / 1e6),
  }))
  const cut = requests.find(({ chunkAtMs }) => chunkAtMs.length !== job.tokens)
  if (cut !== undefined || requests.length !== job.streams * job.answers) throw new Error(`Not whole: request ${cut?.index ?? requests.length}.`)
  const errors = compareWithTruth(requests, parseTruthLog(truthNdjson), originNs)
  if (!errors.ok) throw new Error(errors.error)
  const tokens = requests.length * job.tokens
  const lastMs = requests.reduce((latest, { chunkAtMs }) => Math.max(latest, chunkAtMs.at(-1) ?? 0), 0)
  return {
    tokens,
    tokensPerS: (tokens / lastMs) * 1000,
    cpuSPer100kTokens: (report.cpuS * 100_000) / tokens,
    tokensPerSPerCore: tokens / report.cpuS,
    stampError: errors.value.stampErrorMs,
    bytesPerStream: (report.peakRssBytes - report.baseRssBytes) / job.streams,
  }
}
