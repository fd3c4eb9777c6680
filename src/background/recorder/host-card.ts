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
    // nvidia-smi knows its own GPUs better; those of other vendors stay.
    return { ...this.#info, gpus: [...gpus, ...this.#info.gpus.filter((gpu) => !/nvidia|geforce|quadro|tesla/i.test(gpu.name))] }
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
