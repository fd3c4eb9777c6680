/** The system card: what node:os knows at once, refined by systeminformation once, with a time-out. */
import os from 'node:os'
import type { HostInfo } from '../../core/model/session.ts'

const timeoutMs = 20_000

interface Details {
  readonly osInfo: { readonly distro?: string; readonly release?: string; readonly arch?: string } | null
  readonly cpu: { readonly manufacturer?: string; readonly brand?: string } | null
  readonly controllers: readonly { readonly vendor?: string; readonly model?: string; readonly vram?: number | null; readonly busAddress?: string }[]
}

export interface RuntimeVersions {
  readonly appVersion: string
  readonly runtime: string
}

function textOrNull(...parts: readonly (string | undefined)[]): string | null {
  const text = parts.map((part) => part?.trim() ?? '').filter((part) => part !== '').join(' ')
  return text === '' ? null : text
}

/** What is known without asking anything outside this process. */
export function basicHostInfo(versions: RuntimeVersions): HostInfo {
  const cpus = os.cpus()
  return {
    hostname: textOrNull(os.hostname()),
    os: textOrNull(os.type(), os.release(), os.arch()),
    cpuModel: textOrNull(cpus[0]?.model),
    cpuCores: cpus.length > 0 ? cpus.length : null,
    memoryBytes: os.totalmem(),
    gpus: [],
    ...versions,
  }
}

function refine(basic: HostInfo, details: Details): HostInfo {
  return {
    ...basic,
    os: textOrNull(details.osInfo?.distro, details.osInfo?.release, details.osInfo?.arch) ?? basic.os,
    cpuModel: textOrNull(details.cpu?.manufacturer, details.cpu?.brand) ?? basic.cpuModel,
    gpus: details.controllers.flatMap((controller, i) => {
      const name = textOrNull(controller.model)
      if (name === null) return []
      // A VRAM of 0 or 1 MB is what drivers report when they don't know.
      const memoryBytes = typeof controller.vram === 'number' && controller.vram > 1 ? controller.vram * 1_048_576 : null
      return [{ id: textOrNull(controller.busAddress) ?? `gpu-${i}`, name, memoryBytes, driver: null }]
    }),
  }
}

/** A worker thread would keep its blocking calls away from this loop, but Electron's utility processes crash when one starts a program. */
async function readDetails(): Promise<Details> {
  const { default: systeminformation } = await import('systeminformation')
  const orNull = <T>(reading: Promise<T>): Promise<T | null> => reading.catch(() => null)
  const [osInfo, cpu, graphics] = await Promise.all([
    orNull(systeminformation.osInfo()),
    orNull(systeminformation.cpu()),
    orNull(systeminformation.graphics()),
  ])
  return { osInfo, cpu, controllers: graphics?.controllers ?? [] }
}

/** Resolves with the refined card, or with the basic one when the library fails or takes too long. Never rejects. */
export async function readHostInfo(versions: RuntimeVersions): Promise<HostInfo> {
  const basic = basicHostInfo(versions)
  const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), timeoutMs).unref())
  const details = await Promise.race([readDetails().catch(() => null), late])
  return details === null ? basic : refine(basic, details)
}
