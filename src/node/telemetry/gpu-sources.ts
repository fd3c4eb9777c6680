/** The sources of graphics cards that this operating system can have. */
import type { ChildLedger } from './child-ledger.ts'
import type { GpuInfo } from './nvidia/card-book.ts'
import { createNvidiaSource, type NvidiaOptions } from './nvidia/source.ts'
import type { TelemetrySource } from './source.ts'

export interface GpuSourcesOptions {
  readonly ledger: ChildLedger | null
  readonly nvidia?: NvidiaOptions | undefined
  /** The processes of the server under test; null while there is none. */
  readonly serverPids?: () => ReadonlySet<number> | null
}

export interface GpuSources {
  readonly sources: readonly TelemetrySource[]
  /** The graphics cards that were seen so far. */
  cards(): readonly GpuInfo[]
}

export function gpuSources({ ledger, nvidia: options, serverPids = () => null }: GpuSourcesOptions): GpuSources {
  const nvidia = createNvidiaSource({ ledger, serverPids, ...options })
  return { sources: [nvidia], cards: () => nvidia.gpus() }
}
