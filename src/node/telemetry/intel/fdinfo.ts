/** What processes take of an Intel card, from the kernel's own accounting; only processes of the same user can be read. */
import { readFileSync } from 'node:fs'
import { namesIn } from '../gpu/sysfs.ts'

const unitBytes: Readonly<Record<string, number>> = { '': 1, KiB: 1_024, MiB: 1_048_576, GiB: 1_073_741_824 }
const maxFiles = 4_096

export interface DrmUse {
  /** Busy time of each kind of engine, ns since the client began. */
  readonly engineNs: ReadonlyMap<string, number>
  readonly memoryBytes: number | null
}

export interface DrmClient extends DrmUse {
  /** Card and client: one client may be open in several files. */
  readonly key: string
  readonly card: string | null
}

/** One file of fdinfo; null when it belongs to no Intel card. */
export function parseFdinfo(text: string): DrmClient | null {
  const fields = new Map(text.split('\n', 200).map((line) => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon), line.slice(colon + 1).trim()] as const
  }))
  const driver = fields.get('drm-driver')
  const client = fields.get('drm-client-id')
  if ((driver !== 'i915' && driver !== 'xe') || client === undefined) return null
  const engineNs = new Map<string, number>()
  let memoryBytes: number | null = null
  for (const [name, value] of fields) {
    const engine = /^drm-engine-(?!capacity-)(.+)$/.exec(name)?.[1]
    const ns = /^(\d+) ns$/.exec(value)?.[1]
    if (engine !== undefined && ns !== undefined) engineNs.set(engine, Number(ns))
    const size = /^drm-(?:total|resident)-(?:vram\d*|local\d*)$/.test(name) ? /^(\d+) ?(KiB|MiB|GiB)?$/.exec(value) : null
    // `total` and `resident` name the same memory: the larger is what is reserved.
    if (size !== null) memoryBytes = Math.max(memoryBytes ?? 0, Number(size[1]) * (unitBytes[size[2] ?? ''] ?? 1))
  }
  const card = fields.get('drm-pdev') ?? null
  return { key: `${card ?? ''}/${client}`, card, engineNs, memoryBytes }
}

/** Each client of these processes once. Null when none of their files could be read. */
export function readDrmClients(procRoot: string, pids: Iterable<number>): readonly DrmClient[] | null {
  const clients = new Map<string, DrmClient>()
  let [readable, files] = [0, 0]
  for (const pid of pids) {
    for (const name of namesIn(`${procRoot}/${pid}/fdinfo`)) {
      files += 1
      if (files > maxFiles) break
      try {
        const client = parseFdinfo(readFileSync(`${procRoot}/${pid}/fdinfo/${name}`, 'latin1'))
        readable += 1
        if (client !== null) clients.set(client.key, client)
      } catch {
        // Another user's, or closed meanwhile.
      }
    }
  }
  return readable === 0 ? null : [...clients.values()]
}

/** Use of the busiest kind of engine between two readings, %; null without an earlier one. */
export function engineUse(before: readonly DrmClient[], after: readonly DrmClient[], elapsedMs: number): number | null {
  if (elapsedMs <= 0) return null
  const earlier = new Map(before.map((client) => [client.key, client]))
  const used = new Map<string, number>()
  for (const client of after) {
    const was = earlier.get(client.key)
    if (was === undefined) continue
    for (const [engine, ns] of client.engineNs) used.set(engine, (used.get(engine) ?? 0) + Math.max(0, ns - (was.engineNs.get(engine) ?? ns)))
  }
  const most = Math.max(0, ...used.values())
  return Math.min(100, most / 1e4 / elapsedMs)
}
