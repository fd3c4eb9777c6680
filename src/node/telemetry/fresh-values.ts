/** Values that a helper program brings at its own pace, handed on once each, with the time they came. */
import type { MissingReason, SignalDef, SignalName } from '../../core/model/telemetry.ts'
import type { HostProbe } from './host-probe.ts'

/** Older than this a value says nothing about now, ms. */
const staleMs = 6_000

interface Entry {
  readonly value: number | null
  readonly atMs: number
  isNew: boolean
}

export class FreshValues {
  readonly #entries = new Map<SignalName, Entry>()
  readonly #absent = new Map<SignalName, MissingReason>()
  readonly #now: () => number

  /** `now`: any clock in ms that only grows. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now
  }

  set(signal: SignalName, value: number | null): void {
    this.#absent.delete(signal)
    this.#entries.set(signal, { value, atMs: this.#now(), isNew: true })
  }

  /** Nothing will come, for this reason. */
  lack(signal: SignalName, reason: MissingReason): void {
    this.#absent.set(signal, reason)
  }

  /** The last value, as long as it is not too old. */
  latest(signal: SignalName): number | null {
    const entry = this.#entries.get(signal)
    return entry === undefined || this.#now() - entry.atMs > staleMs ? null : entry.value
  }

  clear(): void {
    this.#entries.clear()
    this.#absent.clear()
  }

  /** Hands on what is new; tells a gap once values stay away that were there. */
  probe(defs: readonly SignalDef[]): HostProbe {
    return {
      ring: 'slow',
      defs,
      reset: () => undefined,
      sample: (out, atMs) => {
        for (const def of defs) {
          const absent = this.#absent.get(def.signal)
          const entry = this.#entries.get(def.signal)
          if (absent !== undefined) out.missing(def, absent)
          if (entry === undefined) continue
          const ageMs = this.#now() - entry.atMs
          if (entry.isNew) out.push(def, Math.max(0, atMs - ageMs), entry.value, 'not-supported')
          else if (ageMs > staleMs) out.push(def, atMs, null, 'gap')
          entry.isNew = false
        }
      },
    }
  }
}
