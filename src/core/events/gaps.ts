/** A source of telemetry that falls silent, and its return. One event each, however many of its signals went. */
import { signalKey, type MissingReason, type SignalDef, type SignalName, type SignalSource } from '../model/telemetry.ts'
import { eventOf, type Sensed, type SensedEvent } from './detector.ts'

/** Values must come for so long before a source counts as back, ms. */
const backAfterMs = 900

/** Sources whose other signals come and go by nature are judged by these alone. */
const leaders: Partial<Readonly<Record<SignalSource, readonly SignalName[]>>> = { host: ['cpu.total'], server: ['srv.rss'], metrics: ['srv.scrape'] }
/** Of graphics cards: processes and links are read apart and may live on. */
const gpuLeaders: readonly SignalName[] = ['gpu.util', 'gpu.mem.used', 'gpu.power', 'gpu.temp', 'gpu.clock.sm']
/** Reasons that mean silence; the others are properties of the machine. */
const silentReasons: readonly MissingReason[] = ['timeout', 'gap', 'lost', 'no-permission', 'tool-missing', 'unknown']

interface Track {
  readonly alive: Set<string>
  readonly silent: Set<string>
  /** Silence is noticed late: it is counted from here. */
  lastValueMs: number | null
  gapSinceMs: number | null
  backSinceMs: number | null
  /** A device of it was told to be lost: its own silence is no news. */
  hasLost: boolean
}

export interface GapDetector {
  sample(sample: Sensed): SensedEvent | null
  /** A source that told of its gap itself; false when that gap is known already. */
  told(source: SignalSource, atMs: number): boolean
  /** One device of a source is gone; the source goes on as long as another one speaks. */
  lost(source: SignalSource): void
}

function isLeading({ source, signal }: SignalDef): boolean {
  if (source === 'client' || source === 'requests') return false
  return leaders[source]?.includes(signal) ?? (!signal.startsWith('gpu.') || gpuLeaders.includes(signal))
}

export function createGapDetector(): GapDetector {
  const tracks = new Map<SignalSource, Track>()
  const trackOf = (source: SignalSource): Track => {
    const known = tracks.get(source) ?? { alive: new Set(), silent: new Set(), lastValueMs: null, gapSinceMs: null, backSinceMs: null, hasLost: false }
    tracks.set(source, known)
    return known
  }

  function onValue(track: Track, sample: Sensed): SensedEvent | null {
    const key = signalKey(sample.def)
    track.alive.add(key)
    track.silent.delete(key)
    if (track.gapSinceMs === null) {
      track.lastValueMs = sample.atMs
      return null
    }
    track.backSinceMs ??= sample.atMs
    if (sample.atMs - track.backSinceMs < backAfterMs) return null
    const event = eventOf({ ...sample, def: { ...sample.def, deviceLabel: '' } }, 'sensor-back', track.backSinceMs, String(Math.round(track.backSinceMs - (track.lastValueMs ?? track.gapSinceMs))))
    track.lastValueMs = sample.atMs
    track.gapSinceMs = null
    track.backSinceMs = null
    return event
  }

  function onSilence(track: Track, sample: Sensed): SensedEvent | null {
    const key = signalKey(sample.def)
    if (!track.alive.has(key)) return null
    track.silent.add(key)
    if (track.silent.size < track.alive.size) return null
    track.backSinceMs = null
    if (track.gapSinceMs !== null) return null
    track.gapSinceMs = sample.atMs
    if (track.hasLost && sample.reason === 'lost') return null
    return eventOf({ ...sample, def: { ...sample.def, deviceLabel: '' } }, 'sensor-gap', sample.atMs, sample.reason)
  }

  return {
    sample(sample) {
      if (!isLeading(sample.def)) return null
      const track = trackOf(sample.def.source)
      if (sample.value !== null) return onValue(track, sample)
      return silentReasons.includes(sample.reason ?? 'unknown') ? onSilence(track, sample) : null
    },
    told(source, atMs) {
      const track = trackOf(source)
      const isNew = track.gapSinceMs === null
      track.gapSinceMs ??= atMs
      track.backSinceMs = null
      return isNew
    },
    lost(source) {
      trackOf(source).hasLost = true
    },
  }
}
