/** Which sensors are worth asking what was different: not properties that do not move, single cores, or what is derived from the requests, which speak for themselves. */
import type { SignalName, SignalSeries } from '../model/telemetry.ts'
import { isBitMask } from '../series/index.ts'

const leftOut: ReadonlySet<SignalName> = new Set<SignalName>([
  'cpu.core', 'mem.total', 'gpu.mem.total', 'gpu.power.limit', 'gpu.clock.max', 'srv.slots.total', 'srv.model.bytes', 'power.mains', 'load.1', 'mem.available', 'srv.threads',
])

export function isCompared(series: Pick<SignalSeries, 'signal' | 'unit' | 'source'>): boolean {
  return !leftOut.has(series.signal) && !isBitMask(series) && series.source !== 'requests'
}
