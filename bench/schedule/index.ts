/** How well the engine keeps a schedule on this machine: `node bench/schedule/index.ts [--seconds N] [--json FILE]`. */
import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import type { OpenLoad } from '../../src/core/model/load.ts'
import type { RequestRecord } from '../../src/core/model/request.ts'
import { distribution } from '../../src/core/stats/index.ts'
import { startEngineRig, type EngineRig } from '../support/engine-rig.ts'
import { testPlan } from '../support/plans.ts'
import { startSimProcess } from '../support/sim-process.ts'

/** Goals: lag p99 of a Poisson load, ms; a constant rate is reached within this share. */
const maxLagP99Ms = 5
const maxRateError = 0.01
/** Short replies, so that the schedule and not the tokens is what costs. */
const script = [{ firstTokenMs: 20, gapsMs: { gapMs: 5, count: 3 } }]

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '60' }, json: { type: 'string' } } })
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
  const passed = poisson.lagP99Ms <= maxLagP99Ms && (poisson.dueDistance ?? 1) <= poisson.ksLimit && Math.abs(constant.achievedPerS / 500 - 1) <= maxRateError && constant.failed === 0
  console.log(`Node ${process.version}, ${process.platform}. Goals (lag p99 ≤ ${maxLagP99Ms} ms, gaps exponential, 500/s within ${maxRateError * 100} %): ${passed ? 'met' : 'MISSED'}`)
  if (values.json !== undefined) writeFileSync(values.json, JSON.stringify({ node: process.version, poisson, constant }, null, 2))
  process.exitCode = passed ? 0 : 1
} finally {
  await rig.close()
  await sim.stop()
}

async function run(load: OpenLoad, ms: number): Promise<ReturnType<typeof describe>> {
  const plan = testPlan(sim.apiBaseUrl, sim.model, { stages: [load], stageDurationMs: ms, stageRequests: null, workload: { shape: 'custom', promptTokens: 16, outputTokens: 4 } })
  const end = await rig.run(plan)
  if (end.status !== 'completed') throw new Error(`The run ended as ${end.status}: ${end.failure?.detail ?? ''}`)
  return describe(load, ms, rig.collected.requests, rig)
}

/** Gaps as sent are no finer than the timers, 1 ms, so only those of the due times are held to the limit. */
function shown({ dueDistance, sentDistance, ksLimit, ...row }: ReturnType<typeof describe>): Readonly<Record<string, string | number>> {
  const rounded = Object.fromEntries(Object.entries(row).map(([name, value]) => [name, typeof value === 'number' ? Number(value.toFixed(3)) : value]))
  return { ...rounded, 'KS due / sent / limit': [dueDistance, sentDistance, ksLimit].map((value) => value?.toFixed(4) ?? '–').join(' / ') }
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
    loopDelayP99Ms: Math.max(...collected.samples.map(({ loopDelayP99Ms }) => loopDelayP99Ms ?? 0)),
    dueDistance: load.arrival === 'poisson' ? ksDistance(gapsOf(due), load.ratePerS) : null,
    sentDistance: load.arrival === 'poisson' ? ksDistance(gapsOf(sent), load.ratePerS) : null,
    ksLimit: 1.95 / Math.sqrt(due.length),
  }
}

function gapsOf(sorted: readonly number[]): readonly number[] {
  return sorted.slice(1).map((atMs, i) => atMs - (sorted[i] ?? atMs))
}

/** Kolmogorov–Smirnov distance of gaps (ms) from an exponential distribution of this rate; the limit above is that of a 0.1 % level. */
function ksDistance(gapsMs: readonly number[], ratePerS: number): number {
  const sorted = gapsMs.toSorted((a, b) => a - b)
  let worst = 0
  sorted.forEach((gap, i) => {
    const expected = 1 - Math.exp((-gap * ratePerS) / 1000)
    worst = Math.max(worst, expected - i / sorted.length, (i + 1) / sorted.length - expected)
  })
  return worst
}
