/** Prints how well the simulator keeps its own schedule: `node src/sim/check.ts [--streams 64] [--rate 50] [--seconds 5]`. */
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { get, request as httpRequest } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { TruthRecord } from './script/truth.ts'

const firstTokenMs = 200

const { values } = parseArgs({
  options: {
    streams: { type: 'string', default: '64' },
    rate: { type: 'string', default: '50' },
    seconds: { type: 'string', default: '5' },
  },
})
const streams = Number(values.streams)
const gapMs = 1000 / Number(values.rate)
const count = Math.round((Number(values.seconds) * 1000) / gapMs)

const child = spawn(process.execPath, [fileURLToPath(new URL('./index.ts', import.meta.url)), '--port', '0', '--quiet'], {
  stdio: ['ignore', 'pipe', 'inherit'],
})
try {
  const url = await listeningUrl(child)
  const before = await readJson<CpuStats>(`${url}/dyno/stats`)
  await Promise.all(Array.from({ length: streams }, (_, index) => stream(url, (index * gapMs) / streams)))
  const after = await readJson<CpuStats>(`${url}/dyno/stats`)
  report(await truthRecords(url), before, after)
} finally {
  child.kill('SIGTERM')
}

type CpuStats = { readonly uptimeMs: number; readonly cpuMs: number }

/** The streams start spread over one gap: the hardest case, as no two chunks share a wake-up. */
async function stream(url: string, delayMs: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, delayMs))
  const script = { firstTokenMs, gapsMs: { gapMs, count } }
  const body = JSON.stringify({ prompt: 'check', stream: true, dyno_script: script })
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    httpRequest(`${url}/v1/completions`, { method: 'POST', agent: false }, resolve).on('error', reject).end(body)
  })
  response.resume()
  await new Promise((resolve) => response.once('end', resolve))
}

function report(records: readonly TruthRecord[], before: CpuStats, after: CpuStats): void {
  const lateMs = records.flatMap(({ chunkNs, dueNs }) => chunkNs.map((sentNs, i) => (sentNs - (dueNs[i] ?? sentNs)) / 1e6))
  lateMs.sort((a, b) => a - b)
  const at = (share: number): string => (lateMs[Math.min(lateMs.length - 1, Math.floor(share * lateMs.length))] ?? Number.NaN).toFixed(3)
  const cpuPercent = (100 * (after.cpuMs - before.cpuMs)) / (after.uptimeMs - before.uptimeMs)
  process.stdout.write(
    `${records.length} streams, a chunk every ${gapMs.toFixed(1)} ms each, n = ${lateMs.length} chunks\n` +
      `sent after due, ms: p50 ${at(0.5)}  p90 ${at(0.9)}  p99 ${at(0.99)}  max ${at(1)}\n` +
      `simulator CPU: ${cpuPercent.toFixed(0)} % of one core\n`,
  )
}

async function listeningUrl(process_: ChildProcess): Promise<string> {
  if (process_.stdout === null) throw new Error('the simulator has no standard output')
  for await (const line of createInterface({ input: process_.stdout })) {
    return (JSON.parse(line) as { readonly url: string }).url
  }
  throw new Error('the simulator ended before it listened')
}

async function truthRecords(url: string): Promise<readonly TruthRecord[]> {
  const text = await readText(`${url}/dyno/truth`)
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as TruthRecord)
}

async function readJson<T>(url: string): Promise<T> {
  return JSON.parse(await readText(url)) as T
}

function readText(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    get(url, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (part: string) => (text += part))
      response.on('end', () => resolve(text))
      response.on('error', reject)
    }).on('error', reject)
  })
}
