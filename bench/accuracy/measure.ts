/** One accuracy run: scripted streams from the simulator's process, stamped by the engine, compared chunk by chunk. */
import { compareWithTruth, cpuSPer100kTokens, parseTruthLog, type StampErrors } from '../../src/core/analysis/calibration.ts'
import { distribution } from '../../src/core/stats/index.ts'
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

export interface AccuracyResult extends StampErrors {
  readonly tokens: number
  readonly loopDelayP99Ms: number
  /** Of requests that followed another. */
  readonly lagP99Ms: number
  /** CPU-seconds per 100,000 tokens: of the stamping thread, and of the whole process with the collecting thread. */
  readonly threadCpuS: number
  readonly processCpuS: number
}

/** Runs one load; throws when any stream did not arrive whole. */
export async function measure(sim: SimProcess, rig: EngineRig, load: Load, engines?: number): Promise<AccuracyResult> {
  await fetch(`${sim.url}/dyno/truth`, { method: 'DELETE' })
  const plan = testPlan(sim.apiBaseUrl, sim.model, {
    workload: { shape: 'custom', promptTokens: 16, outputTokens: load.tokens },
    stages: [{ concurrency: load.streams }],
    stageRequests: load.streams * requestsPerStream,
    drainMs: 120_000,
    ...(engines === undefined ? {} : { engines }),
  })
  const cpuBefore = process.cpuUsage()
  const ended = await rig.run(plan)
  const cpu = process.cpuUsage(cpuBefore)
  if (ended.status !== 'completed') throw new Error(`The run ${ended.status}: ${ended.failure?.detail ?? ''}`)
  const truth = parseTruthLog(await (await fetch(`${sim.url}/dyno/truth`)).text())
  const { requests, samples } = rig.collected
  const cut = requests.find(({ chunkAtMs }) => chunkAtMs.length !== load.tokens)
  if (cut !== undefined) throw new Error(`Request ${cut.index} is not whole: ${cut.chunkAtMs.length} of ${load.tokens} tokens.`)
  const errors = compareWithTruth(requests, truth, Number(rig.originNs))
  if (!errors.ok) throw new Error(errors.error)
  const tokens = requests.reduce((total, request) => total + request.chunkAtMs.length, 0)
  return {
    ...errors.value,
    tokens,
    lagP99Ms: distribution(requests.map(({ index, sentAtMs, dueAtMs }) => (sentAtMs === null || index < load.streams ? null : sentAtMs - dueAtMs))).p99 ?? Number.NaN,
    loopDelayP99Ms: Math.max(...samples.map((sample) => sample.loopDelayP99Ms ?? 0)),
    threadCpuS: cpuSPer100kTokens(samples, tokens) ?? Number.NaN,
    processCpuS: ((cpu.user + cpu.system) / 1e6) * (100_000 / tokens),
  }
}
