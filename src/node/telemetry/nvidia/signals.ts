/** Turns rows of nvidia-smi into samples of our signals. */
import type { MissingReason, SignalDef, SignalName, SignalUnit } from '../../../core/model/telemetry.ts'
import type { SampleSink } from '../source.ts'
import type { Field, FieldRole } from './fields.ts'
import type { GpuRow, Reading } from './parse.ts'

const mebibyte = 1_048_576

interface GpuSignal {
  readonly role: FieldRole
  readonly signal: SignalName
  readonly unit: SignalUnit
  readonly windowMs: number
  readonly scale: number
}

/** Utilisation stands for the last 1/6 to 1 s, depending on the product: the longer one is assumed. */
export const gpuSignals: readonly GpuSignal[] = [
  { role: 'util', signal: 'gpu.util', unit: '%', windowMs: 1_000, scale: 1 },
  { role: 'memUtil', signal: 'gpu.mem.util', unit: '%', windowMs: 1_000, scale: 1 },
  { role: 'memUsed', signal: 'gpu.mem.used', unit: 'B', windowMs: 0, scale: mebibyte },
  { role: 'memTotal', signal: 'gpu.mem.total', unit: 'B', windowMs: 0, scale: mebibyte },
  { role: 'power', signal: 'gpu.power', unit: 'W', windowMs: 0, scale: 1 },
  { role: 'powerLimit', signal: 'gpu.power.limit', unit: 'W', windowMs: 0, scale: 1 },
  { role: 'temperature', signal: 'gpu.temp', unit: '°C', windowMs: 0, scale: 1 },
  { role: 'clockSm', signal: 'gpu.clock.sm', unit: 'MHz', windowMs: 0, scale: 1 },
  { role: 'clockMem', signal: 'gpu.clock.mem', unit: 'MHz', windowMs: 0, scale: 1 },
  { role: 'clockMax', signal: 'gpu.clock.max', unit: 'MHz', windowMs: 0, scale: 1 },
  { role: 'tempMem', signal: 'gpu.temp.mem', unit: '°C', windowMs: 0, scale: 1 },
  { role: 'pcieGen', signal: 'gpu.pcie.gen', unit: 'count', windowMs: 0, scale: 1 },
  { role: 'pcieWidth', signal: 'gpu.pcie.width', unit: 'count', windowMs: 0, scale: 1 },
  { role: 'throttle', signal: 'gpu.throttle', unit: 'count', windowMs: 0, scale: 1 },
]

/** `power.draw` and its average are means over a second on today's drivers; only the instant field is an instant. */
function windowOf(signal: GpuSignal, fields: readonly Field[]): number {
  if (signal.role !== 'power') return signal.windowMs
  return fields.some((field) => field.name === 'power.draw.instant') ? 0 : 1_000
}

export function gpuSignalDef(signal: GpuSignal, device: string, deviceLabel: string, fields: readonly Field[]): SignalDef {
  return { source: 'nvidia', device, deviceLabel, signal: signal.signal, unit: signal.unit, windowMs: windowOf(signal, fields) }
}

/** No VRAM of its own (total missing or 0): such a GPU uses system memory, which the host source records. */
function hasUnifiedMemory(row: GpuRow): boolean {
  const total = row.readings.memTotal
  return total !== undefined && (total.value === 0 || (total.value === null && total.reason === 'not-supported'))
}

/** What a card that is split into instances does not tell. */
const migSilent: ReadonlySet<FieldRole> = new Set(['util', 'memUtil'])

export function pushRow(sink: SampleSink, row: GpuRow, fields: readonly Field[], atMs: number): void {
  const unified = hasUnifiedMemory(row)
  for (const signal of gpuSignals) {
    const def = gpuSignalDef(signal, row.id, row.name, fields)
    const isMemory = signal.role === 'memUsed' || signal.role === 'memTotal'
    const reading: Reading | undefined = row.readings[signal.role]
    if (unified && isMemory) sink.missing(def, 'unified-memory')
    else if (row.isMig && reading?.value === null && migSilent.has(signal.role)) sink.push(def, atMs, null, 'mig')
    else if (reading === undefined) sink.missing(def, 'not-supported')
    else if (reading.value === null) sink.push(def, atMs, null, reading.reason)
    else sink.push(def, atMs, reading.value * signal.scale)
  }
}

/** Marks every signal of the given GPUs (or of one nameless GPU, when none was ever seen) as missing. */
export function pushMissing(sink: SampleSink, gpus: ReadonlyMap<string, string>, fields: readonly Field[], atMs: number, reason: MissingReason): void {
  const devices = gpus.size === 0 ? [['', ''] as const] : [...gpus]
  for (const [id, name] of devices) {
    for (const signal of gpuSignals) sink.push(gpuSignalDef(signal, id, name, fields), atMs, null, reason)
  }
}
