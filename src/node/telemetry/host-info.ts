/** The system card: what node:os knows at once, refined by systeminformation once, with a time-out. */
import os from 'node:os'
import type { HostInfo, MemoryModule } from '../../core/model/session.ts'

const timeoutMs = 20_000

/** The calls of systeminformation that the card needs; a parameter so that tests can play what other systems answer. */
export interface SystemCardPort {
  osInfo(): Promise<{ readonly distro?: string; readonly release?: string; readonly arch?: string }>
  cpu(): Promise<{ readonly manufacturer?: string; readonly brand?: string }>
  graphics(): Promise<{ readonly controllers?: readonly { readonly vendor?: string; readonly model?: string; readonly vram?: number | null; readonly busAddress?: string; readonly driverVersion?: string }[] }>
  memLayout(): Promise<readonly { readonly size?: number; readonly type?: string; readonly clockSpeed?: number | null }[]>
  baseboard(): Promise<{ readonly manufacturer?: string; readonly model?: string }>
}

interface Details {
  readonly osInfo: Awaited<ReturnType<SystemCardPort['osInfo']>> | null
  readonly cpu: Awaited<ReturnType<SystemCardPort['cpu']>> | null
  readonly controllers: NonNullable<Awaited<ReturnType<SystemCardPort['graphics']>>['controllers']>
  readonly modules: Awaited<ReturnType<SystemCardPort['memLayout']>>
  readonly board: Awaited<ReturnType<SystemCardPort['baseboard']>> | null
}

export interface RuntimeVersions {
  readonly appVersion: string
  readonly runtime: string
}

/** What systems answer when they don't know. */
const fillers = /^(?:unknown|default string|to be filled by o\.e\.m\.?|not specified|none|n\/a|system manufacturer|system product name)$/i

function textOrNull(...parts: readonly (string | undefined)[]): string | null {
  const text = parts.map((part) => part?.trim() ?? '').filter((part) => part !== '' && !fillers.test(part)).join(' ')
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

function gpusOf(controllers: Details['controllers']): HostInfo['gpus'] {
  return controllers.flatMap((controller, i) => {
    const name = textOrNull(controller.model)
    if (name === null) return []
    // A VRAM of 0 or 1 MB is what drivers report when they don't know.
    const memoryBytes = typeof controller.vram === 'number' && controller.vram > 1 ? controller.vram * 1_048_576 : null
    return [{ id: textOrNull(controller.busAddress) ?? `gpu-${i}`, name, memoryBytes, driver: textOrNull(controller.driverVersion) }]
  })
}

/** Empty slots have no size. */
function modulesOf(modules: Details['modules']): readonly MemoryModule[] {
  return modules.flatMap(({ size, type, clockSpeed }) =>
    typeof size === 'number' && size > 0 ? [{ sizeBytes: size, type: textOrNull(type), clockMhz: typeof clockSpeed === 'number' && clockSpeed > 0 ? clockSpeed : null }] : [],
  )
}

function refine(basic: HostInfo, details: Details): HostInfo {
  return {
    ...basic,
    os: textOrNull(details.osInfo?.distro, details.osInfo?.release, details.osInfo?.arch) ?? basic.os,
    cpuModel: textOrNull(details.cpu?.manufacturer, details.cpu?.brand) ?? basic.cpuModel,
    gpus: gpusOf(details.controllers),
    board: textOrNull(details.board?.manufacturer, details.board?.model),
    memoryModules: modulesOf(details.modules),
  }
}

/** A worker thread would keep its blocking calls away from this loop, but Electron's utility processes crash when one starts a program. */
async function library(): Promise<SystemCardPort> {
  const { default: systeminformation } = await import('systeminformation')
  return systeminformation
}

/** One call after another: each starts programs of its own, and together they would hold up this loop for longer. */
async function readDetails(port: SystemCardPort): Promise<Details> {
  const orNull = <T>(read: () => Promise<T>): Promise<T | null> => Promise.resolve().then(read).catch(() => null)
  const osInfo = await orNull(() => port.osInfo())
  const cpu = await orNull(() => port.cpu())
  const graphics = await orNull(() => port.graphics())
  const modules = await orNull(() => port.memLayout())
  const board = await orNull(() => port.baseboard())
  return { osInfo, cpu, controllers: graphics?.controllers ?? [], modules: modules ?? [], board }
}

/** Resolves with the refined card, or with the basic one when the library fails or takes too long. Never rejects. */
export async function readHostInfo(versions: RuntimeVersions, port?: SystemCardPort): Promise<HostInfo> {
  const basic = basicHostInfo(versions)
  const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), timeoutMs).unref())
  const details = await Promise.race([(port === undefined ? library() : Promise.resolve(port)).then(readDetails).catch(() => null), late])
  return details === null ? basic : refine(basic, details)
}
