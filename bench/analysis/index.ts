/**
 * What a large session costs to analyse: 100,000 requests with 20,000,000 token stamps, read from the database and worked out in one
 * process. `node bench/analysis/index.ts [--requests 100000] [--tokens 20000000] [--stages 4] [--repeats 3] [--json]`
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { makeSession } from './make.ts'
import type { Report } from './worker.ts'

const worker = fileURLToPath(new URL('./worker.ts', import.meta.url))
const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '100000' }, tokens: { type: 'string', default: '20000000' }, stages: { type: 'string', default: '4' }, repeats: { type: 'string', default: '3' },
    json: { type: 'boolean', default: false },
  },
})
const size = { requests: Number(values.requests), tokens: Number(values.tokens), stages: Number(values.stages) }

const total = ({ steps }: Report, of: 'wallMs' | 'cpuMs') => steps.reduce((sum, step) => sum + step[of], 0)

function table(reports: readonly Report[]): string {
  const best = reports.reduce((fastest, report) => (total(report, 'cpuMs') < total(fastest, 'cpuMs') ? report : fastest))
  const row = (name: string, wallMs: number, cpuMs: number) => `${name.padEnd(24)}${wallMs.toFixed(0).padStart(8)} ms${cpuMs.toFixed(0).padStart(8)} ms of CPU`
  return [
    `${best.requests} requests, ${best.stamps} stamps, best of ${reports.length}; most memory ${(best.peakBytes / 2 ** 20).toFixed(0)} MiB`,
    ...best.steps.map(({ name, wallMs, cpuMs }) => row(name, wallMs, cpuMs)), row('together', total(best, 'wallMs'), total(best, 'cpuMs')),
  ].join('\n')
}

const folder = mkdtempSync(join(tmpdir(), 'dyno-bench-'))
try {
  const path = join(folder, 'sessions.db')
  const durationMs = makeSession(path, size)
  const reports = Array.from({ length: Number(values.repeats) }, () => JSON.parse(execFileSync(process.execPath, [worker, path], { encoding: 'utf8' })) as Report)
  process.stdout.write(values.json ? `${JSON.stringify({ size, durationMs, reports })}\n` : `session of ${(durationMs / 1000).toFixed(0)} s, ${(statSync(path).size / 2 ** 20).toFixed(0)} MiB\n${table(reports)}\n`)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
