/** Hardware and derived time series. Each signal has its own time stamps; missing is null (NaN on the wire) with a reason. */

export const signalUnits = ['%', 'B', 'B/s', 'W', '°C', 'MHz', 'ms', 'tok/s', '1/s', 'count'] as const
export type SignalUnit = (typeof signalUnits)[number]

/** Sources of graphics cards, a vendor each: the figures of different vendors are not to be compared. */
export const gpuSources = ['nvidia', 'amd', 'intel', 'apple'] as const
export type GpuSource = (typeof gpuSources)[number]

/** Sources that the user can switch. `server`: the model server's processes. `metrics`: what the model server says of itself. */
export const switchableSources = ['host', ...gpuSources, 'server', 'metrics'] as const
export type SwitchableSource = (typeof switchableSources)[number]

/** All signals of another machine, the one that runs the model: through this tool's agent there, or through Prometheus. */
export const remoteSources = ['agent', 'prometheus'] as const
export type RemoteSource = (typeof remoteSources)[number]

/** `client`, the tool's own cost, is always read: without it, nobody could trust the rest. */
export const signalSources = [...switchableSources, ...remoteSources, 'client', 'requests'] as const
export type SignalSource = (typeof signalSources)[number]

/** How often a source can be read, ms. */
export const samplePeriodsMs = [100, 250, 500, 1_000, 2_000, 5_000] as const
export type SamplePeriodMs = (typeof samplePeriodsMs)[number]

/** What holds unless the user chooses, and the shortest that a source is worth, ms. */
export const sourcePeriods: Readonly<Record<SwitchableSource, { readonly usualMs: SamplePeriodMs; readonly leastMs: SamplePeriodMs }>> = {
  host: { usualMs: 250, leastMs: 100 },
  nvidia: { usualMs: 250, leastMs: 100 },
  amd: { usualMs: 250, leastMs: 100 },
  intel: { usualMs: 1_000, leastMs: 1_000 },
  apple: { usualMs: 1_000, leastMs: 1_000 },
  server: { usualMs: 1_000, leastMs: 1_000 },
  metrics: { usualMs: 1_000, leastMs: 1_000 },
}

/** What the user wants of the sources; those that are not named are on, with their usual period. */
export interface SourceSettings {
  readonly off: readonly SwitchableSource[]
  readonly periodsMs: Readonly<Partial<Record<SwitchableSource, SamplePeriodMs | undefined>>>
  /** May a program be run with administrator rights for the power of an Apple GPU? */
  readonly applePower?: boolean | undefined
}
export const allSources: SourceSettings = { off: [], periodsMs: {} }

/** The period of a source under these settings, ms. */
export function periodOf(source: SwitchableSource, { periodsMs }: SourceSettings): number {
  const { usualMs, leastMs } = sourcePeriods[source]
  return Math.max(leastMs, periodsMs[source] ?? usualMs)
}

/** What differs from the usual, as the command line takes it: `host=500,nvidia=off`; null when nothing does. */
export function sourceWords(settings: SourceSettings): string | null {
  const words = switchableSources.flatMap((source) => {
    if (settings.off.includes(source)) return [`${source}=off`]
    const periodMs = periodOf(source, settings)
    return periodMs === sourcePeriods[source].usualMs ? [] : [`${source}=${periodMs}`]
  })
  return words.length === 0 ? null : words.join(',')
}

export type SignalName =
  // host: device '' for the whole machine, 'cpu0'… for a core
  | 'cpu.total' | 'cpu.core' | 'cpu.busiest' | 'mem.used' | 'mem.total' | 'swap.used' | 'swap.in' | 'swap.out'
  | 'cpu.iowait' | 'cpu.freq' | 'cpu.temp' | 'load.1' | 'mem.available' | 'mem.faults'
  // time in which some task (or, for `full`, every task) waited for the resource, in % of the interval
  | 'psi.cpu' | 'psi.mem' | 'psi.mem.full' | 'psi.io'
  | 'disk.read' | 'disk.write' | 'net.rx' | 'net.tx'
  // 1 = on mains power, 0 = on battery
  | 'power.mains'
  // graphics cards: device = what names the card for good (uuid, PCI address); `gpu.throttle` is NVIDIA's mask of reasons
  | 'gpu.util' | 'gpu.mem.util' | 'gpu.mem.used' | 'gpu.mem.total' | 'gpu.mem.shared' | 'gpu.power' | 'gpu.power.limit' | 'gpu.temp' | 'gpu.temp.mem'
  | 'gpu.clock.sm' | 'gpu.clock.mem' | 'gpu.clock.max' | 'gpu.throttle' | 'gpu.pcie.gen' | 'gpu.pcie.width' | 'gpu.pcie.rx' | 'gpu.pcie.tx'
  // memory of a card by who holds it: the model server's processes, all others
  | 'gpu.mem.server' | 'gpu.mem.others'
  // server: the model server's whole process tree; CPU in % of one core
  | 'srv.cpu' | 'srv.rss' | 'srv.rss.anon' | 'srv.threads'
  // metrics: what the model server says of itself
  | 'srv.running' | 'srv.waiting' | 'srv.kv' | 'srv.preempt' | 'srv.prefix.hit' | 'srv.tokens'
  | 'srv.slots.busy' | 'srv.slots.total' | 'srv.model.bytes' | 'srv.model.vram' | 'srv.model.loaded' | 'srv.scrape'
  // prometheus: the result of a free query; device = the query and the labels that tell its series apart
  | 'ext.query'
  // client: device = 'engine' | 'recorder' | 'app': the tool's own cost
  | 'proc.cpu' | 'proc.rss' | 'loop.delay.p99' | 'loop.delay.max'
  // requests: derived from the request records, device ''
  | 'req.inflight' | 'req.tokens' | 'req.ttft.p50' | 'req.ttft.p95' | 'req.tpot.p50' | 'req.tpot.p95' | 'req.completed' | 'req.errors' | 'req.probe.ttft'

/** Identity and meaning of a series. `windowMs`: the time one value stands for (0 = an instant). */
export interface SignalDef {
  readonly source: SignalSource
  readonly device: string
  readonly deviceLabel: string
  readonly signal: SignalName
  readonly unit: SignalUnit
  readonly windowMs: number
}

/** Why a signal has no value: a stable key that is translated for the screen, e.g. `tool-missing`. */
export const missingReasons = [
  'tool-missing', 'not-supported', 'no-permission', 'timeout', 'gap', 'lost', 'off', 'not-applicable', 'remote', 'not-found', 'unknown',
  // why a part of a machine's sensors is not there
  'no-hwmon', 'no-cpufreq', 'no-psi', 'no-disk', 'mig', 'wddm', 'unified-memory', 'no-device', 'not-this-system', 'asleep',
] as const
export type MissingReason = (typeof missingReasons)[number]

/** A stored series: parallel arrays, time ascending; NaN in `value` = no value at that instant. */
export interface SignalSeries extends SignalDef {
  readonly tMs: Float64Array
  readonly value: Float64Array
  /** Set when the signal never had a value, or why its gaps are there. */
  readonly reason: MissingReason | null
}

export function signalKey(def: Pick<SignalDef, 'source' | 'device' | 'signal'>): string {
  return `${def.source}/${def.device}/${def.signal}`
}
