/** The tool's own cost on the machine it measures: this process, and the app's other processes. */
import { readFileSync } from 'node:fs'
import type { SignalDef } from '../../core/model/telemetry.ts'
import { createProcessTree, usedMs, type ProcessTree } from './process-tree.ts'
import { ringPeriodMs, type Clock, type Ring, type SampleSink, type SourceStatus, type TelemetrySource } from './source.ts'

export type ClientDevice = 'engine' | 'recorder' | 'app'

const labels: Readonly<Record<ClientDevice, string>> = { engine: 'Engine', recorder: 'Recorder', app: 'App' }

/** CPU in % of one core; may pass 100. */
export function clientSignal(device: ClientDevice, signal: 'proc.cpu' | 'proc.rss' | 'loop.delay.p99' | 'loop.delay.max'): SignalDef {
  const unit = signal === 'proc.cpu' ? '%' : signal === 'proc.rss' ? 'B' : 'ms'
  const windowMs = signal === 'proc.rss' ? 0 : ringPeriodMs.slow
  return { source: 'client', device, deviceLabel: labels[device], signal, unit, windowMs }
}

export interface ClientSourceOptions {
  /** The name of this process in the figures: `app` when everything runs in one process. */
  readonly self: ClientDevice
  /** Root of the app's process tree; null when this process is the app. */
  readonly appPid: number | null
}

/**
 * The app's utility processes: the engine and the recorder have figures of their own, and the simulator is a server under test,
 * not a cost of the tool.
 */
function isUtilityProcess(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('--utility-sub-type=node.mojom.NodeService')
  } catch {
    return false
  }
}

interface AppUse {
  readonly cpuMs: ReadonlyMap<number, number>
  readonly atMs: number
}

export function createClientSource(options: ClientSourceOptions): TelemetrySource {
  let sink: SampleSink | null = null
  let own: { readonly usage: NodeJS.CpuUsage; readonly atMs: number } | null = null
  let tree: ProcessTree | null = null
  let app: AppUse | null = null

  function sampleSelf(out: SampleSink, atMs: number): void {
    const usage = process.cpuUsage()
    if (own !== null && atMs > own.atMs) {
      const ms = (usage.user + usage.system - own.usage.user - own.usage.system) / 1_000
      out.push(clientSignal(options.self, 'proc.cpu'), atMs, (100 * ms) / (atMs - own.atMs))
    }
    own = { usage, atMs }
    out.push(clientSignal(options.self, 'proc.rss'), atMs, process.memoryUsage.rss())
  }

  function sampleApp(out: SampleSink, atMs: number): void {
    if (options.appPid === null) return
    if (process.platform !== 'linux') {
      out.missing(clientSignal('app', 'proc.cpu'), 'not-supported')
      out.missing(clientSignal('app', 'proc.rss'), 'not-supported')
      return
    }
    tree ??= createProcessTree(options.appPid, (pid) => pid === process.pid || isUtilityProcess(pid))
    const now = tree.read()
    if (now !== null && app !== null && atMs > app.atMs) {
      out.push(clientSignal('app', 'proc.cpu'), atMs, (100 * usedMs(app.cpuMs, now.cpuMs)) / (atMs - app.atMs))
    }
    out.push(clientSignal('app', 'proc.rss'), atMs, now?.rssBytes ?? null, 'lost')
    app = now === null ? null : { cpuMs: now.cpuMs, atMs }
  }

  return {
    id: 'client',
    start(newSink: SampleSink, _clock: Clock) {
      sink = newSink
      own = null
      tree = null
      app = null
    },
    sample(ring: Ring, atMs: number) {
      if (sink === null || ring === 'fast') return
      sampleSelf(sink, atMs)
      sampleApp(sink, atMs)
    },
    stop() {
      sink = null
    },
    status(): SourceStatus {
      return { running: sink !== null, periodMs: ringPeriodMs.slow, reason: null, detail: null }
    },
  }
}
