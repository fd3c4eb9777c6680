/**
 * What watching costs: the sensors in a process of their own, CPU of the process and of all it starts, and how long its event loop
 * was held up. systeminformation's own calls at the same period stand beside it. `node bench/telemetry/index.ts [--seconds 60]`
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { startSimProcess } from '../support/sim-process.ts'
import { modes, type Cost, type Mode } from './cost.ts'

const worker = fileURLToPath(new URL('./worker.ts', import.meta.url))
const { values } = parseArgs({ options: { seconds: { type: 'string', default: '60' }, json: { type: 'boolean', default: false } } })
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

function row({ mode, cpuPercent, loopP99Ms, loopMaxMs, samples }: Cost): string {
  return [mode.padEnd(20), `${cpuPercent.toFixed(2)} %`.padStart(12), `${loopP99Ms.toFixed(2)} ms`.padStart(12), `${loopMaxMs.toFixed(2)} ms`.padStart(12), String(samples).padStart(9)].join('')
}

const simulator = await startSimProcess()
try {
  const costs: Cost[] = []
  for (const mode of modes) costs.push(await measure(mode, simulator.apiBaseUrl))
  const head = ['what'.padEnd(20), 'CPU of a core'.padStart(12), 'loop p99'.padStart(11), 'loop max'.padStart(12), 'samples'.padStart(9)].join('')
  process.stdout.write(values.json ? `${JSON.stringify({ seconds, costs }, null, 2)}\n` : `${seconds} s each\n${head}\n${costs.map(row).join('\n')}\n`)
} finally {
  await simulator.stop()
}
