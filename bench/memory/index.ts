/** What an open stream costs the engine in memory: `node bench/memory/index.ts [--tokens N] [--repeats N] [--stamps kernel|client] [--json FILE]`. */
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs, promisify } from 'node:util'
import { stampsOf, stampsOption, useStamps } from '../support/stamps.ts'
import { startSimProcess } from '../support/sim-process.ts'
import type { MemoryJob, MemoryReport } from './job.ts'

/** Goal of one more open stream that received its tokens, KiB. */
const maxKiBPerStream = 64
const streamCounts = [8, 256, 1000] as const
/** All streams stay open this long after their last token but one, ms. */
const holdMs = 6_000
const gapMs = 20
const runTimeoutMs = 120_000
const client = fileURLToPath(new URL('client.ts', import.meta.url))

const { values } = parseArgs({ options: { tokens: { type: 'string', default: '500' }, repeats: { type: 'string', default: '3' }, json: { type: 'string' }, ...stampsOption } })
const [stamps = 'client'] = stampsOf(values.stamps)
useStamps(stamps)
const tokens = Number(values.tokens)
const folder = mkdtempSync(join(tmpdir(), 'llm-dyno-memory-'))
const script = join(folder, 'script.json')
writeFileSync(script, JSON.stringify([{ firstTokenMs: 100, gapsMs: [...Array.from({ length: tokens - 1 }, () => gapMs), holdMs] }]))
try {
  const reports: MemoryReport[] = []
  for (const streams of streamCounts) reports.push(await typical(streams))
  const rows = reports.map(({ streams, rssBytes }, i) => {
    const before = reports[i - 1]
    const perStream = before === undefined ? null : (rssBytes - before.rssBytes) / (streams - before.streams) / 1024
    return { streams, 'process MiB': Number((rssBytes / 2 ** 20).toFixed(1)), 'KiB for each stream more': perStream === null ? '–' : Number(perStream.toFixed(1)) }
  })
  console.log(`Node ${process.version}, ${process.platform}. Resident memory of the engine's process with all streams open and ${tokens} tokens received by each, stamped by the ${stamps}; medians of ${values.repeats}.`)
  console.table(rows)
  const passed = rows.every((row) => typeof row['KiB for each stream more'] !== 'number' || row['KiB for each stream more'] <= maxKiBPerStream)
  console.log(`Goal (≤ ${maxKiBPerStream} KiB for a stream): ${passed ? 'met' : 'MISSED'}`)
  if (values.json !== undefined) writeFileSync(values.json, JSON.stringify({ node: process.version, tokens, reports }, null, 2))
  process.exitCode = passed ? 0 : 1
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** The median of several processes: a heap's reserve differs from run to run. */
async function typical(streams: number): Promise<MemoryReport> {
  const reports: MemoryReport[] = []
  for (let i = 0; i < Number(values.repeats); i += 1) reports.push(await measure(streams))
  return reports.toSorted((a, b) => a.rssBytes - b.rssBytes)[reports.length >> 1]!
}

async function measure(streams: number): Promise<MemoryReport> {
  const sim = await startSimProcess(['--script', script])
  try {
    const job: MemoryJob = { url: sim.url, model: sim.model, streams, tokens }
    const { stdout } = await promisify(execFile)(process.execPath, [client, JSON.stringify(job)], { timeout: runTimeoutMs })
    return JSON.parse(stdout) as MemoryReport
  } finally {
    await sim.stop()
  }
}
