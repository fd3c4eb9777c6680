/** Hysteresis: a condition counts once it has held for a while, and is over once it has been gone for a while. */

export interface Edge {
  readonly kind: 'begin' | 'end'
  /** When the condition first showed what it then kept, not when that was believed. */
  readonly atMs: number
}

export interface HoldTimes {
  /** How long it must hold to begin, ms; 0 = the first sample decides. */
  readonly onMs: number
  /** How long it must be gone to end, ms. */
  readonly offMs: number
}

/** Takes one reading after another; null = this one says neither. */
export type Hold = (atMs: number, isOn: boolean | null) => Edge | null

export function createHold({ onMs, offMs }: HoldTimes): Hold {
  let isHeld = false
  let sinceMs: number | null = null
  return (atMs, isOn) => {
    if (isOn === null || isOn === isHeld) {
      sinceMs = null
      return null
    }
    sinceMs ??= atMs
    if (atMs - sinceMs < (isOn ? onMs : offMs)) return null
    const edge: Edge = { kind: isOn ? 'begin' : 'end', atMs: sinceMs }
    isHeld = isOn
    sinceMs = null
    return edge
  }
}

/** One hold for each key, made when it is first needed. */
export function createHolds(times: HoldTimes): (key: string) => Hold {
  const holds = new Map<string, Hold>()
  return (key) => {
    const known = holds.get(key) ?? createHold(times)
    holds.set(key, known)
    return known
  }
}
