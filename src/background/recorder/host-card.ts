/** The system card of this machine: known roughly at once, fully a moment later, read once. */
import type { HostInfo } from '../../core/model/session.ts'
import { basicHostInfo, readHostInfo } from '../../node/telemetry/host-info.ts'
import type { GpuInfo } from '../../node/telemetry/nvidia/card-book.ts'

/** After start-up is over, so that the first window does not wait for it. */
const deferMs = 1_500
/** How long an asker waits for the full card, ms. */
const patienceMs = 4_000

function runtimeName(): string {
  const electron = process.versions['electron']
  return electron === undefined ? `Node ${process.versions.node}` : `Electron ${electron}`
}

/** nvidia-smi knows its own cards better; of others, the system knows the name and the sensors know the memory. */
export function mergeCards(sensed: readonly GpuInfo[], listed: HostInfo['gpus']): HostInfo['gpus'] {
  const nvidia = sensed.filter(({ id }) => /^(?:GPU|MIG|index)-/.test(id))
  const others = sensed.filter((card) => !nvidia.includes(card))
  const kept = nvidia.length === 0 ? listed : listed.filter((gpu) => !/nvidia|geforce|quadro|tesla/i.test(gpu.name))
  const isSame = (card: GpuInfo, gpu: { readonly id: string }): boolean => card.id.endsWith(gpu.id)
  const named = kept.map((gpu) => ({ ...gpu, memoryBytes: others.find((card) => isSame(card, gpu))?.memoryBytes ?? gpu.memoryBytes }))
  return [...nvidia, ...named, ...(named.length === 0 ? others : [])]
}

export class HostCard {
  readonly #gpus: () => readonly GpuInfo[]
  readonly #timer: NodeJS.Timeout
  readonly #appVersion: string
  #info: HostInfo
  #reading: Promise<void> | null = null

  constructor(appVersion: string, gpus: () => readonly GpuInfo[]) {
    this.#appVersion = appVersion
    this.#gpus = gpus
    this.#info = basicHostInfo({ appVersion, runtime: runtimeName() })
    this.#timer = setTimeout(() => void this.#read(), deferMs)
    this.#timer.unref()
  }

  /** What is known by now. */
  now(): HostInfo {
    const gpus = this.#gpus()
    if (gpus.length === 0) return this.#info
    return { ...this.#info, gpus: mergeCards(gpus, this.#info.gpus) }
  }

  /** The full card, or what is known when that takes too long. */
  async complete(): Promise<HostInfo> {
    await Promise.race([this.#read(), new Promise((resolve) => setTimeout(resolve, patienceMs).unref())])
    return this.now()
  }

  close(): void {
    clearTimeout(this.#timer)
  }

  #read(): Promise<void> {
    this.#reading ??= readHostInfo({ appVersion: this.#appVersion, runtime: runtimeName() }).then((info) => {
      this.#info = info
    })
    return this.#reading
  }
}
