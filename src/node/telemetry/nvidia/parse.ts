/** Reads rows of `nvidia-smi --format=csv,noheader,nounits`, including everything odd that it prints. */
import type { MissingReason } from '../../../core/model/telemetry.ts'
import type { Field, FieldRole } from './fields.ts'

export type Reading = { readonly value: number } | { readonly value: null; readonly reason: MissingReason }

export interface GpuRow {
  readonly index: number | null
  /** The GPU's uuid, or `index-N` where it can't be told. */
  readonly id: string
  readonly name: string
  readonly driver: string | null
  readonly readings: Readonly<Partial<Record<FieldRole, Reading>>>
  readonly isLost: boolean
  /** Split into instances: the driver then tells no use of the whole card. */
  readonly isMig: boolean
  /** Windows manages its memory: the driver can't tell which program holds how much. */
  readonly isWddm: boolean
}

/** Roles whose cells are words. */
const textRoles: ReadonlySet<FieldRole> = new Set(['timestamp', 'uuid', 'name', 'driver', 'mig', 'driverModel'])

const missingWords: readonly (readonly [RegExp, MissingReason])[] = [
  [/GPU is lost|requires reset/i, 'lost'],
  [/Insufficient/i, 'no-permission'],
  [/N\/A|Not Supported|deprecated|Not Active|Not Found/i, 'not-supported'],
  [/Unknown|ERR/i, 'unknown'],
]

/** One cell as a number. `[N/A]` and its kin become null with a reason; hexadecimal masks keep their value. */
export function parseCell(cell: string): Reading {
  const text = cell.replace(/[[\]]/g, '').trim()
  const missing = missingWords.find(([pattern]) => pattern.test(text))
  if (missing !== undefined) return { value: null, reason: missing[1] }
  if (/^0x[0-9a-f]+$/i.test(text)) return { value: Number(BigInt(text)) }
  // Units come back from some drivers in spite of `nounits`.
  const match = /^P?(-?\d+(?:\.\d+)?)(?:\s*(?:%|[A-Za-z]+))?$/.exec(text)
  return match?.[1] === undefined ? { value: null, reason: 'unknown' } : { value: Number(match[1]) }
}

function isText(cell: string | undefined): cell is string {
  return cell !== undefined && cell !== '' && !missingWords.some(([pattern]) => pattern.test(cell))
}

/** Null when the line is no row of these fields: a message, a row cut in half, another query's row. */
export function parseRow(line: string, fields: readonly Field[]): GpuRow | null {
  const parts = line.split(',').map((part) => part.trim())
  if (parts.length < fields.length || fields.length < 2) return null
  const cells = [...parts.slice(0, fields.length - 1), parts.slice(fields.length - 1).join(', ')]
  const byRole = new Map(fields.map((field, i) => [field.role, cells[i] ?? '']))

  const indexReading = parseCell(byRole.get('index') ?? '')
  const uuid = byRole.get('uuid')
  const hasUuid = isText(uuid) && /^(GPU|MIG)-/.test(uuid)
  if (!hasUuid && indexReading.value === null) return null
  const name = byRole.get('name')
  const driver = byRole.get('driver')
  const readings: Partial<Record<FieldRole, Reading>> = {}
  for (const [role, cell] of byRole) {
    if (!textRoles.has(role)) readings[role] = parseCell(cell)
  }
  return {
    index: indexReading.value,
    id: hasUuid ? uuid : `index-${indexReading.value}`,
    name: isText(name) ? name : 'NVIDIA GPU',
    driver: isText(driver) ? driver : null,
    readings,
    isLost: cells.some((cell) => /GPU is lost|requires reset/i.test(cell)),
    isMig: /^Enabled$/i.test(byRole.get('mig') ?? ''),
    isWddm: /^WDDM$/i.test(byRole.get('driverModel') ?? ''),
  }
}

/** A line that is no row but says what is wrong; null for anything else. */
export function parseComplaint(line: string): { readonly reason: MissingReason; readonly isFinal: boolean } | null {
  if (/No devices were found/i.test(line)) return { reason: 'not-applicable', isFinal: true }
  if (/Unable to determine the device handle|GPU is lost/i.test(line)) return { reason: 'lost', isFinal: false }
  if (/has failed because|couldn't communicate|Driver\/library version mismatch|Failed to initialize/i.test(line)) {
    return { reason: 'unknown', isFinal: false }
  }
  return /Insufficient Permissions/i.test(line) ? { reason: 'no-permission', isFinal: false } : null
}
