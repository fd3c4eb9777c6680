/** What `ioreg` and `powermetrics` print about an Apple GPU. */
import type { CardReading } from '../gpu/card.ts'

const mebibyte = 1_048_576

function numberAfter(text: string, key: string): number | null {
  const escaped = key.replace(/[()[\]{}.*+?^$|\\]/g, '\\$&')
  const match = new RegExp(`"${escaped}"\\s*=\\s*(\\d+)`).exec(text)
  return match?.[1] === undefined ? null : Number(match[1])
}

/** `ioreg -r -d 1 -w 0 -c IOAccelerator`: one block a card. Keys are exact: a twin that ends in "(driver)" exists. */
export function parseIoreg(text: string): readonly CardReading[] {
  return text.split(/^\+-o /m).slice(1).flatMap((block, i) => {
    const util = numberAfter(block, 'Device Utilization %') ?? numberAfter(block, 'GPU Activity(%)')
    const shared = numberAfter(block, 'In use system memory')
    const used = numberAfter(block, 'vramUsedBytes')
    if (util === null && shared === null && used === null) return []
    const total = numberAfter(block, 'VRAM,totalMB')
    const name = /"model"\s*=\s*(?:<?"([^"]+)"|<([0-9a-f]+)>)/.exec(block)?.[1] ?? 'Apple GPU'
    const own = used === null ? {} : { 'gpu.mem.used': used, ...(total === null ? {} : { 'gpu.mem.total': total * mebibyte }) }
    return [{ id: `apple-${i}`, name, values: { 'gpu.util': util, ...own, ...(shared === null ? {} : { 'gpu.mem.shared': shared }) } }]
  })
}

export interface PowerReading {
  readonly gpuW: number | null
  readonly gpuMhz: number | null
  /** `Nominal`, `Moderate`, `Heavy`, `Trapping`, `Sleeping`. */
  readonly thermalPressure: string | null
}

function tag(text: string, key: string): number | null {
  const match = new RegExp(`<key>${key}</key>\\s*<(?:real|integer)>([-+0-9.eE]+)<`).exec(text)
  const value = Number(match?.[1])
  return match === null || !Number.isFinite(value) ? null : value
}

/** One property list of `powermetrics -f plist`. Its own page calls the figures estimates. */
export function parsePowermetrics(text: string): PowerReading {
  const milliwatts = tag(text, 'gpu_power')
  const hertz = tag(/<key>gpu<\/key>\s*<dict>([\s\S]*)/.exec(text)?.[1] ?? '', 'freq_hz')
  // Newer systems write MHz under the same key.
  const mhz = hertz === null ? null : hertz > 100_000 ? hertz / 1e6 : hertz
  return { gpuW: milliwatts === null ? null : milliwatts / 1_000, gpuMhz: mhz, thermalPressure: /<key>thermal_pressure<\/key>\s*<string>([^<]+)</.exec(text)?.[1] ?? null }
}
