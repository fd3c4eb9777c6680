/** Graphics cards as Linux lists them in sysfs. */
import { readdirSync, readFileSync, realpathSync } from 'node:fs'
import { basename } from 'node:path'

export interface SysfsCard {
  /** Folder of the PCI device. */
  readonly device: string
  /** PCI address, e.g. `0000:03:00.0`; the card's number where that can't be told. */
  readonly id: string
  readonly productId: string
  /** The folder of its sensors; null when it has none. */
  readonly hwmon: string | null
}

export function readText(file: string): string | null {
  try {
    const text = readFileSync(file, 'latin1').trim()
    return text === '' ? null : text
  } catch {
    return null
  }
}

/** A whole number; null where there is none. */
export function readWhole(file: string): number | null {
  const text = readText(file)
  return text !== null && /^-?\d+$/.test(text) ? Number(text) : null
}

export function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function pciAddress(device: string): string | null {
  try {
    const name = basename(realpathSync(device))
    return /^[0-9a-f]{4}:[0-9a-f]{2}:/i.test(name) ? name : (/^PCI_SLOT_NAME=(\S+)$/m.exec(readText(`${device}/uevent`) ?? '')?.[1] ?? null)
  } catch {
    return null
  }
}

/** Cards of one vendor, e.g. `0x1002`. */
export function cardsOfVendor(sysRoot: string, vendor: string): readonly SysfsCard[] {
  const root = `${sysRoot}/class/drm`
  return namesIn(root).filter((name) => /^card\d+$/.test(name)).sort().flatMap((name) => {
    const device = `${root}/${name}/device`
    if (readText(`${device}/vendor`) !== vendor) return []
    const sensors = namesIn(`${device}/hwmon`)[0]
    return [{ device, id: pciAddress(device) ?? name, productId: readText(`${device}/device`) ?? '', hwmon: sensors === undefined ? null : `${device}/hwmon/${sensors}` }]
  })
}

/** A card that rests: reading its sensors would wake it. */
export function isAsleep({ device }: SysfsCard): boolean {
  return readText(`${device}/power/runtime_status`) === 'suspended'
}

/** The number of the sensor with this label, e.g. `junction` → `temp2_input`. */
export function labelled(hwmon: string, kind: 'temp', label: string): number | null {
  const found = namesIn(hwmon).find((name) => name.startsWith(kind) && name.endsWith('_label') && readText(`${hwmon}/${name}`) === label)
  return found === undefined ? null : readWhole(`${hwmon}/${found.replace('_label', '_input')}`)
}

/** `16.0 GT/s PCIe` → generation 4. */
export function linkGeneration(speed: string | null): number | null {
  const gts = Number.parseFloat(speed ?? '')
  const index = [2.5, 5, 8, 16, 32, 64].indexOf(gts)
  return index < 0 ? null : index + 1
}
