/** What else Linux tells about a machine that is short of something: pressure, faults, disks, network, clock and temperature. */
import { readdirSync, readFileSync } from 'node:fs'
import { counterProbe, gaugeProbe, hostSignal, type HostProbe } from './host-probe.ts'
import { namedNumber } from './host-linux.ts'
import { powerProbes } from './power-supply.ts'
import { coreClockFiles, readNumber, temperatureFile } from './linux-sensors.ts'
import { ringPeriodMs, type SampleSink } from './source.ts'

const { fast, slow } = ringPeriodMs
const sectorBytes = 512
/** Stacked and virtual devices would count the same bytes twice. */
const virtualDisk = /^(?:loop|ram|zram|dm-|md|sr|fd|nbd)\d*/
const virtualLink = /^(?:lo|veth|docker|br-|virbr|ifb|tun|tap|cni|flannel|cali|dummy)/

/** The `total=` of a line of /proc/pressure/*, µs since boot; null when there is no such line. */
export function parsePressure(text: string, line: 'some' | 'full'): number | null {
  const match = new RegExp(`^${line} .*\\btotal=(\\d+)`, 'm').exec(text)
  return match?.[1] === undefined ? null : Number(match[1])
}

/** Bytes read from and written to these disks since boot. */
export function parseDiskstats(text: string, isCounted: (name: string) => boolean): readonly [readBytes: number, writtenBytes: number] {
  let [read, written] = [0, 0]
  for (const line of text.split('\n', 4_096)) {
    const fields = line.trim().split(/\s+/)
    if (!isCounted(fields[2] ?? '')) continue
    read += Number(fields[5] ?? 0)
    written += Number(fields[9] ?? 0)
  }
  return [read * sectorBytes, written * sectorBytes]
}

/** Bytes received and sent over these interfaces since they came up. */
export function parseNetDev(text: string, isCounted: (name: string) => boolean): readonly [receivedBytes: number, sentBytes: number] {
  let [received, sent] = [0, 0]
  for (const line of text.split('\n', 4_096)) {
    const colon = line.indexOf(':')
    if (colon < 0 || !isCounted(line.slice(0, colon).trim())) continue
    const fields = line.slice(colon + 1).trim().split(/\s+/)
    received += Number(fields[0] ?? 0)
    sent += Number(fields[8] ?? 0)
  }
  return [received, sent]
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** Whole disks that sysfs lists; without sysfs the names decide. */
function diskFilter(sysRoot: string): (name: string) => boolean {
  const listed = new Set(namesIn(`${sysRoot}/block`))
  return (name) => !virtualDisk.test(name) && (listed.size > 0 ? listed.has(name) : /^(?:[shv]d[a-z]+|nvme\d+n\d+|mmcblk\d+|xvd[a-z]+)$/.test(name))
}

function linkFilter(): (name: string) => boolean {
  return (name) => name !== '' && !virtualLink.test(name)
}

/** Share of the interval in which tasks were stalled, %. */
function pressureProbe(read: (name: string) => string, file: string, lines: readonly (readonly ['some' | 'full', 'psi.cpu' | 'psi.mem' | 'psi.mem.full' | 'psi.io'])[]): HostProbe {
  const defs = lines.map(([, signal]) => hostSignal(signal, '%', fast))
  // µs a second to %: / 1e6 * 100.
  return counterProbe('fast', defs, 1e-4, () => {
    const text = read(`pressure/${file}`)
    return lines.map(([line]) => parsePressure(text, line))
    // The counter and our clock are read at slightly different instants.
  }, 100)
}

/** Faults as a rate; each process that the kernel killed for want of memory as an event. */
function faultProbe(read: (name: string) => string): HostProbe {
  let kills: number | null = null
  let text = ''
  const faults = counterProbe('fast', [hostSignal('mem.faults', '1/s', fast)], 1, () => [namedNumber(text, 'pgmajfault')])
  return {
    ...faults,
    reset() {
      kills = null
      faults.reset()
    },
    sample(out: SampleSink, atMs: number) {
      text = read('vmstat')
      faults.sample(out, atMs)
      const now = namedNumber(text, 'oom_kill')
      if (now !== null && kills !== null && now > kills) out.event('oom-kill', atMs, `${now - kills}`, { source: 'host' })
      kills = now
    },
  }
}

function availableBytes(text: string): number | null {
  const kib = namedNumber(text, 'MemAvailable')
  return kib === null ? null : kib * 1_024
}

/** All probes of a Linux machine. Which disks and sensors there are is looked up once. */
export function linuxProbes(procRoot = '/proc', sysRoot = '/sys'): readonly HostProbe[] {
  const read = (name: string) => readFileSync(`${procRoot}/${name}`, 'latin1')
  const [isDisk, isLink] = [diskFilter(sysRoot), linkFilter()]
  const clocks = coreClockFiles(sysRoot)
  const temperature = temperatureFile(sysRoot)
  return [
    pressureProbe(read, 'cpu', [['some', 'psi.cpu']]),
    pressureProbe(read, 'memory', [['some', 'psi.mem'], ['full', 'psi.mem.full']]),
    pressureProbe(read, 'io', [['some', 'psi.io']]),
    faultProbe(read),
    gaugeProbe('slow', [hostSignal('load.1', 'count', 60_000)], () => [Number.parseFloat(read('loadavg'))]),
    gaugeProbe('slow', [hostSignal('mem.available', 'B', 0)], () => [availableBytes(read('meminfo'))]),
    counterProbe('slow', [hostSignal('disk.read', 'B/s', slow), hostSignal('disk.write', 'B/s', slow)], 1, () => parseDiskstats(read('diskstats'), isDisk)),
    counterProbe('slow', [hostSignal('net.rx', 'B/s', slow), hostSignal('net.tx', 'B/s', slow)], 1, () => parseNetDev(read('net/dev'), isLink)),
    gaugeProbe('slow', [hostSignal('cpu.freq', 'MHz', 0)], () => [clocks.length === 0 ? null : Math.max(...clocks.map((file) => readNumber(file) / 1_000))]),
    gaugeProbe('slow', [hostSignal('cpu.temp', '°C', 0)], () => [temperature === null ? null : readNumber(temperature) / 1_000]),
    ...powerProbes(sysRoot),
  ]
}

/** Systems without /proc give none of these: each signal says so. */
export function absentProbes(): readonly HostProbe[] {
  return linuxProbes('/nonexistent', '/nonexistent').map((probe) => ({
    ...probe,
    sample: (out: SampleSink) => {
      for (const def of probe.defs) out.missing(def, 'not-supported')
    },
  }))
}
