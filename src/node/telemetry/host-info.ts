/** The system card: what node:os knows at once, refined by systeminformation once, in a worker, with a time-out. */
import os from 'node:os'
import { Worker } from 'node:worker_threads'
import type { HostInfo } from '../../core/model/session.ts'

const timeoutMs = 20_000

/** The library reads some facts with blocking calls, so it gets a thread of its own. Loaded from a data URL to need no file of its own after bundling. */
const program = `
import { createRequire } from 'node:module'
import { parentPort, workerData } from 'node:worker_threads'
const si = createRequire(workerData.from)('systeminformation')
const orNull = (promise) => promise.catch(() => null)
const [osInfo, cpu, graphics] = await Promise.all([orNull(si.osInfo()), orNull(si.cpu()), orNull(si.graphics())])
parentPort.postMessage(JSON.stringify({ osInfo, cpu, controllers: graphics?.controllers ?? [] }))
`

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

/** Resolves with the refined card, or with the basic one when the library fails or takes too long. Never rejects. */
export function readHostInfo(versions: RuntimeVersions): Promise<HostInfo> {
  const basic = basicHostInfo(versions)
  return new Promise((resolve) => {
    try {
      const url = new URL(`data:text/javascript,${encodeURIComponent(program)}`)
      const worker = new Worker(url, { workerData: { from: import.meta.url } })
      worker.unref()
      const finish = (info: HostInfo) => {
        clearTimeout(timer)
        resolve(info)
        void worker.terminate()
      }
      const timer = setTimeout(() => finish(basic), timeoutMs)
      timer.unref()
      worker.once('message', (text: string) => finish(refine(basic, JSON.parse(text) as Details)))
      worker.once('error', () => finish(basic))
      worker.once('exit', () => finish(basic))
    } catch {
      resolve(basic)
    }
  })
}
