/** An nvidia-smi whose values change at instants that a test knows: a file tells when, in ns of the monotonic clock, and in which way it misbehaves. */
import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { tempFolder } from './temp-folder.ts'

export interface TimedStep {
  /** `process.hrtime.bigint()` as a decimal string. */
  readonly atNs: string
  readonly util: number
}

export interface TimedNvidiaSmi {
  readonly path: string
  /** What it shows and from when on; before the first step 0 %. */
  setSteps(steps: readonly TimedStep[]): void
  /** Rows that make no sense from now on, or good ones again. */
  setGarbled(isGarbled: boolean): void
  /** The process that prints rows now. */
  pid(): number
}

const program = (node: string, folder: string): string => `#!${node}
const { readFileSync, writeFileSync } = require('node:fs')
const folder = ${JSON.stringify(folder)}
const fields = ['timestamp', 'index', 'uuid', 'name', 'utilization.gpu', 'memory.total', 'memory.used', 'power.draw.instant', 'temperature.gpu']
const all = process.argv.slice(2).join(' ')
if (all.includes('--help-query-gpu')) {
  for (const name of fields) console.log(JSON.stringify(name))
  process.exit(0)
}
const asked = /--query-gpu=(\\S+)/.exec(all)
const loop = /--loop-ms=(\\d+)/.exec(all)
if (asked === null) process.exit(0)
const read = (name) => { try { return readFileSync(folder + '/' + name, 'utf8') } catch { return '' } }
function row() {
  const now = process.hrtime.bigint()
  const steps = JSON.parse(read('steps') || '[]')
  const util = steps.filter(({ atNs }) => BigInt(atNs) <= now).at(-1)?.util ?? 0
  const cells = { timestamp: '2026/01/01 00:00:00.000', index: '0', uuid: 'GPU-timed', name: 'Timed GPU', 'utilization.gpu': util, 'memory.total': 24564, 'memory.used': 1000, 'power.draw.instant': 50 + util, 'temperature.gpu': 40 }
  const text = read('garbled') === 'yes' ? '\\u0000\\ufffd,,, <html> ERR 0x, , 17' : asked[1].split(',').map((name) => cells[name] ?? '[N/A]').join(', ')
  process.stdout.write(text + '\\n')
}
row()
if (loop !== null) {
  writeFileSync(folder + '/pid', String(process.pid))
  const periodMs = Number(loop[1])
  const startMs = performance.now()
  let ticks = 0
  const tick = () => {
    ticks += 1
    row()
    setTimeout(tick, Math.max(0, startMs + (ticks + 1) * periodMs - performance.now()))
  }
  setTimeout(tick, periodMs)
}
`

export function timedNvidiaSmi(): TimedNvidiaSmi {
  const folder = tempFolder()
  const path = join(folder, 'nvidia-smi')
  writeFileSync(path, program(process.execPath, folder))
  chmodSync(path, 0o755)
  const write = (name: string, text: string): void => { writeFileSync(join(folder, name), text) }
  return {
    path,
    setSteps: (steps) => { write('steps', JSON.stringify(steps)) },
    setGarbled: (isGarbled) => { write('garbled', isGarbled ? 'yes' : 'no') },
    pid: () => Number(readFileSync(join(folder, 'pid'), 'utf8')),
  }
}
