/** Host signals of Windows from a fake typeperf and recorded shapes of the library; not yet verified on Windows. */
import { describe, expect, test } from 'vitest'
import { createHostSource } from '../../../../src/node/telemetry/host-source.ts'
import type { SystemPort } from '../../../../src/node/telemetry/system-port.ts'
import { windowsHost } from '../../../../src/node/telemetry/windows/host.ts'
import { parseTypeperfHeader, parseTypeperfRow } from '../../../../src/node/telemetry/windows/typeperf.ts'
import { eventually } from '../../../support/eventually.ts'
import { fakeProgram, printing, sensorRig } from '../../../support/sensor-rig.ts'

const header = ['(PDH-CSV 4.0)', '\\\\PC\\Memory\\Available Bytes', '\\\\PC\\Memory\\Page Reads/sec', '\\\\PC\\Memory\\Pages Input/sec', '\\\\PC\\Memory\\Pages Output/sec', '\\\\PC\\PhysicalDisk(_Total)\\Disk Read Bytes/sec', '\\\\PC\\PhysicalDisk(_Total)\\Disk Write Bytes/sec',
  '\\\\PC\\Network Interface(Intel[R] Ethernet, 2)\\Bytes Received/sec', '\\\\PC\\Network Interface(Wi-Fi)\\Bytes Received/sec', '\\\\PC\\Network Interface(Intel[R] Ethernet, 2)\\Bytes Sent/sec', '\\\\PC\\Network Interface(Wi-Fi)\\Bytes Sent/sec', '\\\\PC\\Processor Information(_Total)\\% Processor Performance']
const row = ['05/11/2026 14:02:07.118', '8589934592.000000', '12.000000', '3.000000', '0.000000', '1048576.500000', '0.000000', '1000.000000', '500.000000', '70.000000', '30.000000', '112.500000']
const line = (cells: readonly string[]) => cells.map((cell) => `"${cell}"`).join(',')
const quick = { silentMs: 2_000, backoffMs: [10, 10, 10] } as const

/** What the library answers on Windows: no disk figures. */
const recorded = (over: Partial<SystemPort> = {}): SystemPort => ({
  mem: () => Promise.resolve({ total: 34_294_382_592, free: 9_000_000_000, available: 9_000_000_000, swaptotal: 5_100_273_664, swapused: 268_435_456, swapfree: 4_831_838_208 }),
  fsStats: () => Promise.resolve(null),
  networkStats: () => Promise.resolve([{ iface: 'Ethernet', operstate: 'up', rx_sec: 2_000, tx_sec: 300 }, { iface: 'vEthernet (WSL)', operstate: 'up', rx_sec: 9_999, tx_sec: 9_999 }, { iface: 'Wi-Fi', rx_sec: null, tx_sec: null }]),
  ...over,
})

const host = (typeperf: string, port: SystemPort) => createHostSource(windowsHost({ typeperf, openPort: () => Promise.resolve(port), timing: quick, systemMs: 20, nominalMhz: 4_000 }))

describe('typeperf', () => {
  test('instances of one counter are added up; blanks are no value', () => {
    const columns = parseTypeperfHeader(line(header)) ?? new Map()
    const values = parseTypeperfRow(line(row), columns)
    expect(Object.fromEntries(values ?? [])).toEqual({
      'mem.available': 8_589_934_592, 'mem.faults': 12, 'swap.in': 3 * 4_096, 'swap.out': 0, 'disk.read': 1_048_576.5, 'disk.write': 0, 'net.rx': 1_500, 'net.tx': 100, 'cpu.freq': 1.125,
    })
    expect(parseTypeperfRow(line([row[0] ?? '', ' ', '-1', ...row.slice(3)]), columns)?.get('mem.available')).toBeNull()
    expect(parseTypeperfRow(line(header), columns)).toBeNull()
    expect(parseTypeperfHeader('The command completed successfully.')).toBeNull()
    expect(parseTypeperfRow('Error: No valid counters.', columns)).toBeNull()
  })
})

describe('the host', () => {
  test('has what the counters and the library tell, each value once, and says what Windows lacks', async () => {
    const source = host(fakeProgram(`[ "$1" = -si ] || exit 1\n${printing(line(header))}\nwhile :; do ${printing(line(row))}\nsleep 0.05; done`), recorded())
    const rig = sensorRig(source)
    await eventually(() => {
      rig.sample('fast', performance.now())
      rig.sample('slow', performance.now())
      return rig.values('disk.read').length >= 3 && rig.values('swap.used').length > 0
    })
    expect([rig.values('cpu.freq')[0], rig.values('net.rx')[0], rig.values('mem.faults')[0], rig.values('swap.in')[0]]).toEqual([4_500, 1_500, 12, 12_288])
    expect(rig.values('mem.available')[0]).toBe(8_589_934_592)
    expect(rig.values('swap.used')[0]).toBe(268_435_456)
    expect(rig.values('cpu.total').length).toBeGreaterThan(0)
    for (const signal of ['psi.cpu', 'cpu.iowait', 'load.1', 'cpu.temp']) expect([signal, rig.read(signal)?.reason]).toEqual([signal, 'not-this-system'])
    expect(source.status()).toMatchObject({ running: true, unverified: true })
  })

  test('falls back on the library where names of counters are translated', async () => {
    const rig = sensorRig(host(fakeProgram('echo Fehler: Keine gültigen Leistungsindikatoren.; exit 1'), recorded()))
    await eventually(() => {
      rig.sample('slow', performance.now())
      return rig.values('net.rx').length > 0 && rig.read('disk.read')?.reason === 'not-supported'
    })
    expect([rig.values('net.rx')[0], rig.values('net.tx')[0]]).toEqual([2_000, 300])
    expect(rig.values('disk.read')).toEqual([])
    expect(rig.values('mem.available').at(-1)).toBe(9_000_000_000)
  })

  test('goes on where the library fails, and stops its helpers', async () => {
    let rounds = 0
    const broken = recorded({ mem: () => { rounds += 1; return Promise.reject(new Error('no')) } })
    const source = host(fakeProgram('sleep 60'), broken)
    const rig = sensorRig(source)
    await eventually(() => rounds >= 2)
    rig.sample('slow', performance.now())
    expect(rig.values('mem.used')).toHaveLength(1)
    expect(rig.values('swap.used')).toEqual([])
    source.stop()
    const atStop = rounds
    await new Promise((resolve) => setTimeout(resolve, 120))
    expect(rounds).toBeLessThanOrEqual(atStop + 1)
  })
})
