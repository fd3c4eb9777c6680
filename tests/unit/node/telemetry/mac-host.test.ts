/** Host signals of macOS from a fake vm_stat and recorded shapes of the library; not yet verified on macOS. */
import { describe, expect, test } from 'vitest'
import { createHostSource } from '../../../../src/node/telemetry/host-source.ts'
import { macHost } from '../../../../src/node/telemetry/mac/host.ts'
import { parseVmNames, parseVmRow } from '../../../../src/node/telemetry/mac/vm-stat.ts'
import type { SystemPort } from '../../../../src/node/telemetry/system-port.ts'
import { eventually } from '../../../support/eventually.ts'
import { fakeProgram, printing, sensorRig } from '../../../support/sensor-rig.ts'

const banner = 'Mach Virtual Memory Statistics: (page size of 16384 bytes)'
const names = '    free   active   specul inactive throttle    wired  prgable   faults     copy    0fill reactive   purged file-backed anonymous cmprssed cmprssor  dcomprs   comprs  pageins  pageout  swapins swapouts'
const sinceBoot = '  100000   400000    50000   300000        0   150000     2000  900000K   12345K  500000K    90000    10000      300000    450000   600000   200000  100000K  200000K  5000000   100000    70000    90000'
const second = '  100010   400000    50000   300000        0   150000     2000     1000        5      900        0        0      300000    450000   600000   200000        0        0       40        0        6        2'

const recorded: SystemPort = {
  mem: () => Promise.resolve({ total: 68_719_476_736, available: 20_000_000_000, swaptotal: 2_147_483_648, swapused: 1_073_741_824 }),
  fsStats: () => Promise.resolve({ rx: 1, wx: 2, tx: 3, rx_sec: 5_000_000, wx_sec: 1_000, tx_sec: 5_001_000, ms: 2_000 }),
  networkStats: () => Promise.resolve([{ iface: 'lo0', rx_sec: 9e9, tx_sec: 9e9 }, { iface: 'en0', rx_sec: 1_200, tx_sec: 340 }, { iface: 'utun3', rx_sec: 5, tx_sec: 5 }, { iface: 'bridge100', rx_sec: 7, tx_sec: 7 }]),
}
const quick = { silentMs: 2_000, backoffMs: [10, 10, 10] } as const

test('rows are read by the names above them; shortened numbers are whole again', () => {
  const columns = parseVmNames(names) ?? []
  expect(parseVmRow(second, columns)).toEqual({ availablePages: 450_010, pagesIn: 40, swapsIn: 6, swapsOut: 2 })
  expect(parseVmRow(sinceBoot.replace(' 5000000', '   5000K'), columns)?.pagesIn).toBe(5_000_000)
  expect(parseVmRow(banner, columns)).toBeNull()
  expect(parseVmRow('1 2 3', columns)).toBeNull()
  expect(parseVmNames(second)).toBeNull()
})

describe('the host', () => {
  const host = (vmStat: string, port = recorded) => createHostSource(macHost({ vmStat, openPort: () => Promise.resolve(port), timing: quick, systemMs: 20 }))

  test('has what vm_stat, the library and the system tell; totals since boot are no rates, also when the banner comes again', async () => {
    const source = host(fakeProgram(`while :; do ${printing([banner, names, sinceBoot, second].join('\n'))}\nsleep 0.05; done`))
    const rig = sensorRig(source)
    await eventually(() => {
      rig.sample('fast', performance.now())
      rig.sample('slow', performance.now())
      return rig.values('swap.in').length >= 3 && rig.values('disk.read').length > 0 && rig.values('net.rx').length > 0
    })
    expect(new Set(rig.values('swap.in'))).toEqual(new Set([6 * 16_384]))
    expect(new Set(rig.values('swap.out'))).toEqual(new Set([2 * 16_384]))
    expect(new Set(rig.values('mem.faults'))).toEqual(new Set([40]))
    expect([450_000 * 16_384, 450_010 * 16_384]).toContain(rig.values('mem.available').at(-1))
    expect([rig.values('disk.read')[0], rig.values('disk.write')[0], rig.values('net.rx')[0], rig.values('net.tx')[0]]).toEqual([5_000_000, 1_000, 1_200, 340])
    expect(rig.values('load.1').length).toBeGreaterThan(0)
    for (const signal of ['psi.mem', 'cpu.freq', 'cpu.temp']) expect([signal, rig.read(signal)?.reason]).toEqual([signal, 'not-this-system'])
    expect(source.status()).toMatchObject({ running: true, unverified: true })
  })

  test('a helper that never works is left alone, the rest goes on', async () => {
    const rig = sensorRig(host(fakeProgram('exit 1')))
    await eventually(() => {
      rig.sample('slow', performance.now())
      return rig.read('swap.in')?.reason === 'not-supported' && rig.values('net.rx').length > 0
    })
    expect(rig.values('swap.in')).toEqual([])
    expect(rig.values('mem.used').length).toBeGreaterThan(0)
  })
})
