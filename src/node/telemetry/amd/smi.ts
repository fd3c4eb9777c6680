/** AMD cards through amd-smi's or rocm-smi's JSON, whose shapes differ by version. */
import type { CardReading } from '../gpu/card.ts'
import { amdMemory } from './sysfs.ts'

const mebibyte = 1_048_576

type Json = Readonly<Record<string, unknown>>

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A number as it stands, in a string, or in `{ value, unit }`; null for `"N/A"` and everything else. */
export function numberIn(value: unknown): number | null {
  if (isObject(value)) return numberIn(value['value'])
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : null
}

/** A block of a card; a whole block may be the string `"N/A"`. */
function block(card: Json, name: string): Json {
  const found = card[name]
  return isObject(found) ? found : {}
}

function mebibytes(value: unknown): number | null {
  const number = numberIn(value)
  return number === null ? null : number * mebibyte
}

function clockOf(clock: Json, name: string): number | null {
  const found = clock[name]
  return isObject(found) && 'clk' in found ? numberIn(found['clk']) : numberIn(found)
}

function amdSmiCard(card: Json, place: number): CardReading {
  const [usage, memory, power, temperature, clock] = ['usage', 'mem_usage', 'power', 'temperature', 'clock'].map((name) => block(card, name)) as [Json, Json, Json, Json, Json]
  const index = numberIn(card['gpu']) ?? place
  return {
    id: typeof card['bdf'] === 'string' ? card['bdf'] : `amd-${index}`,
    name: `AMD GPU ${index}`,
    values: {
      'gpu.util': numberIn(usage['gfx_activity']),
      'gpu.mem.util': numberIn(usage['umc_activity']),
      ...amdMemory(mebibytes(memory['total_vram']), mebibytes(memory['used_vram']), mebibytes(memory['total_gtt']), mebibytes(memory['used_gtt'])),
      'gpu.power': numberIn(power['socket_power']),
      'gpu.temp': numberIn(temperature['edge']) ?? numberIn(temperature['hotspot']),
      'gpu.temp.mem': numberIn(temperature['mem']),
      'gpu.clock.sm': clockOf(clock, 'gfx_0'),
      'gpu.clock.mem': clockOf(clock, 'mem_0'),
    },
  }
}

function parseJson(text: string): unknown {
  try {
    // Warnings may stand before the document.
    const start = text.search(/[[{]/)
    return start < 0 ? null : JSON.parse(text.slice(start))
  } catch {
    return null
  }
}

/** `amd-smi metric --json`. Null when it is no such document. */
export function parseAmdSmi(text: string): readonly CardReading[] | null {
  const document = parseJson(text)
  const cards = Array.isArray(document) ? document : isObject(document) && Array.isArray(document['gpu_data']) ? document['gpu_data'] : null
  return cards === null ? null : (cards as unknown[]).filter(isObject).map(amdSmiCard)
}

/** The first value whose key matches; keys vary by version. */
function match(card: Json, pattern: RegExp): number | null {
  const key = Object.keys(card).find((name) => pattern.test(name))
  return key === undefined ? null : numberIn(card[key])
}

/** `rocm-smi --showuse --showmemuse --showmeminfo vram --showpower --showtemp --json`. Null when it is no such document. */
export function parseRocmSmi(text: string): readonly CardReading[] | null {
  const document = parseJson(text)
  if (!isObject(document)) return null
  return Object.entries(document).flatMap(([key, card]) => {
    if (!/^card\d+$/.test(key) || !isObject(card)) return []
    return [{
      id: key,
      name: `AMD GPU ${key.slice(4)}`,
      values: {
        'gpu.util': match(card, /^GPU use/i),
        'gpu.mem.util': match(card, /Memory (?:Read\/Write )?Activity/i),
        'gpu.mem.total': match(card, /VRAM Total Memory/i),
        'gpu.mem.used': match(card, /VRAM Total Used Memory/i),
        'gpu.power': match(card, /(?:Average|Current).*Power \(W\)/i),
        'gpu.temp': match(card, /Temperature \(Sensor edge\)/i) ?? match(card, /Temperature/i),
        'gpu.temp.mem': match(card, /Temperature \(Sensor mem/i),
      },
    }]
  })
}
