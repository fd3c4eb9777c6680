/** From values to pixels: linear or logarithmic axes with a few round ticks. */
import { ticks } from 'd3-array'
import type { SignalUnit } from '../../model/telemetry.ts'

export interface LaneUnit {
  readonly divisor: number
  readonly label: string
}

/** Latencies of seconds are read in s, sizes in GiB. */
export function laneUnit(unit: SignalUnit, max: number): LaneUnit {
  if (unit === 'ms') return max >= 2000 ? { divisor: 1000, label: 's' } : { divisor: 1, label: 'ms' }
  if (unit === 'B') return max >= 2 ** 30 ? { divisor: 2 ** 30, label: 'GiB' } : { divisor: 2 ** 20, label: 'MiB' }
  return { divisor: 1, label: unit === 'count' ? '' : unit }
}

export interface Scale {
  /** y in px, 0 at the top of the lane. Values outside are clamped. */
  readonly y: (value: number) => number
  readonly ticks: readonly number[]
}

/** Zero-based axis: up to `full` where the top is known, else to a round number at or above `max`. */
export function linearScale(max: number, height: number, full: number | null = null): Scale {
  const reach = full ?? (max > 0 ? max : 1)
  const wanted = ticks(0, reach, height >= 70 ? 3 : 2)
  const step = wanted[1] ?? reach
  const top = full ?? Math.max(step, Math.ceil(reach / step - 1e-9) * step)
  const marks = [0, ...wanted.filter((tick) => tick > 0), ...(full === null ? [top] : [])]
  return {
    y: (value) => height - (Math.min(top, Math.max(0, value)) / top) * height,
    ticks: marks.filter((tick, i) => marks.indexOf(tick) === i),
  }
}

/** Decades around [min, max]; for latencies whose tail is many times their middle. Both must be > 0. */
export function logScale(min: number, max: number, height: number): Scale {
  const [low, high] = [Math.floor(Math.log10(min)), Math.max(Math.floor(Math.log10(min)) + 1, Math.ceil(Math.log10(max) - 1e-9))]
  return {
    y: (value) => height - ((Math.min(high, Math.max(low, Math.log10(Math.max(value, 1e-9)))) - low) / (high - low)) * height,
    ticks: Array.from({ length: high - low + 1 }, (_, i) => 10 ** (low + i)),
  }
}

const stepsS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200, 86_400] as const

/** Instants for a time axis, ms: at most about ten, on steps people count in. */
export function timeTicks(durationMs: number): readonly number[] {
  const step = (stepsS.find((s) => durationMs / 1000 / s <= 10) ?? 86_400) * 1000
  return Array.from({ length: Math.min(60, Math.floor(durationMs / step) + 1) }, (_, i) => i * step)
}
