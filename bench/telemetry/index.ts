/**
 * What watching costs: the sensors in a process of their own, CPU of the process and of all it starts, how long a round of readings
 * takes, and how long its event loop was held up; `crowded` is the share of time in which something on the machine waited for a
 * processor. systeminformation's own calls at the same period stand beside it. `node bench/telemetry/index.ts [--seconds 60] [--only MODE]`
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { startSimProcess } from '../support/sim-process.ts'
import { modes, type Cost, type Mode } from './cost.ts'

const worker = fileURLToPath(new URL('./worker.ts', import.meta.url))
const { values } = parseArgs({ options: { seconds: { type: 'string', default: '60' }, json: { type: 'boolean', default: false }, only: { type: 'string' } } })
const seconds = Math.max(2, Number(values.seconds) || 60)

async function measure(mode: Mode, apiBaseUrl: string): Promise<Cost> {
  const child = spawn(process.execPath, [worker, mode, String(seconds), apiBaseUrl], { stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    text += part
  })
  await once(child, 'close')
  return JSON.parse(text) as Cost
}

const heads = ['what', 'CPU of a core', 'a read, CPU p99', 'CPU max', 'longest', 'loop p99', 'loop max', 'samples', 'crowded']
const widths = [20, 15, 17, 12, 12, 12, 12, 9, 10]
const line = (cells: readonly string[]): string => cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[i] ?? 0))).join('')
const ms = (value: number | null): string => (value === null ? '–' : `${value.toFixed(2)} ms`)

function row(cost: Cost): string {
  const { mode, cpuPercent, readCpuP99Ms, readCpuMaxMs, readMaxMs, loopP99Ms, loopMaxMs, samples, waitedPercent } = cost
  return line([mode, `${cpuPercent.toFixed(3)} %`, ms(readCpuP99Ms), ms(readCpuMaxMs), ms(readMaxMs), ms(loopP99Ms), ms(loopMaxMs), String(samples), waitedPercent === null ? '–' : `${waitedPercent.toFixed(0)} %`])
}

const simulator = await startSimProcess()
try {
  const costs: Cost[] = []
  for (const mode of modes.filter((each) => values.only === undefined || each === values.only)) costs.push(await measure(mode, simulator.apiBaseUrl))
  process.stdout.write(values.json ? `${JSON.stringify({ seconds, costs }, null, 2)}\n` : `${seconds} s each\n${line(heads)}\n${costs.map(row).join('\n')}\n`)
} finally {
  await simulator.stop()
}
