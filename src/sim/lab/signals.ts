/** Gauges as the product's signals: which source tells what, with which unit, how often. */
import type { SignalDef, SignalName, SignalSource, SignalUnit } from '../../core/model/telemetry.ts'
import type { GpuGauges, Gauges } from './gauges.ts'

type Ring = 'fast' | 'slow'
type Field<K> = readonly [gauge: K, signal: SignalName, unit: SignalUnit, ring: Ring, isContinuous: boolean]
type HostField = Field<Exclude<keyof Gauges, 'gpus'>>

const hostFields: readonly HostField[] = [
  ['cpuTotal', 'cpu.total', '%', 'fast', true], ['cpuBusiest', 'cpu.busiest', '%', 'fast', true], ['iowait', 'cpu.iowait', '%', 'fast', true],
  ['memUsed', 'mem.used', 'B', 'fast', false], ['memTotal', 'mem.total', 'B', 'slow', false], ['swapUsed', 'swap.used', 'B', 'slow', false],
  ['swapIn', 'swap.in', 'B/s', 'fast', true], ['swapOut', 'swap.out', 'B/s', 'fast', true], ['faults', 'mem.faults', '1/s', 'fast', true],
  ['psiCpu', 'psi.cpu', '%', 'slow', true], ['psiMem', 'psi.mem', '%', 'slow', true], ['psiMemFull', 'psi.mem.full', '%', 'slow', true], ['psiIo', 'psi.io', '%', 'slow', true],
  ['diskRead', 'disk.read', 'B/s', 'slow', true], ['diskWrite', 'disk.write', 'B/s', 'slow', true], ['netRx', 'net.rx', 'B/s', 'slow', true], ['netTx', 'net.tx', 'B/s', 'slow', true],
]

const serverFields: readonly HostField[] = [
  ['srvCpu', 'srv.cpu', '%', 'fast', true], ['srvRss', 'srv.rss', 'B', 'slow', false], ['srvRssAnon', 'srv.rss.anon', 'B', 'slow', false],
]

const metricsFields: readonly HostField[] = [
  ['running', 'srv.running', 'count', 'slow', false], ['waiting', 'srv.waiting', 'count', 'slow', false], ['kv', 'srv.kv', '%', 'slow', false], ['preempt', 'srv.preempt', '1/s', 'slow', false],
  ['slotsBusy', 'srv.slots.busy', 'count', 'slow', false], ['slotsTotal', 'srv.slots.total', 'count', 'slow', false], ['modelBytes', 'srv.model.bytes', 'B', 'slow', false],
  ['modelVram', 'srv.model.vram', 'B', 'slow', false], ['scrapeMs', 'srv.scrape', 'ms', 'slow', true],
]

const gpuFields: readonly Field<keyof GpuGauges>[] = [
  ['util', 'gpu.util', '%', 'fast', true], ['memUtil', 'gpu.mem.util', '%', 'fast', true], ['memUsed', 'gpu.mem.used', 'B', 'fast', false], ['memTotal', 'gpu.mem.total', 'B', 'fast', false],
  ['power', 'gpu.power', 'W', 'fast', true], ['powerLimit', 'gpu.power.limit', 'W', 'fast', false], ['temp', 'gpu.temp', '°C', 'fast', false], ['clockSm', 'gpu.clock.sm', 'MHz', 'fast', false],
  ['clockMem', 'gpu.clock.mem', 'MHz', 'fast', false], ['throttle', 'gpu.throttle', 'count', 'fast', false],
]

/** Signals that stand for a window: a mean over the last second, or a rate since the last sample. */
const windowMs: Partial<Record<SignalName, number>> = { 'gpu.util': 1_000, 'gpu.mem.util': 1_000, 'cpu.total': 250, 'cpu.busiest': 250, 'srv.cpu': 250, 'cpu.iowait': 250 }

export interface Reading {
  readonly def: SignalDef
  readonly value: number | null
  /** Noise of the sensor applies. */
  readonly isContinuous: boolean
}

function readingsOf(fields: readonly HostField[], source: SignalSource, gauges: Gauges, isSlowTurn: boolean): readonly Reading[] {
  return fields.flatMap(([gauge, signal, unit, ring, isContinuous]) =>
    ring === 'slow' && !isSlowTurn ? [] : [{ def: { source, device: '', deviceLabel: '', signal, unit, windowMs: windowMs[signal] ?? 0 }, value: gauges[gauge], isContinuous }])
}

/** All readings of a turn; slow ones every fourth. */
export function readings(gauges: Gauges, gpuName: string, isSlowTurn: boolean): readonly Reading[] {
  const gpus = gauges.gpus.flatMap((gpu, i) =>
    gpuFields.map(([gauge, signal, unit, , isContinuous]): Reading => ({
      def: { source: 'nvidia', device: `GPU-simulated-${i}`, deviceLabel: gpuName, signal, unit, windowMs: windowMs[signal] ?? 0 }, value: gpu[gauge], isContinuous,
    })))
  return [...readingsOf(hostFields, 'host', gauges, isSlowTurn), ...readingsOf(serverFields, 'server', gauges, isSlowTurn), ...readingsOf(metricsFields, 'metrics', gauges, isSlowTurn), ...gpus]
}
