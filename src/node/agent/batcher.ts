/** Gathers what the sensors of the agent's machine say into lines of the stream; series are announced once, by number. */
import type { SessionEvent } from '../../core/model/session.ts'
import { signalKey, type MissingReason, type SignalDef } from '../../core/model/telemetry.ts'
import { agentLimits, type AgentBatchOut } from '../../shared/schema/agent/v1.ts'
import type { SampleSink } from '../telemetry/source.ts'

/** Between two lines, ms of samples beyond this are dropped: the reader is gone or stuck. */
const maxWaiting = agentLimits.series

export class AgentBatcher implements SampleSink {
  readonly #ids = new Map<string, number>()
  #series: NonNullable<AgentBatchOut['series']> = []
  #samples: NonNullable<AgentBatchOut['samples']> = []
  #missing: NonNullable<AgentBatchOut['missing']> = []
  #events: NonNullable<AgentBatchOut['events']> = []

  push(def: SignalDef, atMs: number, value: number | null, reason?: MissingReason): void {
    const id = this.#idOf(def)
    if (id === null || this.#samples.length >= maxWaiting) return
    const isMissing = value === null || !Number.isFinite(value)
    this.#samples.push([id, atMs, isMissing ? null : value])
    if (isMissing) this.#tellMissing(id, reason ?? 'unknown')
  }

  missing(def: SignalDef, reason: MissingReason): void {
    const id = this.#idOf(def)
    if (id !== null) this.#tellMissing(id, reason)
  }

  event(kind: SessionEvent['kind'], atMs: number, detail: string): void {
    if (this.#events.length < 100) this.#events.push({ kind, atMs, detail: detail.slice(0, 300) })
  }

  /** What came since the last line, as the next one. */
  take(nowMs: number): AgentBatchOut {
    const batch: AgentBatchOut = {
      nowMs,
      ...(this.#series.length > 0 ? { series: this.#series } : {}),
      ...(this.#samples.length > 0 ? { samples: this.#samples } : {}),
      ...(this.#missing.length > 0 ? { missing: this.#missing } : {}),
      ...(this.#events.length > 0 ? { events: this.#events } : {}),
    }
    this.#series = []
    this.#samples = []
    this.#missing = []
    this.#events = []
    return batch
  }

  #tellMissing(id: number, reason: MissingReason): void {
    if (this.#missing.length < maxWaiting) this.#missing.push([id, reason])
  }

  #idOf(def: SignalDef): number | null {
    const key = signalKey(def)
    const known = this.#ids.get(key)
    if (known !== undefined) return known
    if (this.#ids.size >= agentLimits.series) return null
    const id = this.#ids.size
    this.#ids.set(key, id)
    const { signal, unit, windowMs } = def
    this.#series.push({ id, signal, device: def.device.slice(0, 200), deviceLabel: def.deviceLabel.slice(0, 200), unit, windowMs })
    return id
  }
}
