/** Windows performance counters from one long-lived `typeperf`, as CSV; columns are found by their paths. */
import type { SignalName } from '../../../core/model/telemetry.ts'

/** Signal, counter, factor. An asterisk becomes one column an instance: they are added up. */
const counters: readonly (readonly [signal: SignalName, path: string, scale: number])[] = [
  ['mem.available', '\\Memory\\Available Bytes', 1],
  ['mem.faults', '\\Memory\\Page Reads/sec', 1],
  // Pages of mapped files are in it too.
  ['swap.in', '\\Memory\\Pages Input/sec', 4_096],
  ['swap.out', '\\Memory\\Pages Output/sec', 4_096],
  ['disk.read', '\\PhysicalDisk(_Total)\\Disk Read Bytes/sec', 1],
  ['disk.write', '\\PhysicalDisk(_Total)\\Disk Write Bytes/sec', 1],
  ['net.rx', '\\Network Interface(*)\\Bytes Received/sec', 1],
  ['net.tx', '\\Network Interface(*)\\Bytes Sent/sec', 1],
  // In % of the nominal clock, which the caller knows.
  ['cpu.freq', '\\Processor Information(_Total)\\% Processor Performance', 0.01],
]

export const typeperfSignals: readonly SignalName[] = counters.map(([signal]) => signal)
export const typeperfArgs: readonly string[] = ['-si', '1', ...counters.map(([, path]) => path)]

/** The cells of a line of quoted CSV; null when it is none. */
export function parseQuoted(line: string): readonly string[] | null {
  const cells = [...line.matchAll(/"((?:[^"]|"")*)"(?:,|$)/g)].map((match) => (match[1] ?? '').replaceAll('""', '"'))
  return cells.length < 2 ? null : cells
}

function isInstance(column: string, path: string): boolean {
  const [before = '', after] = path.toLowerCase().split('*')
  const name = column.toLowerCase()
  // `\\MACHINE` stands before the path.
  if (after === undefined) return name.endsWith(before)
  const at = name.indexOf(before)
  return at >= 0 && name.endsWith(after)
}

/** The columns of each signal; null when the line is no header. */
export function parseTypeperfHeader(line: string): ReadonlyMap<SignalName, readonly number[]> | null {
  const cells = parseQuoted(line)
  if (cells === null || !/^\(PDH-CSV/i.test(cells[0] ?? '')) return null
  return new Map(counters.map(([signal, path]) => [signal, cells.flatMap((column, i) => (i > 0 && isInstance(column, path) ? [i] : []))]))
}

/** A cell that holds no number (blank, a counter that failed) is no value. */
export function parseTypeperfRow(line: string, columns: ReadonlyMap<SignalName, readonly number[]>): ReadonlyMap<SignalName, number | null> | null {
  const cells = parseQuoted(line)
  if (cells === null || /^\(PDH-CSV/i.test(cells[0] ?? '')) return null
  const values = new Map<SignalName, number | null>()
  for (const [signal, , scale] of counters) {
    const own = (columns.get(signal) ?? []).map((i) => (cells[i]?.trim() ? Number(cells[i]) : Number.NaN)).filter((value) => Number.isFinite(value) && value >= 0)
    values.set(signal, own.length === 0 ? null : own.reduce((sum, value) => sum + value, 0) * scale)
  }
  return values
}
