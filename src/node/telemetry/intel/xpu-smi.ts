/** Rows of `xpu-smi dump`: columns are found by their names, which carry the unit. */
import type { CardReading, CardSignal } from '../gpu/card.ts'

const mebibyte = 1_048_576

/** Ids of the metrics: use, power, frequency, memory in use. */
const metrics = '0,1,2,18'
/** Version 1 and version 2 name their options differently. */
export const dumpArgs = [
  ['dump', '-d', '-1', '-m', metrics, '-i', '1'],
  ['dump', '--device', '-1', '--metrics', metrics, '--interval', '1'],
] as const

const columns: readonly (readonly [pattern: RegExp, signal: CardSignal, scale: number])[] = [
  [/GPU Utilization/i, 'gpu.util', 1], [/GPU Power/i, 'gpu.power', 1], [/GPU Frequency/i, 'gpu.clock.sm', 1], [/GPU Memory Used/i, 'gpu.mem.used', mebibyte],
]

/** The names of the columns; null when the line is no header. */
export function parseDumpHeader(line: string): readonly string[] | null {
  const names = line.split(',').map((name) => name.trim())
  return /^Timestamp$/i.test(names[0] ?? '') && names.some((name) => /^DeviceId$/i.test(name)) ? names : null
}

/** Null when the line is no row of these columns. */
export function parseDumpRow(line: string, header: readonly string[]): CardReading | null {
  const cells = line.split(',').map((cell) => cell.trim())
  const device = cells[header.findIndex((name) => /^DeviceId$/i.test(name))]
  if (cells.length !== header.length || device === undefined || !/^\d+$/.test(device)) return null
  const values: Partial<Record<CardSignal, number | null>> = {}
  header.forEach((name, i) => {
    const column = columns.find(([pattern]) => pattern.test(name))
    if (column === undefined) return
    const [, signal, scale] = column
    const cell = cells[i] ?? ''
    const number = cell === '' ? Number.NaN : Number(cell)
    values[signal] = Number.isFinite(number) ? number * scale : null
  })
  return { id: `intel-${device}`, name: `Intel GPU ${device}`, values }
}
