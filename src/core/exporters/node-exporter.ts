/** node_exporter's metrics of a Linux machine as the product's own signals. */
import type { MetricSample } from '../server-metrics/prometheus.ts'
import { ratePerS, type MappedSignal, type ScrapeIndex } from './mapped.ts'

/** The exporter tells pages, not bytes, and not their size: nearly every machine has pages of 4 KiB. */
const pageBytes = 4_096
/** Stacked and virtual devices would count the same bytes twice. */
const virtualDisk = /^(?:loop|ram|zram|dm-|md|sr|fd|nbd)\d*/
const virtualLink = /^(?:lo|veth|docker|br-|virbr|ifb|tun|tap|cni|flannel|cali|dummy)/
const processorChip = /coretemp|k10temp|zenpower|cpu_thermal/

export const nodeMetricNames = [
  'node_cpu_seconds_total', 'node_memory_MemTotal_bytes', 'node_memory_MemAvailable_bytes', 'node_memory_SwapTotal_bytes', 'node_memory_SwapFree_bytes',
  'node_vmstat_pswpin', 'node_vmstat_pswpout', 'node_vmstat_pgmajfault', 'node_vmstat_oom_kill', 'node_load1',
  'node_pressure_cpu_waiting_seconds_total', 'node_pressure_memory_waiting_seconds_total', 'node_pressure_memory_stalled_seconds_total', 'node_pressure_io_waiting_seconds_total',
  'node_disk_read_bytes_total', 'node_disk_written_bytes_total', 'node_network_receive_bytes_total', 'node_network_transmit_bytes_total',
  'node_cpu_scaling_frequency_hertz', 'node_hwmon_temp_celsius', 'node_time_seconds', 'node_uname_info',
] as const

type Name = MappedSignal['signal']
const one = (signal: Name, unit: MappedSignal['unit'], value: number | null, isRate = false, device = ''): MappedSignal => ({ signal, unit, device, deviceLabel: '', isRate, value })

interface CoreTimes {
  total: number
  idle: number
  iowait: number
}

function coreTimes(index: ScrapeIndex): ReadonlyMap<string, CoreTimes> {
  const cores = new Map<string, CoreTimes>()
  for (const { labels, value } of index.all('node_cpu_seconds_total')) {
    const [cpu, mode] = [labels['cpu'], labels['mode']]
    // Guest time is inside user and nice already.
    if (cpu === undefined || mode === undefined || mode.startsWith('guest') || !Number.isFinite(value)) continue
    const core = cores.get(cpu) ?? { total: 0, idle: 0, iowait: 0 }
    cores.set(cpu, core)
    core.total += value
    if (mode === 'idle' || mode === 'iowait') core.idle += value
    if (mode === 'iowait') core.iowait += value
  }
  return cores
}

function percent(part: number, whole: number): number | null {
  return whole <= 0 ? null : Math.min(100, Math.max(0, (100 * part) / whole))
}

function cpuSignals(before: ScrapeIndex, now: ScrapeIndex): readonly MappedSignal[] {
  const earlier = coreTimes(before)
  const growth = [...coreTimes(now)].flatMap(([cpu, core]) => {
    const was = earlier.get(cpu)
    if (was === undefined || core.total <= was.total) return []
    const total = core.total - was.total
    return [{ cpu, total, busy: total - (core.idle - was.idle), iowait: core.iowait - was.iowait }]
  })
  if (growth.length === 0) return []
  const sum = (pick: (core: (typeof growth)[number]) => number) => growth.reduce((all, core) => all + pick(core), 0)
  const cores = growth.map(({ cpu, busy, total }) => one('cpu.core', '%', percent(busy, total), true, `cpu${cpu}`))
  const busiest = cores.reduce<number | null>((most, { value }) => (value === null ? most : Math.max(most ?? 0, value)), null)
  return [
    one('cpu.total', '%', percent(sum(({ busy }) => busy), sum(({ total }) => total)), true),
    one('cpu.busiest', '%', busiest, true),
    one('cpu.iowait', '%', percent(sum(({ iowait }) => iowait), sum(({ total }) => total)), true),
    ...cores,
  ]
}

const isDisk = ({ device = '' }: MetricSample['labels']): boolean => !virtualDisk.test(device)
const isLink = ({ device = '' }: MetricSample['labels']): boolean => !virtualLink.test(device)

/** Counters: name, signal, unit, factor from counted a second to the unit, and which of its series count. */
const counters = [
  ['node_vmstat_pswpin', 'swap.in', 'B/s', pageBytes, null], ['node_vmstat_pswpout', 'swap.out', 'B/s', pageBytes, null], ['node_vmstat_pgmajfault', 'mem.faults', '1/s', 1, null],
  ['node_pressure_cpu_waiting_seconds_total', 'psi.cpu', '%', 100, null], ['node_pressure_memory_waiting_seconds_total', 'psi.mem', '%', 100, null],
  ['node_pressure_memory_stalled_seconds_total', 'psi.mem.full', '%', 100, null], ['node_pressure_io_waiting_seconds_total', 'psi.io', '%', 100, null],
  ['node_disk_read_bytes_total', 'disk.read', 'B/s', 1, isDisk], ['node_disk_written_bytes_total', 'disk.write', 'B/s', 1, isDisk],
  ['node_network_receive_bytes_total', 'net.rx', 'B/s', 1, isLink], ['node_network_transmit_bytes_total', 'net.tx', 'B/s', 1, isLink],
] as const satisfies readonly (readonly [string, Name, MappedSignal['unit'], number, ((labels: MetricSample['labels']) => boolean) | null])[]

function counterSignals(before: ScrapeIndex, now: ScrapeIndex): readonly MappedSignal[] {
  return counters.flatMap(([name, signal, unit, factor, counts]) => {
    const read = (index: ScrapeIndex) => index.sum(name, counts ?? undefined)
    const after = read(now)
    if (after === null) return []
    const perS = ratePerS(read(before), after, now.atMs - before.atMs)
    const value = perS === null ? null : perS * factor
    return [one(signal, unit, value !== null && unit === '%' ? Math.min(100, value) : value, true)]
  })
}

function memorySignals(now: ScrapeIndex): readonly MappedSignal[] {
  const [total, available] = [now.value('node_memory_MemTotal_bytes'), now.value('node_memory_MemAvailable_bytes')]
  const [swapTotal, swapFree] = [now.value('node_memory_SwapTotal_bytes'), now.value('node_memory_SwapFree_bytes')]
  return [
    ...(total === null || available === null ? [] : [one('mem.used', 'B', total - available), one('mem.total', 'B', total), one('mem.available', 'B', available)]),
    ...(swapTotal === null || swapFree === null ? [] : [one('swap.used', 'B', swapTotal - swapFree)]),
  ]
}

function gaugeSignals(now: ScrapeIndex): readonly MappedSignal[] {
  const largest = (samples: readonly MetricSample[]): number | null => samples.reduce<number | null>((most, { value }) => (Number.isFinite(value) ? Math.max(most ?? value, value) : most), null)
  const load = now.value('node_load1')
  const hertz = largest(now.all('node_cpu_scaling_frequency_hertz'))
  const celsius = largest(now.all('node_hwmon_temp_celsius').filter(({ labels }) => processorChip.test(labels['chip'] ?? '')))
  return [
    ...(load === null ? [] : [one('load.1', 'count', load)]),
    ...(hertz === null ? [] : [one('cpu.freq', 'MHz', hertz / 1e6)]),
    ...(celsius === null ? [] : [one('cpu.temp', '°C', celsius)]),
  ]
}

/** Rates need the scrape before. */
export function nodeSignals(before: ScrapeIndex | null, now: ScrapeIndex): readonly MappedSignal[] {
  return [...(before === null ? [] : [...cpuSignals(before, now), ...counterSignals(before, now)]), ...memorySignals(now), ...gaugeSignals(now)]
}

/** Processes killed for want of memory since the scrape before. */
export function oomKills(before: ScrapeIndex | null, now: ScrapeIndex): number {
  const [was, is] = [before?.value('node_vmstat_oom_kill') ?? null, now.value('node_vmstat_oom_kill')]
  return was === null || is === null ? 0 : Math.max(0, is - was)
}

/** What the machine calls itself; null where the exporter does not tell. */
export function nodeName(now: ScrapeIndex): string | null {
  return now.all('node_uname_info')[0]?.labels['nodename'] ?? null
}

/** The machine's wall clock, ms since the epoch; null where the exporter does not tell. */
export function nodeTimeMs(now: ScrapeIndex): number | null {
  const seconds = now.value('node_time_seconds')
  return seconds === null ? null : seconds * 1_000
}
