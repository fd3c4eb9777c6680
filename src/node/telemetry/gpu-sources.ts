/** The sources of graphics cards that this operating system can have. */
import { createAmdSource } from './amd/source.ts'
import { createAppleSource } from './apple/source.ts'
import type { ChildLedger } from './child-ledger.ts'
import { createIntelSource } from './intel/source.ts'
import type { GpuInfo } from './nvidia/card-book.ts'
import { createNvidiaSource, type NvidiaOptions } from './nvidia/source.ts'
import type { TelemetrySource } from './source.ts'

export interface GpuSourcesOptions {
  readonly ledger: ChildLedger | null
  readonly nvidia?: NvidiaOptions | undefined
  /** The processes of the server under test; null while there is none. */
  readonly serverPids?: () => ReadonlySet<number> | null
  readonly platform?: NodeJS.Platform
}

export interface GpuSources {
  readonly sources: readonly TelemetrySource[]
  /** The graphics cards that were seen so far. */
  cards(): readonly GpuInfo[]
  /** Power of Apple's GPUs needs administrator rights: read only after the user said so. */
  allowApplePower(isAllowed: boolean): void
}

export function gpuSources({ ledger, nvidia: options, serverPids = () => null, platform = process.platform }: GpuSourcesOptions): GpuSources {
  const nvidia = createNvidiaSource({ ledger, serverPids, ...options })
  const amd = createAmdSource({ ledger })
  const intel = createIntelSource({ ledger, serverPids })
  const apple = platform === 'darwin' ? createAppleSource({ ledger }) : null
  const sources = apple === null ? [nvidia, amd, intel] : [apple]
  return {
    sources,
    cards: () => [...nvidia.gpus(), ...amd.cards(), ...intel.cards(), ...(apple?.cards() ?? [])],
    allowApplePower: (isAllowed) => apple?.allowPower(isAllowed),
  }
}
