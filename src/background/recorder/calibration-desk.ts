/** Collects what the engine reports of a calibration, compares it with the truth, and keeps the result. */
import { calibrationFigures, parseTruthLog } from '../../core/analysis/calibration.ts'
import type { Calibration, CalibrationLoad } from '../../core/model/calibration.ts'
import type { ClientSample } from '../../core/model/client-health.ts'
import type { SessionId } from '../../core/model/ids.ts'
import type { RequestRecord } from '../../core/model/request.ts'
import type { HostInfo } from '../../core/model/session.ts'
import type { Store } from '../../node/db/store.ts'
import type { Port } from '../port.ts'
import type { EngineEvent, SessionBegun } from '../protocol.ts'
import { CallError } from './call-error.ts'
import { newSessionId } from './session-id.ts'

/** The engine's last batch comes over another port than the news that it ended, ms. */
const engineGraceMs = 2_000

interface Collecting {
  readonly id: SessionId
  readonly load: CalibrationLoad
  readonly originNs: bigint
  readonly requests: RequestRecord[]
  readonly samples: ClientSample[]
  readonly complete: Promise<void>
  readonly onComplete: () => void
}

export class CalibrationDesk {
  readonly #store: Store
  readonly #host: () => HostInfo
  #current: Collecting | null = null

  constructor(store: Store, host: () => HostInfo) {
    this.#store = store
    this.#host = host
  }

  attachEngine(port: Port): void {
    port.onMessage((message) => this.#fromEngine(message as EngineEvent))
  }

  /** One that was never ended is dropped: its host is gone. */
  begin(load: CalibrationLoad): SessionBegun {
    const id = newSessionId(Date.now())
    const originNs = process.hrtime.bigint()
    let onComplete: () => void = () => undefined
    const complete = new Promise<void>((resolve) => {
      onComplete = resolve
    })
    this.#current = { id, load, originNs, requests: [], samples: [], complete, onComplete }
    return { sessionId: id, originNs: originNs.toString() }
  }

  /** Throws CallError `calibration/failed` when the two sides do not match, `run/none`, DbError. */
  async end(id: SessionId, truth: string | null): Promise<Calibration | null> {
    const current = this.#current
    if (current === null || current.id !== id) throw new CallError({ code: 'run/none', detail: null })
    if (truth !== null) await within(current.complete, engineGraceMs)
    this.#current = null
    if (truth === null) return null
    const figures = calibrationFigures(current.requests, current.samples, parseTruthLog(truth), Number(current.originNs))
    if (!figures.ok) throw new CallError({ code: 'calibration/failed', detail: figures.error })
    const { hostname, cpuModel, appVersion, runtime } = this.#host()
    const calibration: Calibration = { createdAtMs: Date.now(), hostname, cpuModel, appVersion, runtime, load: current.load, ...figures.value }
    this.#store.calibrations.add(calibration)
    return calibration
  }

  /** The newest that speaks for so many streams, unless it is older than `maxAgeMs`. */
  fitting(streams: number, maxAgeMs: number): Calibration | null {
    const found = this.#store.calibrations.fitting({ ...this.#host(), streams })?.calibration ?? null
    return found !== null && Date.now() - found.createdAtMs <= maxAgeMs ? found : null
  }

  latest(): Calibration | null {
    return this.#store.calibrations.fitting({ ...this.#host(), streams: 0 })?.calibration ?? null
  }

  #fromEngine(message: EngineEvent): void {
    const current = this.#current
    if (current === null || message.sessionId !== current.id) return
    if (message.type === 'ended') return current.onComplete()
    // The simulator counts what it sends, so there is nothing to count again.
    if (message.type === 'recount') return
    current.requests.push(...message.requests)
    if (message.client !== null) current.samples.push(message.client)
  }
}

function within(promise: Promise<void>, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    void promise.then(() => {
      clearTimeout(timer)
      resolve()
    })
  })
}
