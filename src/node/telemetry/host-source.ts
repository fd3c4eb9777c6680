/** The machine itself: processor, pressure and faults in the fast ring; single cores, memory, disks and network in the slow one. */
import type { SignalDef } from '../../core/model/telemetry.ts'
import type { ChildLedger } from './child-ledger.ts'
import { hostCpu, type HostCpu } from './host-cpu.ts'
import { hostMemory, type HostMemory } from './host-memory.ts'
import { refusal, type HostProbe } from './host-probe.ts'
import type { HostReadings } from './host-readings.ts'
import { platformHost, type HostParts } from './platform-host.ts'
import { ringPeriodMs, type Clock, type Ring, type SampleSink, type SourceStatus, type TelemetrySource } from './source.ts'

/** What belongs to one start at one period. */
interface Reading {
  readonly cpu: HostCpu
  readonly memory: HostMemory
  readonly probes: readonly HostProbe[]
  readonly refused: Set<HostProbe>
}

export interface HostOptions extends Partial<HostParts> {
  readonly ledger?: ChildLedger | null
}

/** Where the platform's readings come from is an option, so that tests can read fixture trees. */
export function createHostSource(options: HostOptions = {}): TelemetrySource {
  let parts: HostParts | null = null
  let sink: SampleSink | null = null
  let own: Reading | null = null
  let failure: string | null = null
  let periodMs: number = ringPeriodMs.fast

  function partsOf(): HostParts {
    // Looking for disks and sensors costs a little: not before they are wanted.
    parts ??= options.readings === undefined || options.probes === undefined ? { ...platformHost(options.ledger ?? null), ...options } : { unverified: false, ...options, readings: options.readings, probes: options.probes }
    return parts
  }

  function close(): void {
    for (const probe of own?.probes ?? []) probe.close?.()
    own = null
  }

  function open(readings: HostReadings): Reading {
    const slowMs = Math.max(ringPeriodMs.slow, periodMs)
    const probes = partsOf().probes(periodMs)
    for (const probe of probes) probe.reset()
    return { cpu: hostCpu(readings, periodMs, slowMs), memory: hostMemory(readings, slowMs), probes, refused: new Set() }
  }

  /** Runs one reading; a refused one becomes a missing value instead of an error. */
  function attempt(out: SampleSink, atMs: number, defs: readonly SignalDef[], read: () => void): void {
    try {
      read()
    } catch (error) {
      failure = error instanceof Error ? error.message : String(error)
      for (const def of defs) out.push(def, atMs, null, 'no-permission')
    }
  }

  function sampleProbes(out: SampleSink, { probes, refused }: Reading, ring: Ring, atMs: number): void {
    for (const probe of probes) {
      if (probe.ring !== ring || refused.has(probe)) continue
      try {
        probe.sample(out, atMs)
      } catch (error) {
        refused.add(probe)
        const reason = refusal(error)
        for (const def of probe.defs) out.push(def, atMs, null, reason === 'not-supported' ? (probe.refusedAs ?? reason) : reason)
      }
    }
  }

  return {
    id: 'host',
    setPeriod(wantedMs) {
      // What runs goes on: its counters know the time that really passed. The series keep the window they began with.
      periodMs = wantedMs
    },
    start(newSink: SampleSink, _clock: Clock) {
      close()
      failure = null
      sink = newSink
      const { readings } = partsOf()
      readings.open?.()
      own = open(readings)
    },
    sample(ring: Ring, atMs: number) {
      if (sink === null || own === null) return
      const [out, { cpu, memory }] = [sink, own]
      sampleProbes(out, own, ring, atMs)
      if (ring === 'fast') return attempt(out, atMs, cpu.fastDefs, () => cpu.sampleFast(out, atMs))
      attempt(out, atMs, [], () => cpu.sampleCores(out, atMs))
      attempt(out, atMs, memory.memoryDefs, () => memory.sampleMemory(out, atMs))
      // Elsewhere a probe brings these.
      if (partsOf().readings.swap !== undefined) attempt(out, atMs, memory.swapDefs, () => memory.sampleSwap(out, atMs))
    },
    stop() {
      close()
      if (sink !== null) parts?.readings.close?.()
      sink = null
    },
    status(): SourceStatus {
      return { running: sink !== null, periodMs, reason: failure === null ? null : 'no-permission', detail: failure, unverified: parts?.unverified }
    },
  }
}
