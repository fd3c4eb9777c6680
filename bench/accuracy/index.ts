/** How exact the engine's stamps are on this machine: `node bench/accuracy/index.ts [--repeats N] [--streams N] [--tokens-per-s N] [--engines N] [--stamps kernel|client|both] [--json FILE]`. */
import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startEngineRig } from '../support/engine-rig.ts'
import { stampsOf, stampsOption, useStamps } from '../support/stamps.ts'
import type { StampedBy } from '../../src/core/model/client-health.ts'
import { startSimProcess } from '../support/sim-process.ts'
import type { ErrorStats } from '../../src/core/model/calibration.ts'
import { measure, type AccuracyResult, type Load } from './measure.ts'

/** The promise: TTFT and gap error at the first load, p99, ms. */
const limitMs = 2
/** Of one answer; a run is four of them. */
const secondsPerAnswer = 1.5
/** First tokens are spread over half a second, in mixed order, so that requests arrive one at a time as those of real users do. */
const phases = 251
const phaseMs = 2.03

const { values } = parseArgs({
  options: { repeats: { type: 'string', default: '3' }, streams: { type: 'string' }, 'tokens-per-s': { type: 'string' }, engines: { type: 'string' }, json: { type: 'string' }, ...stampsOption },
})
const repeats = Number(values.repeats)
const ways = stampsOf(values.stamps)
/** Threads that share the streams; as many as the app would take where it is left out. */
const engines = values.engines === undefined ? undefined : Number(values.engines)
const loads = values.streams === undefined ? [load(64, 50), load(256, 39), load(1000, 20), load(1, 50)] : [load(Number(values.streams), Number(values['tokens-per-s'] ?? 50))]

const rows = []
for (const each of loads) for (const stamps of ways) rows.push({ load: each, stamps, results: await repeat(each, stamps) })
console.log(`Errors are |measured − true| in ms; medians of ${repeats} runs, engine threads: ${engines ?? 'auto'}. Node ${process.version}, ${process.platform}.`)
console.table(rows.map((row) => describe(row.load, row.stamps, row.results)))
if (values.json !== undefined) writeFileSync(values.json, JSON.stringify({ node: process.version, rows }, null, 2))
const first = rows[0]
const worst = first === undefined ? Number.NaN : Math.max(median(first.results, (r) => r.ttftErrorMs.p99 ?? Number.NaN), median(first.results, (r) => r.gapErrorMs.p99 ?? Number.NaN))
const passed = worst <= limitMs
console.log(`p99 error at ${loads[0]?.streams} × ${loads[0]?.tokensPerS} token/s: ${worst.toFixed(3)} ms, ${passed ? 'within' : 'OVER'} ${limitMs} ms`)
process.exitCode = passed ? 0 : 1

function load(streams: number, tokensPerS: number): Load {
  return { streams, tokensPerS, tokens: Math.round(tokensPerS * secondsPerAnswer) }
}

async function repeat(each: Load, stamps: StampedBy): Promise<readonly AccuracyResult[]> {
  const gapMs = 1000 / each.tokensPerS
  const scripts = Array.from({ length: phases }, (_, i) => ({ firstTokenMs: 100 + ((i * 97) % phases) * phaseMs, gapsMs: { gapMs, count: each.tokens - 1 } }))
  const scriptFile = join(tmpdir(), `llm-dyno-accuracy-${process.pid}.json`)
  writeFileSync(scriptFile, JSON.stringify(scripts))
  const sim = await startSimProcess(['--script', scriptFile])
  useStamps(stamps)
  const rig = startEngineRig({ fields: {}, requestIdPrefix: '' })
  try {
    const results = []
    // The first run warms both processes up and is not counted.
    for (let i = 0; i <= repeats; i += 1) results.push(await measure(sim, rig, each, engines))
    return results.slice(1)
  } finally {
    await rig.close()
    await sim.stop()
  }
}

function describe(each: Load, stamps: StampedBy, results: readonly AccuracyResult[]): Readonly<Record<string, string | number>> {
  const of = (pick: (result: AccuracyResult) => ErrorStats): string =>
    (['p50', 'p99', 'max'] as const).map((figure) => median(results, (r) => pick(r)[figure] ?? Number.NaN)).map((ms) => ms.toFixed(3)).join(' / ')
  return {
    load: `${each.streams} × ${each.tokensPerS}`,
    stamps,
    n: results[0]?.tokens ?? 0,
    'TTFT p50/p99/max': of((r) => r.ttftErrorMs),
    'gap p50/p99/max': of((r) => r.gapErrorMs),
    'stamp p50/p99/max': of((r) => r.stampErrorMs),
    'lag p99': median(results, (r) => r.lagP99Ms).toFixed(2),
    'loop delay p99': median(results, (r) => r.loopDelayP99Ms).toFixed(2),
    'CPU s/100k thread': median(results, (r) => r.threadCpuS).toFixed(2),
    'CPU s/100k process': median(results, (r) => r.processCpuS).toFixed(2),
  }
}

function median(results: readonly AccuracyResult[], pick: (result: AccuracyResult) => number): number {
  const sorted = results.map(pick).toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? (sorted[middle] ?? Number.NaN) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
}
