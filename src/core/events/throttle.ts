/** A GPU that slows itself down: heat or a failing supply. The power cap is left out: under load it is the normal state. */
import { eventOf, type Detector } from './detector.ts'
import { createHolds } from './hold.ts'

/** Two samples of the fast ring in a row begin it; three quiet seconds end it. */
const times = { onMs: 250, offMs: 3_000 }

/** Bits of `clocks_event_reasons.active` that take speed away. */
export const throttleBits = { 'hw-slowdown': 0x8, 'sw-thermal': 0x20, 'hw-thermal': 0x40, 'power-brake': 0x80 } as const
export type ThrottleReason = keyof typeof throttleBits

export function throttleReasons(mask: number): readonly ThrottleReason[] {
  return (Object.keys(throttleBits) as ThrottleReason[]).filter((name) => (mask & throttleBits[name]) !== 0)
}

export function createThrottleDetector(): Detector {
  const holdOf = createHolds(times)
  return (sample) => {
    const { def, atMs, value } = sample
    if (def.signal !== 'gpu.throttle') return null
    const reasons = value === null ? null : throttleReasons(value)
    const edge = holdOf(`${def.source}/${def.device}`)(atMs, reasons === null ? null : reasons.length > 0)
    if (edge === null) return null
    return eventOf(sample, edge.kind === 'begin' ? 'throttle-begin' : 'throttle-end', edge.atMs, edge.kind === 'begin' ? (reasons ?? []).join(' ') : null)
  }
}
