/** Host readings of systems without /proc: the processor from node:os, the rest from helpers that run while the sensors do. */
import os from 'node:os'
import type { SignalDef, SignalName, SignalUnit } from '../../core/model/telemetry.ts'
import type { FreshValues } from './fresh-values.ts'
import { osReadings } from './host-os.ts'
import { absentProbe, hostSignal, type HostProbe } from './host-probe.ts'
import type { HostParts } from './platform-host.ts'
import { ringPeriodMs } from './source.ts'

const units: Partial<Record<SignalName, SignalUnit>> = {
  'mem.faults': '1/s', 'swap.in': 'B/s', 'swap.out': 'B/s', 'disk.read': 'B/s', 'disk.write': 'B/s', 'net.rx': 'B/s', 'net.tx': 'B/s',
  'cpu.freq': 'MHz', 'cpu.temp': '°C', 'load.1': 'count',
}

function defOf(signal: SignalName): SignalDef {
  const unit = units[signal] ?? '%'
  return hostSignal(signal, unit, unit === 'B/s' || unit === '1/s' ? ringPeriodMs.slow : 0)
}

export interface HelperHost {
  readonly values: FreshValues
  /** Signals that helpers bring. */
  readonly fresh: readonly SignalName[]
  /** Signals that this system does not have. */
  readonly absent: readonly SignalName[]
  readonly more?: () => readonly HostProbe[]
  /** Starts the helpers; returns how to stop them. */
  readonly open: () => () => void
}

export function helperParts({ values, fresh, absent, more = () => [], open }: HelperHost): HostParts {
  let stop: (() => void) | null = null
  return {
    unverified: true,
    readings: {
      cpus: osReadings().cpus,
      memory() {
        const totalBytes = os.totalmem()
        const availableBytes = values.latest('mem.available')
        return { totalBytes, availableBytes, usedBytes: totalBytes - (availableBytes ?? os.freemem()), swapUsedBytes: values.latest('swap.used') }
      },
      open() {
        stop?.()
        values.clear()
        stop = open()
      },
      close() {
        stop?.()
        stop = null
      },
    },
    probes: () => [values.probe(fresh.map(defOf)), absentProbe(absent.map(defOf), 'not-this-system'), ...more()],
  }
}
