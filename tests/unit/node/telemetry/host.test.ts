import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { SignalSeries } from '../../../../src/core/model/telemetry.ts'
import { linuxReadings, parseMeminfo, parseProcStat, parseVmstat } from '../../../../src/node/telemetry/host-linux.ts'
import { osReadings } from '../../../../src/node/telemetry/host-os.ts'
import { busyPercent, type HostReadings } from '../../../../src/node/telemetry/host-readings.ts'
import type { HostProbe } from '../../../../src/node/telemetry/host-probe.ts'
import { createHostSource } from '../../../../src/node/telemetry/host-source.ts'
import { SignalCursor, SignalLog } from '../../../../src/node/telemetry/signal-log.ts'
import { tempFolder } from '../../../support/temp-folder.ts'

const clock = { nowMs: () => 0 }
const buffer = (text: string) => Buffer.from(text, 'latin1')

/** A /proc with these counters; ticks of user and idle time per core. */
function procTree(folder: string, cores: readonly (readonly [user: number, idle: number])[], swapPagesIn = 0): void {
  const line = (name: string, user: number, idle: number) => `${name} ${user} 0 0 ${idle} 0 0 0 0 0 0`
  const sum = (i: 0 | 1) => cores.reduce((all, core) => all + core[i], 0)
  mkdirSync(join(folder, 'self'), { recursive: true })
  writeFileSync(join(folder, 'stat'), [line('cpu ', sum(0), sum(1)), ...cores.map(([user, idle], i) => line(`cpu${i}`, user, idle)), 'intr 1 2 3', 'btime 5', ''].join('\n'))
  writeFileSync(join(folder, 'meminfo'), 'MemTotal:       1000 kB\nMemFree:         100 kB\nMemAvailable:    400 kB\nSwapTotal:       500 kB\nSwapFree:        450 kB\n')
  writeFileSync(join(folder, 'vmstat'), `nr_free_pages 9\npswpin ${swapPagesIn}\npswpout 0\noom_kill 0\n`)
}

function sampled(readings: HostReadings, between: () => void, probes: readonly HostProbe[] = []): (signal: string, device?: string) => SignalSeries | undefined {
  const log = new SignalLog(() => undefined)
  const source = createHostSource({ readings, probes: () => probes })
  source.start(log, clock)
  const both = (atMs: number) => {
    source.sample?.('fast', atMs)
    source.sample?.('slow', atMs)
  }
  both(0)
  between()
  both(1_000)
  source.stop()
  const all = log.read(new SignalCursor())
  return (signal, device = '') => all.find((series) => series.signal === signal && series.device === device)
}

describe('Linux', () => {
  test('CPU use is the work between two readings: whole, busiest core, each core', () => {
    const folder = tempFolder()
    procTree(folder, [[100, 900], [0, 1_000]])
    const read = sampled(linuxReadings(folder), () => procTree(folder, [[180, 920], [10, 1_090]]))
    expect(Array.from(read('cpu.total')?.value ?? [])).toEqual([45])
    expect(Array.from(read('cpu.busiest')?.value ?? [])).toEqual([80])
    expect(Array.from(read('cpu.core', 'cpu0')?.value ?? [])).toEqual([80])
    expect(Array.from(read('cpu.core', 'cpu1')?.value ?? [])).toEqual([10])
    expect(read('cpu.core', 'cpu1')?.deviceLabel).toBe('CPU 1')
  })

  test('another period while it runs leaves no hole', () => {
    const folder = tempFolder()
    procTree(folder, [[100, 900]])
    const log = new SignalLog(() => undefined)
    const source = createHostSource({ readings: linuxReadings(folder), probes: () => [] })
    source.start(log, clock)
    source.sample?.('fast', 0)
    procTree(folder, [[150, 950]])
    source.setPeriod?.(1_000)
    source.sample?.('fast', 1_000)
    source.stop()
    expect(source.status().periodMs).toBe(1_000)
    expect(Array.from(log.read(new SignalCursor()).find(({ signal }) => signal === 'cpu.total')?.value ?? [])).toEqual([50])
  })

  test('memory in use is total less available, swapping is a rate in bytes', () => {
    const folder = tempFolder()
    procTree(folder, [[0, 0]], 100)
    const read = sampled(linuxReadings(folder), () => procTree(folder, [[1, 1]], 110))
    expect(Array.from(read('mem.used')?.value ?? [])).toEqual([600 * 1_024, 600 * 1_024])
    expect(read('mem.total')?.value[0]).toBe(1_000 * 1_024)
    expect(read('swap.used')?.value[0]).toBe(50 * 1_024)
    expect(Array.from(read('swap.in')?.value ?? [])).toEqual([10 * 4_096])
    expect(Array.from(read('swap.out')?.value ?? [])).toEqual([0])
  })

  test('a core that appears starts with its second reading; one that goes leaves the others alone', () => {
    const folder = tempFolder()
    procTree(folder, [[0, 100]])
    const read = sampled(linuxReadings(folder), () => procTree(folder, [[50, 150], [7, 7]]))
    expect(read('cpu.core', 'cpu0')?.value[0]).toBe(50)
    expect(read('cpu.core', 'cpu1')).toBeUndefined()
  })

  test('files that can not be read are missing values with a reason, never 0', () => {
    const read = sampled(linuxReadings(join(tempFolder(), 'nothing')), () => undefined)
    for (const signal of ['cpu.total', 'mem.used', 'swap.in']) {
      expect(read(signal)).toMatchObject({ reason: 'no-permission', tMs: new Float64Array(0) })
    }
  })

  test('this machine gives sane values', () => {
    if (process.platform !== 'linux') return
    const readings = linuxReadings()
    expect(readings.cpus().cores.length).toBeGreaterThan(0)
    const memory = readings.memory()
    expect(memory.availableBytes).toBeGreaterThan(0)
    expect(memory.usedBytes).toBeLessThanOrEqual(memory.totalBytes)
  })
})

describe('parsing', () => {
  test('iowait counts as idle, guest time is not counted twice', () => {
    const { total, iowait } = parseProcStat(buffer('cpu  10 5 5 60 15 2 3 0 10 5\ncpu0 10 5 5 60 15 2 3 0 10 5\n'))
    expect(total).toEqual({ busy: 25, total: 100 })
    expect(iowait).toBe(15)
  })

  test('old kernels without MemAvailable fall back to free memory; no swap lines mean no swap figure', () => {
    expect(parseMeminfo(buffer('MemTotal: 10 kB\nMemFree: 4 kB\n'))).toEqual({ totalBytes: 10_240, availableBytes: null, usedBytes: 6_144, swapUsedBytes: null })
    expect(() => parseMeminfo(buffer('nonsense'))).toThrow(/memory size/)
  })

  test('kernels without swap have no swap counters', () => {
    expect(parseVmstat(buffer('nr_free_pages 1\n'), 4_096)).toBeNull()
  })

  test('a counter that steps back, or time that stands still, gives no absurd value', () => {
    expect(busyPercent({ busy: 10, total: 100 }, { busy: 9, total: 110 })).toBe(0)
    expect(busyPercent({ busy: 10, total: 100 }, { busy: 10, total: 100 })).toBeNull()
    expect(busyPercent({ busy: 10, total: 100 }, { busy: 50, total: 110 })).toBe(100)
  })
})

test('other systems know no swap, and say so', () => {
  const read = sampled(osReadings(), () => undefined)
  expect(read('swap.in')).toMatchObject({ reason: 'not-supported' })
  expect(read('swap.used')).toMatchObject({ reason: 'not-supported', tMs: new Float64Array(0) })
  expect(read('mem.used')?.value[0]).toBeGreaterThan(0)
})
