/**
 * Our engine beside a plain Python client under the same load, and with --floor beside bare sockets in C:
 * `node bench/peer/index.ts [--repeats N] [--floor] [--stamps kernel|client|both] [--python FILE] [--json FILE]`.
 */
import { execFile, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs, promisify } from 'node:util'
import type { StampedBy } from '../../src/core/model/client-health.ts'
import { compileC } from '../support/compile.ts'
import { stampsOf, stampsOption, useStamps } from '../support/stamps.ts'
import { startSimProcess, type SimProcess } from '../support/sim-process.ts'
import { measured, type Job, type Measured, type Report } from './job.ts'

const loads = [{ streams: 64, tokensPerS: 50 }, { streams: 256, tokensPerS: 50 }, { streams: 1000, tokensPerS: 20 }] as const
const secondsPerAnswer = 6
const warmStreams = 8
/** First tokens are spread over half a second. */
const phases = 251
const maxReportBytes = 256 * 2 ** 20
const runTimeoutMs = 180_000

interface Repeat {
  /** By who stamped. */
  readonly ours: Readonly<Partial<Record<StampedBy, Measured>>>
  readonly peer: Measured
  readonly floor: Measured | null
  /** Share of the time in which something on the machine waited for a processor; null where the system does not tell. */
  readonly waiting: number | null
}

const { values } = parseArgs({ options: { repeats: { type: 'string', default: '3' }, floor: { type: 'boolean', default: false }, python: { type: 'string' }, json: { type: 'string' }, ...stampsOption } })
const ways = stampsOf(values.stamps)
const python = findPython(values.python === undefined ? ['python3', '/usr/bin/python3'] : [values.python])
const engineClient = fileURLToPath(new URL('engine-client.ts', import.meta.url))
const pythonClient = fileURLToPath(new URL('client.py', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'llm-dyno-peer-'))
try {
  const floor = values.floor ? compileC(fileURLToPath(new URL('floor.c', import.meta.url)), join(folder, 'floor'), '--floor') : null
  const rows = []
  for (const load of loads) rows.push({ load, repeats: await compare(load, floor) })
  console.log(`Medians of ${values.repeats}; Node ${process.version}, ${python.version}.`)
  console.table(rows.flatMap(({ load, repeats }) => describe(`${load.streams} × ${load.tokensPerS}`, repeats)))
  const waiting = rows.flatMap(({ repeats }) => repeats.flatMap((repeat) => (repeat.waiting === null ? [] : [repeat.waiting])))
  if (waiting.length > 0) console.log(`Something waited for a processor ${(middle(waiting) * 100).toFixed(0)} % of the time (${(Math.min(...waiting) * 100).toFixed(0)} … ${(Math.max(...waiting) * 100).toFixed(0)} %).`)
  if (values.json !== undefined) writeFileSync(values.json, JSON.stringify({ node: process.version, python: python.version, rows }, null, 2))
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** The first that has aiohttp; without one the bench says how to get it. */
function findPython(candidates: readonly string[]): { readonly path: string; readonly version: string } {
  for (const path of candidates) {
    const found = spawnSync(path, ['-c', 'import sys, aiohttp; print(f"Python {sys.version.split()[0]} with aiohttp {aiohttp.__version__}")'], { encoding: 'utf8' })
    if (found.status === 0) return { path, version: found.stdout.trim() }
  }
  process.stderr.write(`None of ${candidates.join(', ')} has aiohttp. On Debian and Ubuntu: apt-get install python3-aiohttp; elsewhere: python3 -m pip install aiohttp, then --python FILE.\n`)
  process.exit(1)
}

/** Each repeat runs the clients one after the other against the same simulator, so that a ratio is of one time and one server. */
async function compare({ streams, tokensPerS }: (typeof loads)[number], floorProgram: string | null): Promise<readonly Repeat[]> {
  const tokens = tokensPerS * secondsPerAnswer
  const gapsMs = { gapMs: 1000 / tokensPerS, count: tokens - 1 }
  const scriptFile = join(folder, `${streams}.json`)
  writeFileSync(scriptFile, JSON.stringify(Array.from({ length: phases }, (_, i) => ({ firstTokenMs: 100 + ((i * 97) % phases) * 2.03, gapsMs }))))
  const sim = await startSimProcess(['--script', scriptFile])
  const job: Job = { url: sim.url, model: sim.model, streams, tokens, warmStreams }
  const repeats: Repeat[] = []
  try {
    for (let i = 0; i < Number(values.repeats); i += 1) {
      const before = pressure()
      const ours: Partial<Record<StampedBy, Measured>> = {}
      for (const stamps of ways) {
        useStamps(stamps)
        ours[stamps] = await measure(sim, job, process.execPath, [engineClient, JSON.stringify(job)])
        if (ours[stamps].engine?.stampedBy !== stamps) throw new Error(`Stamped by the ${ours[stamps].engine?.stampedBy}, not by the ${stamps}.`)
      }
      const peer = await measure(sim, job, python.path, [pythonClient, JSON.stringify(job)])
      const floor = floorProgram === null ? null : await measureFloor(sim, job, floorProgram)
      const after = pressure()
      const waiting = before === null || after === null ? null : (after.stalledUs - before.stalledUs) / (after.atUs - before.atUs)
      repeats.push({ ours, peer, floor, waiting })
    }
  } finally {
    await sim.stop()
  }
  return repeats
}

/** Linux's count of time in which a task that could run had no processor. */
function pressure(): { readonly stalledUs: number; readonly atUs: number } | null {
  try {
    const stalledUs = Number(/some .*total=(\d+)/.exec(readFileSync('/proc/pressure/cpu', 'utf8'))?.[1])
    return { stalledUs, atUs: performance.now() * 1000 }
  } catch {
    return null
  }
}

async function measure(sim: SimProcess, job: Job, program: string, args: readonly string[]): Promise<Measured> {
  const { stdout } = await promisify(execFile)(program, args, { maxBuffer: maxReportBytes, timeout: runTimeoutMs })
  const truth = await (await fetch(`${sim.url}/dyno/truth`)).text()
  return measured(job, JSON.parse(stdout) as Report, truth)
}

async function measureFloor(sim: SimProcess, job: Job, program: string): Promise<Measured> {
  await fetch(`${sim.url}/dyno/truth`, { method: 'DELETE' })
  const { hostname, port } = new URL(sim.url)
  return measure(sim, job, program, [hostname, port, sim.model, String(job.streams), String(job.tokens)])
}

function describe(load: string, repeats: readonly Repeat[]): readonly Readonly<Record<string, string>>[] {
  const quietest = repeats.reduce((best, repeat) => ((repeat.waiting ?? 0) < (best.waiting ?? 0) ? repeat : best))
  const p99 = (one: Measured): number => one.stampError.p99 ?? Number.NaN
  const row = (client: string, pick: (repeat: Repeat, read: (one: Measured) => number) => number, digits: (value: number) => string) => {
    const median = (read: (one: Measured) => number): string => digits(middle(repeats.map((repeat) => pick(repeat, read))))
    return {
      load, client,
      'CPU s/100k tokens': median((one) => one.cpuSPer100kTokens),
      'token/s per core': median((one) => one.tokensPerSPerCore),
      'stamp error p99 ms': median(p99),
      'p99 in the quietest': digits(pick(quietest, p99)),
      'KiB per stream': median((one) => one.bytesPerStream / 1024),
      'token/s received': median((one) => one.tokensPerS),
    }
  }
  const plain = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toFixed(2))
  const times = (value: number): string => `${value.toFixed(2)} ×`
  const hasFloor = repeats.some(({ floor }) => floor !== null)
  const of = (one: Measured | null | undefined, read: (one: Measured) => number): number => (one === null || one === undefined ? Number.NaN : read(one))
  return [
    ...ways.map((by) => row(`engine, ${by} stamps`, ({ ours }, read) => of(ours[by], read), plain)),
    row('aiohttp', ({ peer }, read) => read(peer), plain),
    ...ways.map((by) => row(`aiohttp ÷ engine, ${by}`, ({ ours, peer }, read) => read(peer) / of(ours[by], read), times)),
    ...(hasFloor ? [row('floor in C', ({ floor }, read) => of(floor, read), plain)] : []),
    ...(hasFloor ? ways.map((by) => row(`engine, ${by} ÷ floor`, ({ ours, floor }, read) => of(ours[by], read) / of(floor, read), times)) : []),
  ]
}

function middle(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  const at = sorted.length >> 1
  return sorted.length % 2 === 1 ? (sorted[at] ?? Number.NaN) : ((sorted[at - 1] ?? 0) + (sorted[at] ?? 0)) / 2
}
