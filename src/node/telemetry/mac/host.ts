/** The host signals of macOS: node:os for the processor, one long-lived vm_stat, and systeminformation for disks, network and swap. Not yet verified on macOS. */
import os from 'node:os'
import type { ChildLedger } from '../child-ledger.ts'
import { FreshValues } from '../fresh-values.ts'
import { helperParts } from '../helper-host.ts'
import { gaugeProbe, hostSignal } from '../host-probe.ts'
import type { HostParts } from '../platform-host.ts'
import { superviseChild, type SupervisionTiming } from '../supervised-child.ts'
import { pollSystem, systeminformationPort, type SystemPort } from '../system-port.ts'
import { parsePageBytes, parseVmNames, parseVmRow } from './vm-stat.ts'

const defaultTiming: SupervisionTiming = { silentMs: 10_000, backoffMs: [1_000, 5_000, 30_000] }
/** Each round starts a few small programs. */
const systemMs = 2_000
const maxFailures = 5

export interface MacOptions {
  readonly vmStat?: string
  readonly openPort?: () => Promise<SystemPort>
  readonly ledger?: ChildLedger | null
  readonly timing?: SupervisionTiming
  readonly systemMs?: number
}

/** Turns the lines of vm_stat into values. The first row after each banner counts since boot. */
function vmReader(values: FreshValues): (line: string) => void {
  let [pageBytes, rows] = [4_096, 0]
  let names: readonly string[] | null = null
  return (line) => {
    const page = parsePageBytes(line)
    if (page !== null) [pageBytes, rows] = [page, 0]
    names = parseVmNames(line) ?? names
    const row = names === null ? null : parseVmRow(line, names)
    if (row === null) return
    rows += 1
    values.set('mem.available', row.availablePages === null ? null : row.availablePages * pageBytes)
    if (rows === 1) return
    values.set('mem.faults', row.pagesIn)
    values.set('swap.in', row.swapsIn === null ? null : row.swapsIn * pageBytes)
    values.set('swap.out', row.swapsOut === null ? null : row.swapsOut * pageBytes)
  }
}

export function macHost(options: MacOptions = {}): HostParts {
  const { vmStat = '/usr/bin/vm_stat', openPort = systeminformationPort, ledger = null, timing = defaultTiming, systemMs: pollMs = systemMs } = options
  const values = new FreshValues()
  return helperParts({
    values,
    fresh: ['mem.faults', 'swap.in', 'swap.out', 'disk.read', 'disk.write', 'net.rx', 'net.tx'],
    absent: ['psi.cpu', 'psi.mem', 'psi.mem.full', 'psi.io', 'cpu.freq', 'cpu.temp'],
    more: () => [gaugeProbe('slow', [hostSignal('load.1', 'count', 60_000)], () => [os.loadavg()[0] ?? null])],
    open() {
      const child = superviseChild({
        command: vmStat, args: ['1'], ledger, timing,
        onLine: vmReader(values),
        onDown({ failures }) {
          if (failures < maxFailures) return true
          for (const signal of ['mem.faults', 'swap.in', 'swap.out'] as const) values.lack(signal, 'not-supported')
          return false
        },
      })
      const poll = pollSystem(openPort, { available: false, swap: true, disks: true, network: true }, values, pollMs)
      return () => {
        child.stop()
        poll.stop()
      }
    },
  })
}
