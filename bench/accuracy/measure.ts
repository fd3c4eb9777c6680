/** One accuracy run: scripted streams from the simulator's process, stamped by the engine, compared chunk by chunk. */
import { distribution } from '../../src/core/stats/distribution.ts'
import type { RequestRecord } from '../../src/core/model/request.ts'
import type { EngineRig } from '../support/engine-rig.ts'
import { testPlan } from '../support/plans.ts'
import type { SimProcess } from '../support/sim-process.ts'

/** A load: every stream gets a token each `gapMs`. */
export interface Load {
  readonly streams: number
  readonly tokensPerS: number
  readonly tokens: number
}

/**
 * The first of a stream's requests is one of a burst of new connections, where the true arrival at a single-threaded server
 * is later than the sending by its own accept queue; the others arrive one at a time, so only they tell the client's TTFT error.
 */
const requestsPerStream = 4

/** Absolute errors, measured − true, ms. */
export interface ErrorStats {
  readonly n: number
  readonly p50: number
  readonly p99: number
  readonly max: number
}

export interface AccuracyResult {
  readonly ttft: ErrorStats
  readonly gap: ErrorStats
  /** Stamp minus the instant the server handed the chunk to its socket. */
  readonly stamp: ErrorStats
  readonly tokens: number
  readonly loopDelayP99Ms: number
  /** CPU-seconds per 100,000 tokens: of the stamping thread, and of the whole process with the collecting thread. */
  readonly threadCpuS: number
  readonly processCpuS: number
}

interface TruthRecord {
  readonly id: string
  readonly receivedNs: number
  readonly chunkNs: readonly number[]
}

/** Runs one load; throws when any stream did not arrive whole. */
export async function measure(sim: SimProcess, rig: EngineRig, load: Load): Promise<AccuracyResult> {
  await fetch(`${sim.url}/dyno/truth`, { method: 'DELETE' })
  const plan = testPlan(sim.apiBaseUrl, sim.model, {
    workload: { shape: 'custom', promptTokens: 16, outputTokens: load.tokens },
    stages: [{ concurrency: load.streams }],
    stageRequests: load.streams * requestsPerStream,
    drainMs: 120_000,
  })
  const cpuBefore = process.cpuUsage()
  const ended = await rig.run(plan)
  const cpu = process.cpuUsage(cpuBefore)
  if (ended.status !== 'completed') throw new Error(`The run ${ended.status}: ${ended.failure?.detail ?? ''}`)
  const truth = await readTruth(sim.url)
  const { requests, samples } = rig.collected
  const tokens = requests.reduce((total, request) => total + request.chunkAtMs.length, 0)
  let threadCpuS = 0
  samples.forEach((sample, i) => {
    const seconds = (sample.atMs - (samples[i - 1]?.atMs ?? 0)) / 1000
    threadCpuS += ((sample.cpuPercent ?? 0) / 100) * seconds
  })
  const per100k = 100_000 / tokens
  return {
    ...compare(requests, truth, rig.originNs, load.tokens),
    tokens,
    loopDelayP99Ms: Math.max(...samples.map((sample) => sample.loopDelayP99Ms ?? 0)),
    threadCpuS: threadCpuS * per100k,
    processCpuS: ((cpu.user + cpu.system) / 1e6) * per100k,
  }
}

function compare(
  requests: readonly RequestRecord[],
  truth: ReadonlyMap<string, TruthRecord>,
  originNs: bigint,
  tokens: number,
): Pick<AccuracyResult, 'ttft' | 'gap' | 'stamp'> {
  const origin = Number(originNs)
  const [ttft, gap, stamp]: [number[], number[], number[]] = [[], [], []]
  for (const request of requests) {
    const real = truth.get(String(request.index))
    const { chunkAtMs, sentAtMs } = request
    if (real === undefined || sentAtMs === null) throw new Error(`Request ${request.index} has no truth.`)
    if (chunkAtMs.length !== tokens || real.chunkNs.length !== tokens) throw new Error(`Request ${request.index} is not whole: ${chunkAtMs.length} of ${tokens} tokens.`)
    const trueMs = real.chunkNs.map((ns) => (ns - origin) / 1e6)
    chunkAtMs.forEach((at, i) => {
      stamp.push(Math.abs(at - (trueMs[i] ?? 0)))
      if (i > 0) gap.push(Math.abs(at - (chunkAtMs[i - 1] ?? 0) - ((trueMs[i] ?? 0) - (trueMs[i - 1] ?? 0))))
    })
    if (request.connection === 'reused') ttft.push(Math.abs((chunkAtMs[0] ?? 0) - sentAtMs - ((trueMs[0] ?? 0) - (real.receivedNs - origin) / 1e6)))
  }
  return { ttft: stats(ttft), gap: stats(gap), stamp: stats(stamp) }
}

function stats(values: readonly number[]): ErrorStats {
  const { n, p50, p99, max } = distribution(values)
  return { n, p50: p50 ?? Number.NaN, p99: p99 ?? Number.NaN, max: max ?? Number.NaN }
}

async function readTruth(url: string): Promise<ReadonlyMap<string, TruthRecord>> {
  const text = await (await fetch(`${url}/dyno/truth`)).text()
  const records = text.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as TruthRecord)
  return new Map(records.map((record) => [record.id, record]))
}
