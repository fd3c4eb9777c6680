/** Samples in memory: what the database and each viewer have not seen yet, read through cursors. Bounded per series. */
import type { SessionEvent } from '../../core/model/session.ts'
import { signalKey, type MissingReason, type SignalDef, type SignalSeries } from '../../core/model/telemetry.ts'
import type { EventAbout, SampleSink } from './source.ts'

/** What the views show at most, whatever the period; older samples are in the database. */
const keptMs = 600_000
/** More than any source gives in twice that time. */
const mostSamples = 24_000

interface Track {
  readonly def: SignalDef
  reason: MissingReason | null
  /** Position of the first sample kept, counted from the first ever. */
  base: number
  readonly tMs: number[]
  readonly value: number[]
}

/** Seldom, and then many at once: removing from the front moves the rest. */
function forgetOld(track: Track, nowMs: number): void {
  const young = track.tMs.findIndex((atMs) => atMs >= nowMs - keptMs)
  const dropped = Math.max(young, track.tMs.length - mostSamples / 2)
  track.base += dropped
  track.tMs.splice(0, dropped)
  track.value.splice(0, dropped)
}

/** How far a reader has come, by series. Use a new one to read everything that is kept. */
export class SignalCursor {
  readonly positions = new Map<string, { next: number; reason: MissingReason | null }>()
}

export class SignalLog implements SampleSink {
  readonly #tracks = new Map<string, Track>()
  readonly #onEvent: (event: SessionEvent) => void

  constructor(onEvent: (event: SessionEvent) => void) {
    this.#onEvent = onEvent
  }

  push(def: SignalDef, atMs: number, value: number | null, reason?: MissingReason): void {
    const track = this.#track(def)
    const isMissing = value === null || !Number.isFinite(value)
    if (isMissing) track.reason = reason ?? 'unknown'
    // One NaN opens a gap; more of them would only fill the disk.
    const wasMissing = track.value.length === 0 ? track.base === 0 : Number.isNaN(track.value.at(-1))
    if (isMissing && wasMissing) return
    track.tMs.push(atMs)
    track.value.push(isMissing ? Number.NaN : value)
    if (atMs - (track.tMs[0] ?? atMs) >= 2 * keptMs || track.tMs.length >= mostSamples) forgetOld(track, atMs)
  }

  missing(def: SignalDef, reason: MissingReason): void {
    this.#track(def).reason = reason
  }

  event(kind: SessionEvent['kind'], atMs: number, detail: string, about: EventAbout = {}): void {
    this.#onEvent({ atMs, kind, stage: null, detail: detail === '' ? null : detail, ...about })
  }

  /** The latest value of a signal; null when there is none. */
  latest(key: string): number | null {
    const value = this.#tracks.get(key)?.value.at(-1)
    return value === undefined || Number.isNaN(value) ? null : value
  }

  /** What is new since the cursor was last used; moves the cursor. Series without news are left out. */
  read(cursor: SignalCursor): SignalSeries[] {
    const news: SignalSeries[] = []
    for (const [key, track] of this.#tracks) {
      const seen = cursor.positions.get(key)
      const end = track.base + track.tMs.length
      const next = Math.max(seen?.next ?? 0, track.base)
      if (seen !== undefined && next >= end && seen.reason === track.reason) continue
      news.push({
        ...track.def,
        reason: track.reason,
        tMs: Float64Array.from(track.tMs.slice(next - track.base)),
        value: Float64Array.from(track.value.slice(next - track.base)),
      })
      cursor.positions.set(key, { next: end, reason: track.reason })
    }
    return news
  }

  #track(def: SignalDef): Track {
    const key = signalKey(def)
    const known = this.#tracks.get(key)
    if (known !== undefined) return known
    const track: Track = { def, reason: null, base: 0, tMs: [], value: [] }
    this.#tracks.set(key, track)
    return track
  }
}
