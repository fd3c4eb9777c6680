/** Round numbers for axes: three ticks for a value axis, linear or logarithmic, and times for the shared axis. */

export interface AxisScale {
  readonly min: number
  readonly max: number
  /** Bottom, middle, top. */
  readonly ticks: readonly [number, number, number]
}

/** Tops whose half is as round as they are. */
const linearSteps = [1, 2, 4, 6, 8, 10] as const
const logBottoms = [1, 2, 5] as const
/** From the bottom tick to the middle one, and again to the top. */
const logRatios = [2, 5, 10, 20, 50, 100, 200, 500, 1000, 10_000, 100_000] as const

/** A scale from `floor` (0 unless given) to a round top that holds `max`. */
export function linearScale(max: number, floor = 0): AxisScale {
  const span = max - floor
  if (!(span > 0) || !Number.isFinite(span)) return { min: floor, max: floor + 1, ticks: [floor, floor + 0.5, floor + 1] }
  const decade = 10 ** Math.floor(Math.log10(span))
  const top = (linearSteps.find((step) => step * decade >= span * (1 - 1e-9)) ?? 10) * decade
  return { min: floor, max: floor + top, ticks: [floor, floor + top / 2, floor + top] }
}

const cappedSteps = [8, 6, 5, 4, 3, 2, 1] as const

/** From 0 to a top that isn't round, such as a machine's memory: the upper two ticks are round and as high as they can be. */
export function cappedScale(top: number): AxisScale {
  if (!(top > 0) || !Number.isFinite(top)) return linearScale(top)
  const half = top / 2
  const decade = 10 ** Math.floor(Math.log10(half))
  const step = (cappedSteps.find((candidate) => candidate * decade <= half * (1 + 1e-9)) ?? 1) * decade
  return { min: 0, max: top, ticks: [0, step, 2 * step] }
}

/** For whole things: the middle tick is a whole number. */
export function countScale(max: number): AxisScale {
  return linearScale(Math.max(2, max))
}

/** A decade scale that holds both ends; falls back to linear where a value isn't positive. */
export function logScale(min: number, max: number): AxisScale {
  if (!(min > 0) || !Number.isFinite(max)) return linearScale(max)
  const decade = 10 ** Math.floor(Math.log10(min))
  const bottom = [...logBottoms].reverse().map((step) => step * decade).find((step) => step <= min * (1 + 1e-9)) ?? decade
  const ratio = logRatios.find((candidate) => bottom * candidate * candidate >= max * (1 - 1e-9)) ?? 100_000
  return { min: bottom, max: bottom * ratio * ratio, ticks: [bottom, bottom * ratio, bottom * ratio * ratio] }
}

const timeStepsMs = [
  10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 900_000, 1_800_000, 3_600_000, 7_200_000,
] as const

export interface TimeTicks {
  readonly stepMs: number
  readonly ticks: readonly number[]
}

/** Round times in a range, at most `maxTicks`. */
export function timeTicks(fromMs: number, toMs: number, maxTicks: number): TimeTicks {
  const span = Math.max(toMs - fromMs, 1)
  const stepMs = timeStepsMs.find((step) => span / step <= Math.max(1, maxTicks)) ?? Math.ceil(span / Math.max(1, maxTicks) / 3_600_000) * 3_600_000
  const ticks: number[] = []
  for (let tick = Math.ceil(fromMs / stepMs) * stepMs; tick <= toMs; tick += stepMs) ticks.push(tick)
  return { stepMs, ticks }
}

/** `m:ss`, or `h:mm:ss` from an hour on; `decimals` of a second where the axis is that fine. */
export function clockText(ms: number, decimals = 0): string {
  const unit = 10 ** decimals
  const total = Math.round((Math.max(ms, 0) / 1000) * unit) / unit
  const hours = Math.floor(total / 3600)
  const minutes = Math.floor((total % 3600) / 60)
  const seconds = (total % 60).toFixed(decimals).padStart(decimals === 0 ? 2 : 3 + decimals, '0')
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${seconds}` : `${minutes}:${seconds}`
}

/** Decimals of a second that tell two instants `stepMs` apart. */
export function clockDecimals(stepMs: number): number {
  if (stepMs >= 1000) return 0
  return stepMs >= 100 ? 1 : 2
}

const roundSteps = [1, 2, 5, 10] as const

/** Round numbers in a range, at most `maxTicks` and at least 1 apart: positions, lengths. */
export function roundTicks(from: number, to: number, maxTicks: number): readonly number[] {
  const least = Math.max(1, (to - from) / Math.max(1, maxTicks))
  const decade = 10 ** Math.floor(Math.log10(least))
  const step = (roundSteps.find((each) => each * decade >= least * (1 - 1e-9)) ?? 10) * decade
  const ticks: number[] = []
  for (let tick = Math.ceil(from / step) * step; tick <= to; tick += step) ticks.push(tick)
  return ticks
}
