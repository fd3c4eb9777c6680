/** What a client is asked to do, and what it reports: the same for ours and the others. */
import type { StampedBy } from '../../src/core/model/client-health.ts'
import type { StampErrors } from '../../src/core/analysis/calibration.ts'
import { compareWithTruth, parseTruthLog } from '../../src/core/analysis/calibration.ts'

export interface Job {
  readonly url: string
  readonly model: string
  readonly streams: number
  /** Of each answer; every stream has one. */
  readonly tokens: number
  /** One answer of so many streams comes first, not counted. */
  readonly warmStreams: number
}

/** The whole process at an instant: CLOCK_MONOTONIC ns, CPU-seconds since its start, resident bytes. */
export type UseSample = readonly [atNs: number, cpuS: number, rssBytes: number]

export interface Report {
  /** By request: CLOCK_MONOTONIC ns of each token. */
  readonly stampsNs: readonly (readonly number[])[]
  /** Several a second, from before the load to its end. */
  readonly use: readonly UseSample[]
  /** What our engine says of itself. */
  readonly engine?: EngineFacts
}

/** Delay and CPU of the thread that stamps, in the worst but 5 % of its seconds. */
export interface EngineFacts {
  readonly stampedBy: StampedBy
  readonly loopDelayP99Ms: number | null
  readonly threadCpuPercent: number | null
}

export interface Measured {
  readonly tokensPerS: number
  readonly cpuSPer100kTokens: number
  readonly tokensPerSPerCore: number
  readonly stampError: StampErrors['stampErrorMs']
  readonly bytesPerStream: number
  /** Of all tokens, 0..1: those that share their stamp with the one before, because one read held both. */
  readonly sharedReads: number
  readonly engine: EngineFacts | null
}

/** Left off after the first token of all and before the last: then streams begin and end, ns. */
const marginNs = 1.5e9

/** CPU and rate are those of the time in which streams get their tokens and nothing begins or ends; errors are of all tokens. Throws when a stream did not arrive whole. */
export function measured(job: Job, { stampsNs, use, engine }: Report, truthNdjson: string): Measured {
  const originNs = Math.min(...stampsNs.map((stamps) => stamps[0] ?? Infinity))
  const requests = stampsNs.map((stamps, index) => ({
    index, sentAtMs: 0, connection: null, outcome: 'ok' as const, chunkAtMs: Float64Array.from(stamps, (ns) => (ns - originNs) / 1e6),
  }))
  const cut = requests.find(({ chunkAtMs }) => chunkAtMs.length !== job.tokens)
  if (cut !== undefined || requests.length !== job.streams) throw new Error(`Not whole: request ${cut?.index ?? requests.length}.`)
  const errors = compareWithTruth(requests, parseTruthLog(truthNdjson), originNs)
  if (!errors.ok) throw new Error(errors.error)
  const { cpuS, seconds, tokens } = steady(stampsNs, use)
  const shared = stampsNs.reduce((total, stamps) => total + stamps.filter((ns, i) => ns === stamps[i - 1]).length, 0)
  const rss = use.map(([, , bytes]) => bytes)
  return {
    tokensPerS: tokens / seconds,
    cpuSPer100kTokens: (cpuS * 100_000) / tokens,
    tokensPerSPerCore: tokens / cpuS,
    stampError: errors.value.stampErrorMs,
    bytesPerStream: (Math.max(...rss) - (rss[0] ?? Number.NaN)) / job.streams,
    sharedReads: shared / (job.streams * job.tokens),
    engine: engine ?? null,
  }
}

function steady(stampsNs: Report['stampsNs'], use: Report['use']): { readonly cpuS: number; readonly seconds: number; readonly tokens: number } {
  const fromNs = Math.min(...stampsNs.map((stamps) => stamps[0] ?? Infinity)) + marginNs
  const toNs = Math.max(...stampsNs.map((stamps) => stamps.at(-1) ?? 0)) - marginNs
  const inside = use.filter(([atNs]) => atNs >= fromNs && atNs <= toNs)
  const [first, last] = [inside[0], inside.at(-1)]
  if (first === undefined || last === undefined || first === last) throw new Error('The client took no sample of itself between its first and its last tokens.')
  const tokens = stampsNs.reduce((total, stamps) => total + stamps.filter((ns) => ns >= first[0] && ns < last[0]).length, 0)
  return { cpuS: last[1] - first[1], seconds: (last[0] - first[0]) / 1e9, tokens }
}
