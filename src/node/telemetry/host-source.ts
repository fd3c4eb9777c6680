/** The machine itself: processor, pressure and faults in the fast ring; single cores, memory, disks and network in the slow one. */
import type { SignalDef } from '../../core/model/telemetry.ts'
import { linuxReadings } from './host-linux.ts'
import { absentProbes, linuxProbes } from './linux-probes.ts'
import { hostSignal, refusal, type HostProbe } from './host-probe.ts'
import { osReadings } from './host-os.ts'
import { busyPercent, type CpuReading, type HostReadings, type SwapCounters } from './host-readings.ts'
import { ringPeriodMs, type Clock, type Ring, type SampleSink, type SourceStatus, type TelemetrySource } from './source.ts'

const cpuTotal = hostSignal('cpu.total', '%', ringPeriodMs.fast)
const cpuBusiest = hostSignal('cpu.busiest', '%', ringPeriodMs.fast)
const cpuIowait = hostSignal('cpu.iowait', '%', ringPeriodMs.fast)
const memUsed = hostSignal('mem.used', 'B', 0)
const memTotal = hostSignal('mem.total', 'B', 0)
const swapUsed = hostSignal('swap.used', 'B', 0)
const swapIn = hostSignal('swap.in', 'B/s', ringPeriodMs.slow)
const swapOut = hostSignal('swap.out', 'B/s', ringPeriodMs.slow)

/** Where the platform's readings come from; a parameter so that tests can read fixture trees. */
export function platformReadings(): HostReadings {
  return process.platform === 'linux' ? linuxReadings() : osReadings()
}

export function platformProbes(): readonly HostProbe[] {
  return process.platform === 'linux' ? linuxProbes() : absentProbes()
}

export function createHostSource(readings: HostReadings = platformReadings(), probes: readonly HostProbe[] = platformProbes()): TelemetrySource {
  let refused = new Set<HostProbe>()
  let sink: SampleSink | null = null
  let failure: string | null = null
  let fast: CpuReading | null = null
  let slow: CpuReading | null = null
  let swap: { readonly counters: SwapCounters; readonly atMs: number } | null = null

  /** Runs one reading; a refused one becomes a missing value instead of an error. */
  function attempt(atMs: number, defs: readonly SignalDef[], read: (out: SampleSink) => void): void {
    if (sink === null) return
    try {
      read(sink)
    } catch (error) {
      failure = error instanceof Error ? error.message : String(error)
      for (const def of defs) sink.push(def, atMs, null, 'no-permission')
    }
  }

  function sampleCpu(out: SampleSink, atMs: number): void {
    const now = readings.cpus()
    const before = fast
    fast = now
    if (before === null) return
    const busiest = now.cores.reduce<number | null>((most, core, i) => {
      const was = before.cores[i]
      const percent = was === undefined ? null : busyPercent(was, core)
      return percent === null ? most : Math.max(most ?? 0, percent)
    }, null)
    out.push(cpuTotal, atMs, busyPercent(before.total, now.total), 'gap')
    out.push(cpuBusiest, atMs, busiest, 'gap')
    sampleIowait(out, atMs, before, now)
  }

  function sampleIowait(out: SampleSink, atMs: number, before: CpuReading, now: CpuReading): void {
    const total = now.total.total - before.total.total
    if (now.iowait === null || before.iowait === null) return out.missing(cpuIowait, 'not-supported')
    // The kernel may correct this counter downwards.
    if (total > 0) out.push(cpuIowait, atMs, Math.min(100, Math.max(0, (100 * (now.iowait - before.iowait)) / total)))
  }

  /** Cores come and go (hot-plug): each is compared with itself by position, a new one starts with its second reading. */
  function sampleCores(out: SampleSink, atMs: number): void {
    const now = fast ?? readings.cpus()
    const before = slow
    slow = now
    if (before === null || before === now) return
    now.cores.forEach((core, i) => {
      const was = before.cores[i]
      if (was !== undefined) out.push(hostSignal('cpu.core', '%', ringPeriodMs.slow, `cpu${i}`), atMs, busyPercent(was, core), 'gap')
    })
  }

  function sampleMemory(out: SampleSink, atMs: number): void {
    const memory = readings.memory()
    out.push(memUsed, atMs, memory.totalBytes - memory.availableBytes)
    out.push(memTotal, atMs, memory.totalBytes)
    out.push(swapUsed, atMs, memory.swapUsedBytes, 'not-supported')
  }

  function sampleSwap(out: SampleSink, atMs: number): void {
    const counters = readings.swap()
    if (counters === null) {
      out.missing(swapIn, 'not-supported')
      out.missing(swapOut, 'not-supported')
      return
    }
    const before = swap
    swap = { counters, atMs }
    if (before === null || atMs <= before.atMs) return
    const perS = (after: number, earlier: number) => Math.max(0, after - earlier) / ((atMs - before.atMs) / 1_000)
    out.push(swapIn, atMs, perS(counters.inBytes, before.counters.inBytes))
    out.push(swapOut, atMs, perS(counters.outBytes, before.counters.outBytes))
  }

  function sampleProbes(ring: Ring, atMs: number): void {
    for (const probe of probes) {
      if (sink === null || probe.ring !== ring || refused.has(probe)) continue
      try {
        probe.sample(sink, atMs)
      } catch (error) {
        refused.add(probe)
        for (const def of probe.defs) sink.push(def, atMs, null, refusal(error))
      }
    }
  }

  return {
    id: 'host',
    start(newSink: SampleSink, _clock: Clock) {
      sink = newSink
      failure = null
      fast = null
      slow = null
      swap = null
      refused = new Set()
      for (const probe of probes) probe.reset()
    },
    sample(ring: Ring, atMs: number) {
      sampleProbes(ring, atMs)
      if (ring === 'fast') {
        attempt(atMs, [cpuTotal, cpuBusiest, cpuIowait], (out) => sampleCpu(out, atMs))
        return
      }
      attempt(atMs, [], (out) => sampleCores(out, atMs))
      attempt(atMs, [memUsed, memTotal, swapUsed], (out) => sampleMemory(out, atMs))
      attempt(atMs, [swapIn, swapOut], (out) => sampleSwap(out, atMs))
    },
    stop() {
      sink = null
    },
    status(): SourceStatus {
      return { running: sink !== null, periodMs: ringPeriodMs.fast, reason: failure === null ? null : 'no-permission', detail: failure }
    },
  }
}
