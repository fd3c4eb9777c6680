/** Intel cards in sysfs: the drivers i915 and xe put the clock in different places; energy is a counter. */
import { cardsOfVendor, namesIn, readText, readWhole, type SysfsCard } from '../gpu/sysfs.ts'

const vendor = '0x8086'

export interface IntelCard {
  readonly card: SysfsCard
  readonly name: string
  /** Files with a clock in MHz. */
  readonly clockFiles: readonly string[]
  /** A counter in µJ; null where there is none. */
  readonly energyFile: string | null
}

function clockFiles({ device }: SysfsCard, drmFolder: string): readonly string[] {
  const i915 = [`${drmFolder}/gt/gt0/rps_act_freq_mhz`, `${drmFolder}/gt_act_freq_mhz`]
  const xe = namesIn(device).filter((name) => /^tile\d+$/.test(name)).flatMap((tile) => namesIn(`${device}/${tile}`).filter((name) => /^gt\d+$/.test(name)).map((gt) => `${device}/${tile}/${gt}/freq0/act_freq`))
  return [...i915, ...xe].filter((file) => readWhole(file) !== null)
}

export function intelCards(sysRoot: string): readonly IntelCard[] {
  return cardsOfVendor(sysRoot, vendor).map((card) => {
    const energyFile = card.hwmon === null ? null : `${card.hwmon}/energy1_input`
    return {
      card,
      name: readText(`${card.device}/product_name`) ?? (card.productId === '' ? 'Intel GPU' : `Intel GPU ${card.productId.replace('0x', '')}`),
      clockFiles: clockFiles(card, card.device.replace(/\/device$/, '')),
      energyFile: energyFile !== null && readWhole(energyFile) !== null ? energyFile : null,
    }
  })
}

/** The highest clock now, MHz. */
export function clockOf({ clockFiles: files }: IntelCard): number | null {
  const clocks = files.map(readWhole).filter((clock) => clock !== null)
  return clocks.length === 0 ? null : Math.max(...clocks)
}
