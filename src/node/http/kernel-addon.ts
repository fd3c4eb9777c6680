/** Finds and loads the addon that reads sockets with the kernel's own stamps; without it everything works, stamped by the client. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What `native/kernel-reads.c` offers; its header says what the methods do. */
export interface NativeReads {
  add(fd: number): number
  remove(id: number): void
  poll(bytes: Uint8Array, from: number, records: Float64Array): number
  watch(isOn: boolean): void
  rest(us: number): void
  close(): void
}

export interface KernelAddon {
  readonly KernelReads: new (onReady: () => void) => NativeReads
  /** CLOCK_MONOTONIC, ms. */
  nowMs(): number
  /** Asks the scheduler for short turns for the calling thread, which it then gets sooner. True where the system took the wish. */
  wakeSoon(): boolean
}

/** Columns of a record, and its kinds; any other kind is an errno, negative. */
export const recordColumns = 4
export const recordKinds = { byKernel: 0, byClient: 1, end: 2 } as const

const fileName = 'kernel-reads.node'

let loaded: KernelAddon | null | undefined

/** Null where the system isn't Linux, where nothing was compiled, and where `LLM_DYNO_STAMPS=client` forbids it. */
export function kernelAddon(): KernelAddon | null {
  if (process.platform !== 'linux' || process.env['LLM_DYNO_STAMPS'] === 'client') return null
  loaded ??= load()
  return loaded
}

function load(): KernelAddon | null {
  const file = places().find((place) => existsSync(place))
  if (file === undefined) return null
  const module: { exports: Partial<KernelAddon> } = { exports: {} }
  try {
    process.dlopen(module, file)
  } catch {
    return null
  }
  const { KernelReads, nowMs, wakeSoon } = module.exports
  return KernelReads === undefined || nowMs === undefined || wakeSoon === undefined ? null : { KernelReads, nowMs, wakeSoon }
}

/** What set-up named, the resources of a packaged app, or what set-up made for this clone. */
function places(): readonly string[] {
  const named = process.env['LLM_DYNO_KERNEL_READS']
  const { resourcesPath } = process as { readonly resourcesPath?: string }
  return [named, resourcesPath === undefined ? undefined : join(resourcesPath, fileName), madeBySetUp()].filter((place) => place !== undefined)
}

function madeBySetUp(): string | undefined {
  try {
    const runtime: unknown = JSON.parse(readFileSync(new URL('../../../.cache/runtime.json', import.meta.url), 'utf8'))
    if (typeof runtime !== 'object' || runtime === null || !('kernelReads' in runtime)) return undefined
    return typeof runtime.kernelReads === 'string' ? runtime.kernelReads : undefined
  } catch {
    return undefined
  }
}
