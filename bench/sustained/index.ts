/**
 * How many tokens a second one engine takes while its p99 stamp error stays within 1 ms, against a sender in C:
 * `node bench/sustained/index.ts [--repeats N] [--streams N --tokens-per-s TOTAL] [--stamps kernel|client|both] [--json FILE]`. Linux only.
 */
import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { parseArgs, promisify } from 'node:util'
import type { StampedBy } from '../../src/core/model/client-health.ts'
import { compileC } from '../support/compile.ts'
import { stampsOf, stampsOption, useStamps } from '../support/stamps.ts'
import { measured, type Job, type Measured, type Report } from '../peer/job.ts'

const maxErrorP99Ms = 1
/** Of all streams together, token/s; the third of each is the goal. */
const ladders = [
  { streams: 64, goal: 100_000, rates: [25_000, 50_000, 100_000, 125_000] },
  { streams: 256, goal: 50_000, rates: [12_500, 25_000, 50_000, 75_000, 100_000] },
  { streams: 1000, goal: 25_000, rates: [12_500, 25_000, 50_000, 75_000] },
] as const
const secondsPerAnswer = 5
const warmStreams = 8
/** First tokens are spread over half a second. */
const phaseNs = 500e6
const maxReportBytes = 512 * 2 ** 20
const runTimeoutMs = 120_000
/** A server that sends less than this of what it should is the slow side. */
const minSentShare = 0.97
const client = fileURLToPath(new URL('../peer/engine-client.ts', import.meta.url))

interface Load {
  readonly streams: number
  readonly tokensPerS: number
}

const { values } = parseArgs({ options: { repeats: { type: 'string', default: '3' }, streams: { type: 'string' }, 'tokens-per-s': { type: 'string' }, json: { type: 'string' }, ...stampsOption } })
const ways = stampsOf(values.stamps)
const folder = mkdtempSync(join(tmpdir(), 'llm-dyno-sustained-'))
try {
  const program = compileC(fileURLToPath(new URL('sender.c', import.meta.url)), join(folder, 'sender'), 'This bench')
  const rows = []
  for (const load of loads()) for (const stamps of ways) rows.push({ load, stamps, results: await repeat(program, load, stamps) })
  console.log(`Medians of ${values.repeats}; Node ${process.version}.`)
  console.table(rows.map(({ load, stamps, results }) => describe(load, stamps, results)))
  for (const { streams, goal } of ladders) for (const stamps of ways) {
    const held = rows.filter((row) => row.load.streams === streams && row.stamps === stamps && holds(row.load, row.results)).map(({ load }) => load.tokensPerS)
    if (rows.some((row) => row.load.streams === streams)) console.log(`${streams} streams, stamped by the ${stamps}: p99 within ${maxErrorP99Ms} ms up to ${held.length === 0 ? 'no' : Math.max(...held).toLocaleString('en')} token/s tried (goal ${goal.toLocaleString('en')})`)
  }
  if (values.json !== undefined) writeFileSync(values.json, JSON.stringify({ node: process.version, rows }, null, 2))
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function loads(): readonly Load[] {
  const only = values.streams === undefined ? null : Number(values.streams)
  if (only !== null && values['tokens-per-s'] !== undefined) return [{ streams: only, tokensPerS: Number(values['tokens-per-s']) }]
  return ladders.filter(({ streams }) => only === null || streams === only).flatMap(({ streams, rates }) => rates.map((tokensPerS) => ({ streams, tokensPerS })))
}

async function repeat(program: string, load: Load, stamps: StampedBy): Promise<readonly Measured[]> {
  const results: Measured[] = []
  for (let i = 0; i < Number(values.repeats); i += 1) results.push(await measure(program, load, stamps))
  return results
}

async function measure(program: string, { streams, tokensPerS }: Load, stamps: StampedBy): Promise<Measured> {
  const gapNs = Math.round((streams / tokensPerS) * 1e9)
  const tokens = Math.round((secondsPerAnswer * tokensPerS) / streams)
  const sender = spawn(program, [String(gapNs), String(tokens), String(phaseNs)], { stdio: ['pipe', 'pipe', 'inherit'] })
  try {
    const url = `http://127.0.0.1:${await portOf(sender)}`
    const job: Job = { url, model: 'sender', streams, tokens, warmStreams }
    useStamps(stamps)
    const { stdout } = await promisify(execFile)(process.execPath, [client, JSON.stringify(job)], { maxBuffer: maxReportBytes, timeout: runTimeoutMs })
    const report = JSON.parse(stdout) as Report
    if (report.engine?.stampedBy !== stamps) throw new Error(`Stamped by the ${report.engine?.stampedBy}, not by the ${stamps}.`)
    return measured(job, report, await (await fetch(`${url}/dyno/truth`)).text())
  } finally {
    sender.stdin.end()
    if (sender.exitCode === null) await once(sender, 'exit')
  }
}

async function portOf({ stdout }: ChildProcess): Promise<number> {
  if (stdout !== null) for await (const line of createInterface(stdout)) return Number(line)
  throw new Error('The sender ended before it listened.')
}

function holds({ tokensPerS }: Load, results: readonly Measured[]): boolean {
  return middle(results.map((one) => one.stampError.p99 ?? Number.NaN)) <= maxErrorP99Ms && middle(results.map((one) => one.tokensPerS)) >= tokensPerS * minSentShare
}

function describe(load: Load, stamps: StampedBy, results: readonly Measured[]): Readonly<Record<string, string | number>> {
  const median = (read: (one: Measured) => number | null, digits: number): string => middle(results.map((one) => read(one) ?? Number.NaN)).toFixed(digits)
  return {
    streams: load.streams,
    'token/s wanted': load.tokensPerS,
    stamps,
    'token/s received': median((one) => one.tokensPerS, 0),
    'stamp error p50 ms': median((one) => one.stampError.p50, 3),
    'p99 ms': median((one) => one.stampError.p99, 3),
    'shared a read %': median((one) => one.sharedReads * 100, 2),
    'loop delay p99 ms': median((one) => one.engine?.loopDelayP99Ms ?? null, 2),
    'CPU s/100k tokens': median((one) => one.cpuSPer100kTokens, 2),
    'engine CPU %': median((one) => one.engine?.threadCpuPercent ?? null, 0),
    holds: holds(load, results) ? 'yes' : 'no',
  }
}

function middle(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  const at = sorted.length >> 1
  return sorted.length % 2 === 1 ? (sorted[at] ?? Number.NaN) : ((sorted[at - 1] ?? 0) + (sorted[at] ?? 0)) / 2
}
