/** What the detectors of events see and give: one sample in, no event or a few out. */
import type { SensedKind, SessionEvent } from '../model/session.ts'
import type { MissingReason, SignalDef, SignalSource } from '../model/telemetry.ts'

/** One value of one signal; null with the reason where there is none. */
export interface Sensed {
  readonly def: SignalDef
  readonly atMs: number
  readonly value: number | null
  readonly reason: MissingReason | null
}

export type SensedEvent = SessionEvent & { readonly kind: SensedKind }

/** Keeps what it needs of earlier samples; one instance a recording. */
export type Detector = (sample: Sensed) => SensedEvent | null

/** An event about the device of a sample. */
export function eventOf({ def }: Sensed, kind: SensedKind, atMs: number, detail: string | null): SensedEvent {
  return { atMs, kind, stage: null, detail, source: def.source, ...(def.deviceLabel === '' ? {} : { device: def.deviceLabel }) }
}

/** Several machines may be read at once, each through a source of its own: their samples must not be taken for one machine's. */
export function eachSource(create: () => Detector): Detector {
  const detectors = new Map<SignalSource, Detector>()
  return (sample) => {
    const detect = detectors.get(sample.def.source) ?? create()
    detectors.set(sample.def.source, detect)
    return detect(sample)
  }
}
