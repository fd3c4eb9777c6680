/** What the host source reads on this operating system. */
import type { ChildLedger } from './child-ledger.ts'
import { absentProbe, type HostProbe } from './host-probe.ts'
import { linuxReadings } from './host-linux.ts'
import { osReadings } from './host-os.ts'
import type { HostReadings } from './host-readings.ts'
import { linuxProbes } from './linux-probes.ts'
import { macHost } from './mac/host.ts'
import { windowsHost } from './windows/host.ts'

export interface HostParts {
  readonly readings: HostReadings
  /** `fastMs`: period of the fast ring. */
  readonly probes: (fastMs: number) => readonly HostProbe[]
  /** True where nobody has tried it on such a machine yet. */
  readonly unverified: boolean
}

/** Systems that are not known give none of the probes' signals: each says so. */
export function absentProbes(fastMs: number): readonly HostProbe[] {
  return linuxProbes('/nonexistent', '/nonexistent', fastMs).map(({ defs }) => absentProbe(defs, 'not-this-system'))
}

export function platformHost(ledger: ChildLedger | null = null, platform: NodeJS.Platform = process.platform): HostParts {
  switch (platform) {
    case 'linux': return { readings: linuxReadings(), probes: (fastMs) => linuxProbes('/proc', '/sys', fastMs), unverified: false }
    case 'win32': return windowsHost({ ledger })
    case 'darwin': return macHost({ ledger })
    default: return { readings: osReadings(), probes: absentProbes, unverified: true }
  }
}
