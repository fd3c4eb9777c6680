/** What held a graphics card back while it worked: the driver's mask of reasons as shares of the busy time. */
import type { SignalSeries } from '../model/telemetry.ts'
import type { Interval } from './window.ts'

/** Bits of NVIDIA's `clocks_event_reasons.active`. Bit 0, idle, holds nothing back. */
const reasonBits = {
  'app-clocks': 0x2, 'power-cap': 0x4, 'hw-slowdown': 0x8, 'sync-boost': 0x10, 'sw-thermal': 0x20, 'hw-thermal': 0x40, 'power-brake': 0x80, 'display-clock': 0x100,
} as const
export type HoldReason = keyof typeof reasonBits | 'unknown'
const knownBits = 0x1ff

/** A card that is used less than this, %, does not work. */
const busyPercent = 5

export interface ThrottleShare {
  readonly reason: HoldReason
  /** 0..1 of the busy samples. Reasons may hold together: shares add up to more than 1. */
  readonly share: number
}

export interface CardThrottle {
  readonly device: string
  readonly deviceLabel: string
  /** Busy samples of the range. */
  readonly n: number
  /** Only reasons that were there, the longest first. */
  readonly shares: readonly ThrottleShare[]
}

/** The reasons of one mask. Bits beyond 2^31 survive, which `&` would lose. */
export function holdReasons(mask: number): readonly HoldReason[] {
  const low = mask % 0x200
  const known = (Object.keys(reasonBits) as (keyof typeof reasonBits)[]).filter((reason) => (low & reasonBits[reason]) !== 0)
  return mask > knownBits ? [...known, 'unknown'] : known
}

/** The last value at or before an instant; NaN before the first. */
function valueAt({ tMs, value }: SignalSeries, atMs: number): number {
  let [low, high] = [0, tMs.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((tMs[middle] ?? Number.POSITIVE_INFINITY) <= atMs) low = middle + 1
    else high = middle
  }
  return value[low - 1] ?? Number.NaN
}

function ofCard(mask: SignalSeries, use: SignalSeries, [fromMs, toMs]: Interval): CardThrottle {
  const counts = new Map<HoldReason, number>()
  let n = 0
  mask.value.forEach((bits, i) => {
    const atMs = mask.tMs[i] ?? Number.NaN
    if (Number.isNaN(bits) || atMs < fromMs || atMs > toMs || !(valueAt(use, atMs) >= busyPercent)) return
    n += 1
    for (const reason of holdReasons(bits)) counts.set(reason, (counts.get(reason) ?? 0) + 1)
  })
  const shares = [...counts].map(([reason, count]) => ({ reason, share: count / n })).sort((a, b) => b.share - a.share)
  return { device: mask.device, deviceLabel: mask.deviceLabel, n, shares }
}

/** Cards that worked in the range and tell their reasons. Samples of a card come at one pace: a share of samples is a share of time. */
export function throttleShares(series: readonly SignalSeries[], range: Interval): readonly CardThrottle[] {
  return series.flatMap((mask) => {
    if (mask.signal !== 'gpu.throttle') return []
    const use = series.find((one) => one.signal === 'gpu.util' && one.source === mask.source && one.device === mask.device)
    if (use === undefined) return []
    const card = ofCard(mask, use, range)
    return card.n === 0 ? [] : [card]
  })
}
