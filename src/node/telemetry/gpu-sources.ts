/** The sources of graphics cards that this operating system can have. */
import type { ChildLedger } from './child-ledger.ts'
import { createNvidiaSource, type GpuInfo, type NvidiaOptions } from './nvidia/source.ts'
import type { TelemetrySource } from './source.ts'

export interface GpuSourcesOptions {
  readonly ledger: ChildLedger | null
  readonly nvidia?: NvidiaOptions | undefined
}

export interface GpuSources {
  readonly sources: readonly TelemetrySource[]
  /** The graphics cards that were seen so far. */
  cards(): readonly GpuInfo[]
}

export function gpuSources({ ledger, nvidia: options }: GpuSourcesOptions): GpuSources {
  const nvidia = createNvidiaSource({ ledger, ...options })
  return { sources: [nvidia], cards: () => nvidia.gpus() }
}
