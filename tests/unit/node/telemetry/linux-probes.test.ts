/** Signals of a machine under pressure, read from fixture trees of /proc and /sys. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import type { SessionEvent } from '../../../../src/core/model/session.ts'
import { createHostSource } from '../../../../src/node/telemetry/host-source.ts'
import { absentProbes } from '../../../../src/node/telemetry/platform-host.ts'
import { linuxReadings } from '../../../../src/node/telemetry/host-linux.ts'
import { linuxProbes, parseDiskstats, parseNetDev, parsePressure } from '../../../../src/node/telemetry/linux-probes.ts'
import { NotingSink } from '../../../../src/node/telemetry/noting-sink.ts'
import { SignalCursor, SignalLog } from '../../../../src/node/telemetry/signal-log.ts'
import { tempFolder } from '../../../support/temp-folder.ts'

type Tree = Readonly<Record<string, string>>

function write(folder: string, tree: Tree): void {
  for (const [path, text] of Object.entries(tree)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
}

const pressure = (some: number, full: number) => `some avg10=0.00 avg60=1.00 avg300=0.00 total=${some}\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=${full}\n`
const proc = (step: 0 | 1): Tree => ({
  'proc/stat': step === 0 ? 'cpu  100 0 0 900 0 0 0 0 0 0\ncpu0 100 0 0 900 0 0 0 0 0 0\n' : 'cpu  120 0 0 955 25 0 0 0 0 0\ncpu0 120 0 0 955 25 0 0 0 0 0\n',
  'proc/meminfo': 'MemTotal: 1000 kB\nMemAvailable: 400 kB\n',
  'proc/vmstat': `pswpin 0\npswpout 0\npgmajfault ${100 + 30 * step}\noom_kill ${2 + step}\n`,
  'proc/loadavg': '1.50 3.08 2.75 4/196 323\n',
  'proc/pressure/cpu': pressure(1_000_000 + 250_000 * step, 0),
  'proc/pressure/memory': pressure(500 + 100_000 * step, 400 + 50_000 * step),
  'proc/pressure/io': pressure(0, 0),
  'proc/diskstats': `   7 0 loop0 9 9 ${9 + 900 * step} 9 9 9 9 9 0 0 0\n 254 0 vda 10 0 ${100 + 2_000 * step} 1 5 0 ${50 + 4_000 * step} 1 0 1 1\n 254 1 vda1 10 0 ${100 + 2_000 * step} 1 5 0 50 1 0 1 1\n`,
  'proc/net/dev': `Inter-| Receive | Transmit\n face |bytes packets\n    lo: 9${step} 1 0 0 0 0 0 0 99 1 0 0 0 0 0 0\n  eth0:${1_000 + 500 * step} 1 0 0 0 0 0 0 ${2_000 + 700 * step} 1 0 0 0 0 0 0\n`,
})
const sys: Tree = {
  'sys/block/vda/size': '1\n',
  'sys/block/loop0/size': '1\n',
  'sys/devices/system/cpu/cpufreq/policy0/scaling_cur_freq': '2400000\n',
  'sys/devices/system/cpu/cpufreq/policy1/scaling_cur_freq': '3600000\n',
  'sys/class/hwmon/hwmon0/name': 'nvme\n',
  'sys/class/hwmon/hwmon0/temp1_input': '30000\n',
  'sys/class/hwmon/hwmon1/name': 'coretemp\n',
  'sys/class/hwmon/hwmon1/temp2_input': '51000\n',
  'sys/class/hwmon/hwmon1/temp1_input': '62500\n',
  'sys/class/hwmon/hwmon1/temp1_label': 'Package id 0\n',
}

function sample(folder: string, between: () => void, probes = (fastMs: number) => linuxProbes(join(folder, 'proc'), join(folder, 'sys'), fastMs)) {
  const events: SessionEvent[] = []
  const log = new SignalLog((event) => void events.push(event))
  const noting = new NotingSink(log)
  const source = createHostSource({ readings: linuxReadings(join(folder, 'proc')), probes })
  source.start(noting, { nowMs: () => 0 })
  for (const atMs of [0, 1_000]) {
    source.sample?.('fast', atMs)
    source.sample?.('slow', atMs)
    if (atMs === 0) between()
  }
  const notes = noting.notes()
  source.stop()
  const all = log.read(new SignalCursor())
  return { events, notes, read: (signal: string) => all.find((series) => series.signal === signal) }
}

test('each signal of a whole machine: what a counter grew by in a second, or the value of the instant', () => {
  const folder = tempFolder()
  write(folder, { ...proc(0), ...sys })
  const { read, events } = sample(folder, () => write(folder, proc(1)))
  const rates = {
    'psi.cpu': 25, 'psi.mem': 10, 'psi.mem.full': 5, 'psi.io': 0, 'cpu.iowait': 25, 'mem.faults': 30,
    'disk.read': 2_000 * 512, 'disk.write': 4_000 * 512, 'net.rx': 500, 'net.tx': 700,
  }
  for (const [signal, value] of Object.entries(rates)) expect([signal, Array.from(read(signal)?.value ?? [], (v) => Math.round(v * 1e6) / 1e6)]).toEqual([signal, [value]])
  const instants = { 'load.1': [1.5, 1.5], 'mem.available': [400 * 1_024, 400 * 1_024], 'cpu.freq': [3_600], 'cpu.temp': [62.5] }
  for (const [signal, values] of Object.entries(instants)) expect([signal, Array.from(read(signal)?.value ?? [])]).toEqual([signal, values])
  // A process killed for want of memory is an event with its count.
  expect(events).toEqual([{ atMs: 1_000, kind: 'oom-kill', stage: null, source: 'host', detail: '1' }])
})

test('what a machine does not have is missing with a reason, never 0', () => {
  const folder = tempFolder()
  write(folder, { 'proc/stat': proc(0)['proc/stat'] ?? '', 'proc/meminfo': 'MemTotal: 10 kB\nMemFree: 4 kB\n', 'proc/vmstat': 'nr_free_pages 1\n' })
  const { read, notes } = sample(folder, () => undefined)
  const reasons = {
    'psi.cpu': 'no-psi', 'psi.mem': 'no-psi', 'psi.io': 'no-psi', 'mem.faults': 'not-supported', 'load.1': 'not-supported', 'mem.available': 'not-supported',
    'disk.read': 'not-supported', 'net.rx': 'not-supported', 'cpu.freq': 'no-cpufreq', 'cpu.temp': 'no-hwmon',
  } as const
  for (const [signal, reason] of Object.entries(reasons)) {
    expect([signal, read(signal)?.reason, read(signal)?.tMs.length]).toEqual([signal, reason, 0])
    expect(notes).toContainEqual({ signal, reason })
  }
  expect(notes.map(({ signal }) => signal)).not.toContain('mem.used')
})

test('a counter that steps back leaves a gap, never a negative rate', () => {
  const folder = tempFolder()
  write(folder, { ...proc(1), ...sys })
  const { read } = sample(folder, () => write(folder, proc(0)))
  for (const signal of ['psi.cpu', 'mem.faults', 'disk.read', 'net.tx']) expect([signal, read(signal)?.reason, read(signal)?.value.length]).toEqual([signal, 'gap', 0])
})

test('other systems say that they have none of it', () => {
  const { read } = sample(tempFolder(), () => undefined, absentProbes)
  expect(read('psi.cpu')).toMatchObject({ reason: 'not-this-system' })
  expect(read('cpu.temp')).toMatchObject({ reason: 'not-this-system' })
})

test('odd files give nothing rather than nonsense', () => {
  expect(parsePressure(Buffer.from(''), 'some')).toBeNull()
  expect(parsePressure(Buffer.from('some avg10=0.00 total=12\n'), 'full')).toBeNull()
  expect(parsePressure(Buffer.from('some avg10=0.00\nfull avg10=0.00 total=12\n'), 'some')).toBeNull()
  expect(parseDiskstats(Buffer.from(''), () => true)).toEqual([null, null])
  expect(parseNetDev(Buffer.from('no colon here'), () => true)).toEqual([null, null])
})
