/** Whether the search finds the limit of a server that is known: `node bench/stable-qps/index.ts [--seeds N] [--seconds N] [--arrivals constant,poisson] [--json FILE]`. */
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { defaultSearch, type Plan } from '../../src/core/model/plan.ts'
import type { StoredSession } from '../../src/core/model/stored-session.ts'
import { analyseSession } from '../../src/core/analysis/index.ts'
import { stageSpans } from '../../src/node/db/stage-spans.ts'
import { startEngineRig, type EngineRig } from '../support/engine-rig.ts'
import { testPlan } from '../support/plans.ts'
import { startSimProcess, type SimProcess } from '../support/sim-process.ts'
import { limitPerS as limitOf } from './limit.ts'
import { poissonLimitPerS } from './poisson.ts'

/** How far from the limit the answer may lie. That of random arrivals is where they miss the SLO in the long run: queues come before the server is full. */
const maxErrors = { constant: 0.05, poisson: 0.1 }
type Arrival = keyof typeof maxErrors
const isArrival = (name: string): name is Arrival => Object.hasOwn(maxErrors, name)
/** A machine with the simulator's shape, four times as fast, so that a stage holds enough requests. */
const machine = { slots: 4, decodeMs: 3, decodeMsPerSequence: 0.15, decodeMsPer1kContext: 0.09, prefillTokensPerS: 12_500, jitterSigma: 0.06 }
const machineArgs = [
  '--slots', machine.slots, '--decode-ms', machine.decodeMs, '--decode-ms-per-seq', machine.decodeMsPerSequence, '--decode-ms-per-1k-context', machine.decodeMsPer1kContext,
  '--prefill-tokens-per-s', machine.prefillTokensPerS, '--jitter', machine.jitterSigma,
].map(String)
const workload = { shape: 'custom', promptTokens: 64, outputTokens: 128 }
/** TTFT and TPOT far beyond what a stable rate shows, so that the server's limit and not the SLO decides. */
const slo = { ttftP95Ms: 1500, tpotP95Ms: 100, maxErrorShare: 0.01 }

const { values } = parseArgs({ options: { seeds: { type: 'string', default: '3' }, seconds: { type: 'string', default: '15' }, arrivals: { type: 'string', default: 'constant,poisson' }, json: { type: 'string' } } })
const stageDurationMs = Number(values.seconds) * 1000
const rig = startEngineRig()
const rows = []
try {
  for (let seed = 1; seed <= Number(values.seeds); seed += 1) {
    for (const arrival of values.arrivals.split(',').filter(isArrival)) {
      const row = await measure(seed, arrival)
      console.log(`seed ${seed}, ${arrival}: limit ${row.limitPerS.toFixed(2)}/s, ${row.trials.join(', ')}`)
      rows.push(row)
    }
  }
} finally {
  await rig.close()
}
console.table(rows.map(({ trials, ...row }) => ({ ...row, trials: trials.length })))
const near = rows.filter(({ arrival, errorShare }) => Math.abs(errorShare) <= maxErrors[arrival])
const passed = rows.length > 0 && near.length === rows.length
console.log(`Node ${process.version}, ${process.platform}. Within ${maxErrors.constant * 100} % of the limit (Poisson: ${maxErrors.poisson * 100} %) in ${near.length} of ${rows.length} searches.`)
if (values.json !== undefined) writeFileSync(values.json, JSON.stringify({ node: process.version, rows }, null, 2))
process.exitCode = passed ? 0 : 1

async function measure(seed: number, arrival: Arrival) {
  const sim = await startSimProcess([...machineArgs, '--seed', String(seed)])
  try {
    const { stable, overall } = await run(searchPlan(sim, seed, arrival))
    const promptTokens = Math.round(overall.metrics.promptTokens.mean ?? workload.promptTokens)
    const fullPerS = limitOf({ ...machine, seed }, promptTokens, workload.outputTokens)
    const limitPerS = arrival === 'constant' ? fullPerS : poissonLimitPerS({ ...machine, seed }, promptTokens, workload.outputTokens, fullPerS, slo.ttftP95Ms)
    const stablePerS = stable?.stablePerS ?? Number.NaN
    return {
      seed, arrival, limitPerS, stablePerS, kneePerS: stable?.kneePerS ?? Number.NaN, kneeMiss: stable?.kneeMiss ?? '–', end: stable?.end ?? '–', errorShare: stablePerS / limitPerS - 1,
      trials: (stable?.trials ?? []).map(({ ratePerS, miss }) => `${ratePerS} ${miss ?? 'held'}`),
    }
  } finally {
    await sim.stop()
  }
}

function searchPlan(sim: SimProcess, seed: number, arrival: Arrival): Plan {
  return testPlan(sim.apiBaseUrl, sim.model, {
    workload, seed, slo, search: defaultSearch, stop: { overSaturation: true }, stages: [{ ratePerS: 3, arrival }], stageRequests: null, stageDurationMs, warmupRequests: 2, drainMs: 5_000,
  })
}

async function run(plan: Plan): Promise<ReturnType<typeof analyseSession>> {
  const end = await rig.run(plan)
  if (end.status !== 'completed') throw new Error(`The run ended as ${end.status}: ${end.failure?.detail ?? ''}`)
  return analyseSession(storedOf(plan, rig, end.atMs))
}

function storedOf(plan: Plan, { collected }: EngineRig, durationMs: number): StoredSession {
  const meta = { id: 'bench', name: 'bench', tags: [], status: 'completed', failure: null, createdAtMs: 0, durationMs, plan, host: null } as unknown as StoredSession['meta']
  return {
    meta, stages: stageSpans(plan, collected.events, durationMs), requests: collected.requests.toSorted((a, b) => a.index - b.index), telemetry: [], clientSamples: collected.samples, events: collected.events,
  }
}
