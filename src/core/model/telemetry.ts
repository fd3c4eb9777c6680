/** Hardware and derived time series. Each signal has its own time stamps; missing is null (NaN on the wire) with a reason. */

export type SignalUnit = '%' | 'B' | 'B/s' | 'W' | '°C' | 'MHz' | 'ms' | 'tok/s' | '1/s' | 'count'

/** `server`: the model server's processes. `metrics`: what the model server says of itself. */
export type SignalSource = 'host' | 'nvidia' | 'server' | 'metrics' | 'client' | 'requests'

export type SignalName =
  // host: device '' for the whole machine, 'cpu0'… for a core
  | 'cpu.total' | 'cpu.core' | 'cpu.busiest' | 'mem.used' | 'mem.total' | 'swap.used' | 'swap.in' | 'swap.out'
  | 'cpu.iowait' | 'cpu.freq' | 'cpu.temp' | 'load.1' | 'mem.available' | 'mem.faults'
  // time in which some task (or, for `full`, every task) waited for the resource, in % of the interval
  | 'psi.cpu' | 'psi.mem' | 'psi.mem.full' | 'psi.io'
  | 'disk.read' | 'disk.write' | 'net.rx' | 'net.tx'
  // nvidia: device = uuid
  | 'gpu.util' | 'gpu.mem.util' | 'gpu.mem.used' | 'gpu.mem.total' | 'gpu.power' | 'gpu.power.limit' | 'gpu.temp'
  | 'gpu.clock.sm' | 'gpu.clock.mem' | 'gpu.throttle'
  // server: the model server's whole process tree; CPU in % of one core
  | 'srv.cpu' | 'srv.rss' | 'srv.rss.anon' | 'srv.threads'
  // metrics: what the model server says of itself
  | 'srv.running' | 'srv.waiting' | 'srv.kv' | 'srv.preempt' | 'srv.prefix.hit' | 'srv.tokens'
  | 'srv.slots.busy' | 'srv.slots.total' | 'srv.model.bytes' | 'srv.model.vram' | 'srv.scrape'
  // client: device = 'engine' | 'recorder' | 'app': the tool's own cost
  | 'proc.cpu' | 'proc.rss' | 'loop.delay.p99' | 'loop.delay.max'
  // requests: derived from the request records, device ''
  | 'req.inflight' | 'req.tokens' | 'req.ttft.p50' | 'req.ttft.p95' | 'req.tpot.p50' | 'req.tpot.p95' | 'req.completed' | 'req.errors'

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
export type MissingReason =
  | 'tool-missing' | 'not-supported' | 'no-permission' | 'timeout' | 'gap' | 'lost' | 'off' | 'not-applicable' | 'remote' | 'not-found' | 'unknown'

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
