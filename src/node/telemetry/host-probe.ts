/** One reading of the host that may be refused by the system: it then becomes a missing value, and is not tried again while the source runs. */
import type { MissingReason, SignalDef, SignalName, SignalUnit } from '../../core/model/telemetry.ts'
import type { Ring, SampleSink } from './source.ts'

export interface HostProbe {
  readonly ring: Ring
  /** The signals it gives; all are missing when it fails. */
  readonly defs: readonly SignalDef[]
  /** Forgets earlier counters. */
  reset(): void
  /** Throws what the system threw. */
  sample(out: SampleSink, atMs: number): void
  /** Lets go of what it keeps open. */
  close?(): void
  /** What a failure to read it means, where that is known better than by the system's error. */
  readonly refusedAs?: MissingReason
}

export function hostSignal(signal: SignalName, unit: SignalUnit, windowMs: number, device = ''): SignalDef {
  return { source: 'host', device, deviceLabel: device === '' ? '' : `CPU ${device.slice(3)}`, signal, unit, windowMs }
}

/** What a refused read means: files that are not there and features that are switched off say so, the rest is a matter of rights. */
export function refusal(error: unknown): MissingReason {
  const code = error instanceof Error && 'code' in error ? error.code : null
  return code === 'EACCES' || code === 'EPERM' ? 'no-permission' : 'not-supported'
}

export interface Counters {
  readonly values: readonly (number | null)[]
  readonly atMs: number
}

/**
 * A probe of counters that only grow: gives what each grew by a second, times `scale`, and at most `most`. A counter that steps back (device gone, wrap)
 * leaves a gap instead of a negative rate; null stays missing.
 */
export function counterProbe(ring: Ring, defs: readonly SignalDef[], scale: number, read: () => readonly (number | null)[], most = Number.POSITIVE_INFINITY): HostProbe {
  let before: Counters | null = null
  return {
    ring,
    defs,
    reset() {
      before = null
    },
    sample(out, atMs) {
      const now: Counters = { values: read(), atMs }
      const earlier = before
      before = now
      if (earlier === null || atMs <= earlier.atMs) return
      defs.forEach((def, i) => {
        const [after, was] = [now.values[i] ?? null, earlier.values[i] ?? null]
        if (after === null) return out.push(def, atMs, null, 'not-supported')
        if (was === null || after < was) return out.push(def, atMs, null, 'gap')
        out.push(def, atMs, Math.min(most, ((after - was) * scale * 1_000) / (atMs - earlier.atMs)))
      })
    },
  }
}

/** A probe of values that hold at an instant. */
export function gaugeProbe(ring: Ring, defs: readonly SignalDef[], read: () => readonly (number | null)[]): HostProbe {
  return {
    ring,
    defs,
    reset: () => undefined,
    sample(out, atMs) {
      const values = read()
      defs.forEach((def, i) => out.push(def, atMs, values[i] ?? null, 'not-supported'))
    },
  }
}

/** Says once that these signals can't be had here. */
export function absentProbe(defs: readonly SignalDef[], reason: MissingReason): HostProbe {
  let isTold = false
  return {
    ring: 'slow',
    defs,
    reset() {
      isTold = false
    },
    sample(out) {
      if (isTold) return
      isTold = true
      for (const def of defs) out.missing(def, reason)
    },
  }
}

/** Reads only at each n-th turn, for what is dear and moves slowly. */
export function seldom(probe: HostProbe, turns: number): HostProbe {
  let turn = 0
  return {
    ...probe,
    reset() {
      turn = 0
      probe.reset()
    },
    sample(out, atMs) {
      if (turn % turns === 0) probe.sample(out, atMs)
      turn += 1
    },
  }
}
