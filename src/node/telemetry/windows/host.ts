/** The host signals of Windows: node:os for the processor, one long-lived typeperf, and systeminformation for what it lacks. Not yet verified on Windows. */
import os from 'node:os'
import type { SignalName } from '../../../core/model/telemetry.ts'
import type { ChildLedger } from '../child-ledger.ts'
import { FreshValues } from '../fresh-values.ts'
import { helperParts } from '../helper-host.ts'
import type { HostParts } from '../platform-host.ts'
import { superviseChild, type SupervisionTiming } from '../supervised-child.ts'
import { pollSystem, systeminformationPort, type SystemPort } from '../system-port.ts'
import { parseTypeperfHeader, parseTypeperfRow, typeperfArgs, typeperfSignals } from './typeperf.ts'

const defaultTiming: SupervisionTiming = { silentMs: 10_000, backoffMs: [1_000, 5_000, 30_000] }
/** Each call costs a query of the system's management service. */
const systemMs = 5_000
/** Names of counters are translated on some systems: then none is known. */
const maxFailures = 3

export interface WindowsOptions {
  readonly typeperf?: string
  readonly openPort?: () => Promise<SystemPort>
  readonly ledger?: ChildLedger | null
  readonly timing?: SupervisionTiming
  readonly systemMs?: number
  /** Nominal clock of the processor, MHz. */
  readonly nominalMhz?: number | null
}

export function windowsHost(options: WindowsOptions = {}): HostParts {
  const { typeperf = 'typeperf', openPort = systeminformationPort, ledger = null, timing = defaultTiming, systemMs: pollMs = systemMs } = options
  const nominalMhz = options.nominalMhz === undefined ? (os.cpus()[0]?.speed ?? null) : options.nominalMhz
  const values = new FreshValues()

  function take(row: ReadonlyMap<SignalName, number | null>): void {
    for (const [signal, value] of row) {
      if (signal !== 'cpu.freq') values.set(signal, value)
      else if (nominalMhz === null || nominalMhz === 0) values.lack('cpu.freq', 'no-cpufreq')
      else values.set('cpu.freq', value === null ? null : value * nominalMhz)
    }
  }

  return helperParts({
    values,
    fresh: typeperfSignals.filter((signal) => signal !== 'mem.available'),
    absent: ['psi.cpu', 'psi.mem', 'psi.mem.full', 'psi.io', 'load.1', 'cpu.temp'],
    open() {
      let columns: ReadonlyMap<SignalName, readonly number[]> | null = null
      let poll = pollSystem(openPort, { available: false, swap: true, disks: false, network: false }, values, pollMs)
      const child = superviseChild({
        command: typeperf, args: typeperfArgs, ledger, timing,
        onLine(line) {
          columns = parseTypeperfHeader(line) ?? columns
          const row = columns === null ? null : parseTypeperfRow(line, columns)
          if (row !== null) take(row)
        },
        onDown({ failures }) {
          if (failures < maxFailures) return true
          for (const signal of typeperfSignals) if (signal !== 'mem.available') values.lack(signal, 'not-supported')
          poll.stop()
          poll = pollSystem(openPort, { available: true, swap: true, disks: true, network: true }, values, pollMs)
          return false
        },
      })
      return () => {
        child.stop()
        poll.stop()
      }
    },
  })
}
