/** Collects the latency figures of successful requests into flat arrays, so that many stages cost one pass. */
import type { Distribution, MetricName } from '../model/analysis.ts'
import type { RequestRecord } from '../model/request.ts'
import { isSuccess } from '../model/outcome.ts'
import { requestTimes } from '../measure/request-metrics.ts'
import { clusteredDistribution, distributionWithIntervals } from '../stats/index.ts'

type ScalarMetric = Exclude<MetricName, 'iclMs'>
type Scalars = Readonly<Record<ScalarMetric, number[]>>

function emptyScalars(): Scalars {
  return {
    ttftMs: [], ttfvMs: [], ttftFromDueMs: [], tpotMs: [], e2eMs: [], decodeTokensPerS: [], requestTokensPerS: [], outputTokens: [], promptTokens: [],
  }
}

function addScalars(into: Scalars, record: RequestRecord): void {
  const metrics = requestTimes(record)
  const values: Readonly<Record<ScalarMetric, number | null>> = {
    ...metrics, outputTokens: record.outputTokens, promptTokens: record.promptTokens,
  }
  for (const name of Object.keys(into) as ScalarMetric[]) {
    const value = values[name]
    if (value !== null && Number.isFinite(value)) into[name].push(value)
  }
}

function gapCount(groups: readonly (readonly RequestRecord[])[]): number {
  let count = 0
  for (const group of groups) for (const { chunkAtMs } of group) count += Math.max(0, chunkAtMs.length - 1)
  return count
}

function writeGaps(group: readonly RequestRecord[], gaps: Float64Array, from: number): number {
  let at = from
  for (const { chunkAtMs } of group) {
    for (let i = 1; i < chunkAtMs.length; i += 1) {
      gaps[at] = chunkAtMs[i]! - chunkAtMs[i - 1]!
      at += 1
    }
  }
  return at
}

export type MetricDistributions = Readonly<Record<MetricName, Distribution>>

/** Gaps of each answer, in the order they are written. */
function gapsEach(group: readonly RequestRecord[]): readonly number[] {
  return group.map(({ chunkAtMs }) => Math.max(0, chunkAtMs.length - 1))
}

/** Gaps of one answer resemble each other: `answers` says how many belong together. */
function summarise(scalars: Scalars, gaps: Float64Array, answers: readonly number[]): MetricDistributions {
  const entries = (Object.keys(scalars) as ScalarMetric[]).map((name) => [name, distributionWithIntervals(Float64Array.from(scalars[name]))] as const)
  return { ...(Object.fromEntries(entries) as Record<ScalarMetric, Distribution>), iclMs: clusteredDistribution(gaps, answers) }
}

/** Distributions of each group of requests and of all groups together, over successes only. */
export function metricDistributions(groups: readonly (readonly RequestRecord[])[]): {
  readonly each: readonly MetricDistributions[]
  readonly all: MetricDistributions
} {
  const successes = groups.map((group) => group.filter((record) => isSuccess(record.outcome)))
  const gaps = new Float64Array(gapCount(successes))
  const everything = emptyScalars()
  let offset = 0
  const each = successes.map((group) => {
    const own = emptyScalars()
    for (const record of group) addScalars(own, record)
    for (const name of Object.keys(own) as ScalarMetric[]) for (const value of own[name]) everything[name].push(value)
    const end = writeGaps(group, gaps, offset)
    const result = summarise(own, gaps.subarray(offset, end), gapsEach(group))
    offset = end
    return result
  })
  return { each, all: each.length === 1 ? each[0]! : summarise(everything, gaps, successes.flatMap(gapsEach)) }
}
