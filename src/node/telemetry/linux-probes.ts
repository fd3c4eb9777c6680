/** What else Linux tells about a machine that is short of something: pressure, faults, disks, network, clock and temperature. */
import { readdirSync } from 'node:fs'
import type { SignalDef } from '../../core/model/telemetry.ts'
import { absentProbe, counterProbe, gaugeProbe, hostSignal, seldom, type HostProbe } from './host-probe.ts'
import { coreClockFiles, temperatureFile } from './linux-sensors.ts'
import { powerProbes } from './power-supply.ts'
import { procFile, type ProcFile } from './proc-file.ts'
import { namedNumber, Scanner } from './proc-scan.ts'
import { ringPeriodMs, type SampleSink } from './source.ts'

const { slow } = ringPeriodMs
const sectorBytes = 512
/** Clock and temperature: every second turn of the slow ring. */
const sensorTurns = 2
/** Some batteries take milliseconds to answer. */
const supplyTurns = 5
/** Stacked and virtual devices would count the same bytes twice. */
const virtualDisk = /^(?:loop|ram|zram|dm-|md|sr|fd|nbd)\d*/
const virtualLink = /^(?:lo|veth|docker|br-|virbr|ifb|tun|tap|cni|flannel|cali|dummy)/

/** The `total=` of a line of /proc/pressure/*, µs since boot; null when there is no such line. */
export function parsePressure(bytes: Buffer, line: 'some' | 'full'): number | null {
  const from = bytes.toString('latin1', 0, line.length) === line ? 0 : bytes.indexOf(`\n${line} `, 0, 'latin1')
  const at = from < 0 ? -1 : bytes.indexOf(' total=', from, 'latin1')
  const end = bytes.indexOf('\n', from + 1, 'latin1')
  if (at < 0 || (end >= 0 && at > end)) return null
  const value = new Scanner(bytes, at + ' total='.length).number()
  return Number.isNaN(value) ? null : value
}

/** Bytes read from and written to these disks since boot; null when there is none of them. */
export function parseDiskstats(bytes: Buffer, isCounted: (name: string) => boolean): readonly [readBytes: number | null, writtenBytes: number | null] {
  let [read, written, found] = [0, 0, 0]
  for (const scanner = new Scanner(bytes); !scanner.isAtEnd; scanner.nextLine()) {
    scanner.skip(2)
    if (!isCounted(scanner.word())) continue
    scanner.skip(2)
    read += scanner.number()
    scanner.skip(3)
    written += scanner.number()
    found += 1
  }
  return found === 0 ? [null, null] : [read * sectorBytes, written * sectorBytes]
}

/** Bytes received and sent over these interfaces since they came up; null when there is none of them. */
export function parseNetDev(bytes: Buffer, isCounted: (name: string) => boolean): readonly [receivedBytes: number | null, sentBytes: number | null] {
  let [received, sent, found] = [0, 0, 0]
  for (const scanner = new Scanner(bytes); !scanner.isAtEnd; scanner.nextLine()) {
    const [name = '', glued] = scanner.word().split(':')
    if (glued === undefined || !isCounted(name)) continue
    // Old kernels write the first number right after the colon.
    received += glued === '' ? scanner.number() : Number(glued)
    scanner.skip(7)
    sent += scanner.number()
    found += 1
  }
  return found === 0 ? [null, null] : [received, sent]
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

function isRealLink(name: string): boolean {
  return name !== '' && !virtualLink.test(name)
}

/** A probe that also closes the files it reads. */
function over(files: readonly ProcFile[], probe: HostProbe): HostProbe {
  return {
    ...probe,
    close() {
      for (const file of files) file.close()
    },
  }
}

type PressureSignal = 'psi.cpu' | 'psi.mem' | 'psi.mem.full' | 'psi.io'

/** Share of the interval in which tasks were stalled, %. */
function pressureProbe(file: ProcFile, fastMs: number, lines: readonly (readonly ['some' | 'full', PressureSignal])[]): HostProbe {
  const defs = lines.map(([, signal]) => hostSignal(signal, '%', fastMs))
  // µs a second to %: / 1e6 * 100.
  const probe = counterProbe('fast', defs, 1e-4, () => {
    const bytes = file.read()
    return lines.map(([line]) => parsePressure(bytes, line))
    // The counter and our clock are read at slightly different instants.
  }, 100)
  return over([file], { ...probe, refusedAs: 'no-psi' })
}

/** Faults as a rate; each process that the kernel killed for want of memory as an event. */
function faultProbe(file: ProcFile, fastMs: number): HostProbe {
  let kills: number | null = null
  let major: number | null = null
  const faults = counterProbe('fast', [hostSignal('mem.faults', '1/s', fastMs)], 1, () => [major])
  return over([file], {
    ...faults,
    reset() {
      kills = null
      faults.reset()
    },
    sample(out: SampleSink, atMs: number) {
      const bytes = file.read()
      major = namedNumber(bytes, 'pgmajfault')
      faults.sample(out, atMs)
      const now = namedNumber(bytes, 'oom_kill')
      if (now !== null && kills !== null && now > kills) out.event('oom-kill', atMs, `${now - kills}`, { source: 'host' })
      kills = now
    },
  })
}

function numberOf(file: ProcFile): number {
  return new Scanner(file.read()).number()
}

/** The fastest of the cores that are looked at. */
function clockProbe(sysRoot: string): HostProbe {
  const defs = [hostSignal('cpu.freq', 'MHz', 0)]
  const files = coreClockFiles(sysRoot).map(procFile)
  if (files.length === 0) return absentProbe(defs, 'no-cpufreq')
  return over(files, seldom(gaugeProbe('slow', defs, () => [Math.max(...files.map(numberOf)) / 1_000]), sensorTurns))
}

function temperatureProbe(sysRoot: string): HostProbe {
  const defs = [hostSignal('cpu.temp', '°C', 0)]
  const path = temperatureFile(sysRoot)
  if (path === null) return absentProbe(defs, 'no-hwmon')
  const file = procFile(path)
  return over([file], seldom(gaugeProbe('slow', defs, () => [numberOf(file) / 1_000]), sensorTurns))
}

function rateProbe(file: ProcFile, defs: readonly SignalDef[], parse: (bytes: Buffer) => readonly (number | null)[]): HostProbe {
  return over([file], counterProbe('slow', defs, 1, () => parse(file.read())))
}

/** All probes of a Linux machine. Which disks and sensors there are is looked up once. `fastMs`: period of the fast ring. */
export function linuxProbes(procRoot = '/proc', sysRoot = '/sys', fastMs: number = ringPeriodMs.fast): readonly HostProbe[] {
  const open = (name: string) => procFile(`${procRoot}/${name}`)
  const isDisk = diskFilter(sysRoot)
  const load = open('loadavg')
  return [
    pressureProbe(open('pressure/cpu'), fastMs, [['some', 'psi.cpu']]),
    pressureProbe(open('pressure/memory'), fastMs, [['some', 'psi.mem'], ['full', 'psi.mem.full']]),
    pressureProbe(open('pressure/io'), fastMs, [['some', 'psi.io']]),
    faultProbe(open('vmstat'), fastMs),
    over([load], gaugeProbe('slow', [hostSignal('load.1', 'count', 60_000)], () => [Number.parseFloat(load.read().toString('latin1', 0, 16))])),
    rateProbe(open('diskstats'), [hostSignal('disk.read', 'B/s', slow), hostSignal('disk.write', 'B/s', slow)], (bytes) => parseDiskstats(bytes, isDisk)),
    rateProbe(open('net/dev'), [hostSignal('net.rx', 'B/s', slow), hostSignal('net.tx', 'B/s', slow)], (bytes) => parseNetDev(bytes, isRealLink)),
    clockProbe(sysRoot),
    temperatureProbe(sysRoot),
    ...powerProbes(sysRoot).map((probe) => seldom(probe, supplyTurns)),
  ]
}
