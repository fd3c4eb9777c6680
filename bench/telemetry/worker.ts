/** One mode of watching, for a time, in a process of its own: node worker.ts MODE SECONDS API_BASE_URL. Prints its cost as JSON. */
import { readFileSync } from 'node:fs'
import { monitorEventLoopDelay, performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import systeminformation from 'systeminformation'
import { createHostSource } from '../../src/node/telemetry/host-source.ts'
import { createMetricsSource } from '../../src/node/telemetry/metrics/source.ts'
import { createNvidiaSource } from '../../src/node/telemetry/nvidia/source.ts'
import { createSampler } from '../../src/node/telemetry/sampler.ts'
import { createServerSource } from '../../src/node/telemetry/server/source.ts'
import type { SampleSink } from '../../src/node/telemetry/source.ts'
import type { Cost, Mode } from './cost.ts'

const tickMs = 1
const settleMs = 1_500
const periodMs = 250
const [mode, seconds, apiBaseUrl] = process.argv.slice(2) as [Mode, string, string]

/** CPU of this process and of its children that ended, ms. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage()
  const own = (user + system) / 1_000
  if (process.platform !== 'linux') return own
  const fields = readFileSync('/proc/self/stat', 'latin1').split(') ')[1]?.split(' ') ?? []
  return own + (Number(fields[13]) + Number(fields[14])) * 10
}

let samples = 0
const sink: SampleSink = {
  push: () => {
    samples += 1
  },
  missing: () => undefined,
  event: () => undefined,
}

function startSampler(): () => void {
  const host = createHostSource()
  const sampler = createSampler(mode === 'all' ? [host, createNvidiaSource({ ledger: null }), createServerSource(), createMetricsSource()] : [host])
  const target = { name: '', engine: 'llm-dyno-simulator', engineVersion: null, api: 'openai-chat', apiBaseUrl, model: '', simulated: true } as const
  sampler.start(sink, { nowMs: () => performance.now() }, { target })
  return () => sampler.stop()
}

/** What many dashboards do: the library's calls in a loop. */
function startLibrary(): () => void {
  const timer = setInterval(() => {
    void Promise.all([systeminformation.currentLoad(), systeminformation.mem()]).then(() => {
      samples += 2
    })
  }, periodMs)
  return () => clearInterval(timer)
}

const stop = mode === 'nothing' ? () => undefined : mode === 'systeminformation' ? startLibrary() : startSampler()
await sleep(settleMs)
samples = 0
const delay = monitorEventLoopDelay({ resolution: tickMs })
delay.enable()
const [cpuBefore, startedAt] = [cpuMs(), performance.now()]
await sleep(Number(seconds) * 1_000)
const cost: Cost = {
  mode,
  cpuPercent: (100 * (cpuMs() - cpuBefore)) / (performance.now() - startedAt),
  loopP99Ms: Math.max(0, delay.percentile(99) / 1e6 - tickMs),
  loopMaxMs: Math.max(0, delay.max / 1e6 - tickMs),
  samples,
}
stop()
process.stdout.write(JSON.stringify(cost), () => process.exit(0))
