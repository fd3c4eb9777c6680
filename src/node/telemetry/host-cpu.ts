/** Use of the processor between two readings: whole, busiest core, single cores, waiting for I/O. */
import type { SignalDef } from '../../core/model/telemetry.ts'
import { hostSignal } from './host-probe.ts'
import { busyPercent, type CpuReading, type HostReadings } from './host-readings.ts'
import type { SampleSink } from './source.ts'

export interface HostCpu {
  /** All signals of the fast ring; missing together when the reading fails. */
  readonly fastDefs: readonly SignalDef[]
  sampleFast(out: SampleSink, atMs: number): void
  sampleCores(out: SampleSink, atMs: number): void
}

/** `fastMs`, `slowMs`: periods of the rings. */
export function hostCpu(readings: HostReadings, fastMs: number, slowMs: number): HostCpu {
  const whole = hostSignal('cpu.total', '%', fastMs)
  const busiest = hostSignal('cpu.busiest', '%', fastMs)
  const iowait = hostSignal('cpu.iowait', '%', fastMs)
  const coreDefs: SignalDef[] = []
  let fast: CpuReading | null = null
  let slow: CpuReading | null = null

  function pushIowait(out: SampleSink, atMs: number, before: CpuReading, now: CpuReading): void {
    const total = now.total.total - before.total.total
    if (now.iowait === null || before.iowait === null) return out.missing(iowait, 'not-this-system')
    // The kernel may correct this counter downwards.
    if (total > 0) out.push(iowait, atMs, Math.min(100, Math.max(0, (100 * (now.iowait - before.iowait)) / total)))
  }

  return {
    fastDefs: [whole, busiest, iowait],
    sampleFast(out, atMs) {
      const now = readings.cpus()
      const before = fast
      fast = now
      if (before === null) return
      let most: number | null = null
      for (let i = 0; i < now.cores.length; i += 1) {
        const [was, core] = [before.cores[i], now.cores[i]]
        const percent = was === undefined || core === undefined ? null : busyPercent(was, core)
        if (percent !== null && percent > (most ?? -1)) most = percent
      }
      out.push(whole, atMs, busyPercent(before.total, now.total), 'gap')
      out.push(busiest, atMs, most, 'gap')
      pushIowait(out, atMs, before, now)
    },
    /** Cores come and go (hot-plug): each is compared with itself by position, a new one starts with its second reading. */
    sampleCores(out, atMs) {
      const now = fast ?? readings.cpus()
      const before = slow
      slow = now
      if (before === null || before === now) return
      now.cores.forEach((core, i) => {
        const was = before.cores[i]
        if (was === undefined) return
        const def = (coreDefs[i] ??= hostSignal('cpu.core', '%', slowMs, `cpu${i}`))
        out.push(def, atMs, busyPercent(was, core), 'gap')
      })
    },
  }
}
