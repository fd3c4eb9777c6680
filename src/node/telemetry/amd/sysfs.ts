/** AMD cards through the files of the amdgpu driver: microseconds each, no program needed. */
import type { CardReading, CardValues } from '../gpu/card.ts'
import { cardsOfVendor, labelled, linkGeneration, readText, readWhole, type SysfsCard } from '../gpu/sysfs.ts'

const vendor = '0x1002'
/** A chip whose window into system memory is so many times its own memory keeps models there. */
const sharedFactor = 4

/** Cards that the driver tells about. */
export function amdCards(sysRoot: string): readonly SysfsCard[] {
  return cardsOfVendor(sysRoot, vendor).filter(({ device }) => readWhole(`${device}/gpu_busy_percent`) !== null || readWhole(`${device}/mem_info_vram_total`) !== null)
}

export function amdName({ device, productId }: SysfsCard): string {
  return readText(`${device}/product_name`) ?? (productId === '' ? 'AMD GPU' : `AMD GPU ${productId.replace('0x', '')}`)
}

/** Memory of its own and of the system's that it can use: together where models live in the latter. */
export function amdMemory(vramTotal: number | null, vramUsed: number | null, sharedTotal: number | null, sharedUsed: number | null): CardValues {
  const usesShared = vramTotal !== null && sharedTotal !== null && sharedTotal >= sharedFactor * vramTotal
  const sum = (own: number | null, shared: number | null) => (own === null ? null : own + (usesShared ? (shared ?? 0) : 0))
  return { 'gpu.mem.total': sum(vramTotal, sharedTotal), 'gpu.mem.used': sum(vramUsed, sharedUsed), 'gpu.mem.shared': sharedUsed }
}

const scaled = (value: number | null, scale: number): number | null => (value === null ? null : value * scale)

function sensors(hwmon: string): CardValues {
  const file = (name: string) => readWhole(`${hwmon}/${name}`)
  return {
    'gpu.power': scaled(file('power1_average') ?? file('power1_input'), 1e-6),
    'gpu.power.limit': scaled(file('power1_cap'), 1e-6),
    'gpu.temp': scaled(labelled(hwmon, 'temp', 'edge') ?? file('temp1_input'), 1e-3),
    'gpu.temp.mem': scaled(labelled(hwmon, 'temp', 'mem'), 1e-3),
    'gpu.clock.sm': scaled(file('freq1_input'), 1e-6),
    'gpu.clock.mem': scaled(file('freq2_input'), 1e-6),
  }
}

export function readAmdCard(card: SysfsCard, name: string): CardReading {
  const file = (each: string) => readWhole(`${card.device}/${each}`)
  return {
    id: card.id,
    name,
    values: {
      'gpu.util': file('gpu_busy_percent'),
      'gpu.mem.util': file('mem_busy_percent'),
      ...amdMemory(file('mem_info_vram_total'), file('mem_info_vram_used'), file('mem_info_gtt_total'), file('mem_info_gtt_used')),
      ...(card.hwmon === null ? {} : sensors(card.hwmon)),
      'gpu.pcie.gen': linkGeneration(readText(`${card.device}/current_link_speed`)),
      'gpu.pcie.width': file('current_link_width'),
    },
  }
}
