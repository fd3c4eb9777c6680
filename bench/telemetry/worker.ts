/** One mode of watching, for a time, in a process of its own: node worker.ts MODE SECONDS API_BASE_URL. Prints its cost as JSON. */
import { readFileSync } from 'node:fs'
import { monitorEventLoopDelay, performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import systeminformation from 'systeminformation'
import { createHostSource } from '../../src/node/telemetry/host-source.ts'
import { gpuSources } from '../../src/node/telemetry/gpu-sources.ts'
import { createMetricsSource } from '../../src/node/telemetry/metrics/source.ts'
import { parsePressure } from '../../src/node/telemetry/linux-probes.ts'
import { createProcessTree } from '../../src/node/telemetry/process-tree.ts'
import { createSampler } from '../../src/node/telemetry/sampler.ts'
import { createServerSource } from '../../src/node/telemetry/server/source.ts'
import type { SampleSink, TelemetrySource } from '../../src/node/telemetry/source.ts'
import type { Cost, Mode } from './cost.ts'

const tickMs = 1
const settleMs = 1_500
const periodMs = 250
const [mode, seconds, apiBaseUrl] = process.argv.slice(2) as [Mode, string, string]
const lengthMs = Number(seconds) * 1_000

/** CPU of this process, of its children that ended and of those that live, ms. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage()
  const own = (user + system) / 1_000
  if (process.platform !== 'linux') return own
  const fields = readFileSync('/proc/self/stat', 'latin1').split(') ')[1]?.split(' ') ?? []
  const living = createProcessTree(process.pid, () => false).read()?.cpuMs ?? new Map<number, number>()
  const children = [...living].reduce((sum, [pid, ms]) => (pid === process.pid ? sum : sum + ms), 0)
  return own + (Number(fields[13]) + Number(fields[14])) * 10 + children
}

/** Time in which something waited for a processor since boot, ms. */
function waitedMs(): number | null {
  try {
    const us = parsePressure(readFileSync('/proc/pressure/cpu'), 'some')
    return us === null ? null : us / 1_000
  } catch {
    return null
  }
}

let samples = 0
const readsMs: number[] = []
const readsCpuMs: number[] = []
const sink: SampleSink = {
  push: () => {
    samples += 1
  },
  missing: () => undefined,
  event: () => undefined,
}

/** Notes how long each round of readings takes. */
function timed(source: TelemetrySource): TelemetrySource {
  if (source.sample === undefined) return source
  return {
    ...source,
    sample(ring, atMs) {
      const [from, cpuFrom] = [performance.now(), process.cpuUsage()]
      source.sample?.(ring, atMs)
      const { user, system } = process.cpuUsage(cpuFrom)
      readsMs.push(performance.now() - from)
      readsCpuMs.push((user + system) / 1_000)
    },
  }
}

function startSampler(): () => void {
  const host = createHostSource()
  const sampler = createSampler((mode === 'all' ? [host, ...gpuSources({ ledger: null }).sources, createServerSource(), createMetricsSource()] : [host]).map(timed))
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

function quantile(values: readonly number[], share: number): number | null {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? null
}

const stop = mode === 'nothing' ? () => undefined : mode === 'systeminformation' ? startLibrary() : startSampler()
await sleep(settleMs)
const waitedBefore = waitedMs()
// The monitor itself would cost more than the sensors do: first without it, then with it.
samples = 0
readsMs.length = 0
readsCpuMs.length = 0
const [cpuBefore, startedAt] = [cpuMs(), performance.now()]
await sleep(lengthMs)
const cpuPercent = (100 * (cpuMs() - cpuBefore)) / (performance.now() - startedAt)
const taken = samples
const delay = monitorEventLoopDelay({ resolution: tickMs })
delay.enable()
await sleep(lengthMs / 2)
const waited = waitedMs()
const cost: Cost = {
  mode,
  cpuPercent,
  readCpuP99Ms: quantile(readsCpuMs, 0.99),
  readCpuMaxMs: quantile(readsCpuMs, 1),
  readMaxMs: quantile(readsMs, 1),
  loopP99Ms: Math.max(0, delay.percentile(99) / 1e6 - tickMs),
  loopMaxMs: Math.max(0, delay.max / 1e6 - tickMs),
  samples: taken,
  waitedPercent: waited === null || waitedBefore === null ? null : (100 * (waited - waitedBefore)) / (performance.now() - startedAt),
}
stop()
process.stdout.write(JSON.stringify(cost), () => process.exit(0))
