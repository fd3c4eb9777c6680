/** Passes samples on and remembers which signals can't be had, and why. */
import type { MissingReason, SignalDef, SignalName } from '../../core/model/telemetry.ts'
import type { SensorNote } from '../../core/model/view.ts'
import type { SampleSink } from './source.ts'

export class NotingSink implements SampleSink {
  readonly #sink: SampleSink
  /** By device and signal. */
  readonly #silent = new Map<string, readonly [SignalName, MissingReason]>()

  constructor(sink: SampleSink) {
    this.#sink = sink
  }

  push(def: SignalDef, atMs: number, value: number | null, reason?: MissingReason): void {
    if (value !== null) {
      if (this.#silent.size > 0) this.#silent.delete(`${def.device}/${def.signal}`)
    } else if (reason !== 'gap') {
      // A gap is a moment, not a lack.
      this.#note(def, reason ?? 'unknown')
    }
    this.#sink.push(def, atMs, value, reason)
  }

  missing(def: SignalDef, reason: MissingReason): void {
    this.#note(def, reason)
    this.#sink.missing(def, reason)
  }

  event(...event: Parameters<SampleSink['event']>): void {
    this.#sink.event(...event)
  }

  /** Each signal once. */
  notes(): readonly SensorNote[] {
    const found = new Map([...this.#silent.values()].map(([signal, reason]) => [`${signal}/${reason}`, { signal, reason }]))
    return [...found.values()]
  }

  #note(def: SignalDef, reason: MissingReason): void {
    const key = `${def.device}/${def.signal}`
    if (this.#silent.get(key)?.[1] !== reason) this.#silent.set(key, [def.signal, reason])
  }
}
