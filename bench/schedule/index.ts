/** How well the engine keeps a schedule on this machine: `node bench/schedule/index.ts [--seconds N] [--seed N] [--engines N] [--stamps kernel|client] [--json FILE]`. */
import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { OpenLoad } from '../../src/core/model/load.ts'
import type { RequestRecord } from '../../src/core/model/request.ts'
import { distribution } from '../../src/core/stats/index.ts'
import { startEngineRig, type EngineRig } from '../support/engine-rig.ts'
import { testPlan } from '../support/plans.ts'
import { stampsOf, stampsOption, useStamps } from '../support/stamps.ts'
import { startSimProcess } from '../support/sim-process.ts'

/** Goals: lag p99 of a Poisson load, ms; a constant rate is reached within this share. */
const maxLagP99Ms = 5
const maxRateError = 0.01
/** Gaps that differ from the exponential distribution more than chance would in this share of runs. */
const ksLevel = 0.01
/** Short replies, so that the schedule and not the tokens is what costs. */
const script = [{ firstTokenMs: 20, gapsMs: { gapMs: 5, count: 3 } }]

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '60' }, seed: { type: 'string', default: '1' }, engines: { type: 'string' }, json: { type: 'string' }, ...stampsOption } })
const [stamps = 'client'] = stampsOf(values.stamps)
useStamps(stamps)
const durationMs = Number(values.seconds) * 1000

const scriptFile = join(tmpdir(), `llm-dyno-schedule-${process.pid}.json`)
writeFileSync(scriptFile, JSON.stringify(script))
const sim = await startSimProcess(['--script', scriptFile])
const rig = startEngineRig({ fields: {}, requestIdPrefix: '' })
try {
  await run({ ratePerS: 50, arrival: 'poisson' }, 2000)
  const poisson = await run({ ratePerS: 200, arrival: 'poisson' }, durationMs)
  const constant = await run({ ratePerS: 500, arrival: 'constant' }, durationMs)
  console.table([poisson, constant].map(shown))
  const passed = poisson.lagP99Ms <= maxLagP99Ms && (poisson.sentKs?.p ?? 0) >= ksLevel && Math.abs(constant.achievedPerS / 500 - 1) <= maxRateError && constant.failed === 0
  console.log(`Node ${process.version}, ${process.platform}, stamped by the ${stamps}. Goals (lag p99 ≤ ${maxLagP99Ms} ms, gaps as sent exponential at the 1 % level, 500/s within ${maxRateError * 100} %): ${passed ? 'met' : 'MISSED'}`)
  if (values.json !== undefined) writeFileSync(values.json, JSON.stringify({ node: process.version, poisson, constant }, null, 2))
  process.exitCode = passed ? 0 : 1
} finally {
  await rig.close()
  await sim.stop()
}

async function run(load: OpenLoad, ms: number): Promise<ReturnType<typeof describe>> {
  const plan = testPlan(sim.apiBaseUrl, sim.model, { stages: [load], stageDurationMs: ms, stageRequests: null, seed: Number(values.seed), ...(values.engines === undefined ? {} : { engines: Number(values.engines) }), workload: { shape: 'custom', promptTokens: 16, outputTokens: 4 } })
  const end = await rig.run(plan)
  if (end.status !== 'completed') throw new Error(`The run ended as ${end.status}: ${end.failure?.detail ?? ''}`)
  return describe(load, ms, rig.collected.requests, rig)
}

function shown({ dueKs, sentKs, ...row }: ReturnType<typeof describe>): Readonly<Record<string, string | number>> {
  const rounded = Object.fromEntries(Object.entries(row).map(([name, value]) => [name, typeof value === 'number' ? Number(value.toFixed(3)) : value]))
  const told = (ks: Ks | null): string => (ks === null ? '–' : `${ks.distance.toFixed(4)}, p ${ks.p.toFixed(2)}`)
  return { ...rounded, 'KS due': told(dueKs), 'KS sent': told(sentKs) }
}

function describe(load: OpenLoad, ms: number, requests: readonly RequestRecord[], { collected }: Pick<EngineRig, 'collected'>) {
  const sent = requests.flatMap(({ sentAtMs }) => (sentAtMs === null ? [] : [sentAtMs])).toSorted((a, b) => a - b)
  const due = requests.map(({ dueAtMs }) => dueAtMs).toSorted((a, b) => a - b)
  const lag = distribution(requests.map(({ sentAtMs, dueAtMs }) => (sentAtMs === null ? null : sentAtMs - dueAtMs)))
  return {
    load: `${load.ratePerS}/s ${load.arrival}`,
    requests: requests.length,
    failed: requests.filter(({ outcome }) => outcome !== 'ok' && outcome !== 'ok-short').length,
    achievedPerS: (sent.length / ms) * 1000,
    lagP50Ms: lag.p50 ?? Number.NaN,
    lagP99Ms: lag.p99 ?? Number.NaN,
    lagMaxMs: lag.max ?? Number.NaN,
    cpuPercent: distribution(collected.samples.map(({ cpuPercent }) => cpuPercent)).p50 ?? Number.NaN,
    loopDelayP99Ms: Math.max(...collected.samples.map(({ loopDelayP99Ms }) => loopDelayP99Ms ?? 0)),
    dueKs: load.arrival === 'poisson' ? kolmogorovSmirnov(gapsOf(due), load.ratePerS) : null,
    sentKs: load.arrival === 'poisson' ? kolmogorovSmirnov(gapsOf(sent), load.ratePerS) : null,
  }
}

function gapsOf(sorted: readonly number[]): readonly number[] {
  return sorted.slice(1).map((atMs, i) => atMs - (sorted[i] ?? atMs))
}

interface Ks {
  readonly distance: number
  readonly p: number
}

/** Gaps (ms) against the exponential distribution of this rate, which is given and not estimated; p as in Stephens 1970. */
function kolmogorovSmirnov(gapsMs: readonly number[], ratePerS: number): Ks {
  const sorted = gapsMs.toSorted((a, b) => a - b)
  const n = sorted.length
  let distance = 0
  sorted.forEach((gap, i) => {
    const expected = 1 - Math.exp((-gap * ratePerS) / 1000)
    distance = Math.max(distance, expected - i / n, (i + 1) / n - expected)
  })
  const lambda = (Math.sqrt(n) + 0.12 + 0.11 / Math.sqrt(n)) * distance
  let p = 0
  for (let k = 1; k <= 100; k += 1) p += 2 * (k % 2 === 1 ? 1 : -1) * Math.exp(-2 * k * k * lambda * lambda)
  return { distance, p: Math.min(1, Math.max(0, p)) }
}
