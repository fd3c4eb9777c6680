/** The telemetry of one request by phase: binary search finds the samples, each weighs as long as it stood. */
import type { RequestRecord } from '../model/request.ts'
import type { PhaseFigures, RequestTelemetry } from '../model/request-telemetry.ts'
import type { SignalSeries } from '../model/telemetry.ts'
import { indexRange } from '../series/slice.ts'
import type { Interval } from './window.ts'

const none: PhaseFigures = { mean: null, max: null, n: 0 }
/** A sample stands at most so many usual periods to either side: holes are not filled. */
const reachPeriods = 1.5
/** So many distances tell the usual period. */
const periodSamples = 63

/** The median distance of the samples before an index, ms; Infinity where it can't be told. */
function usualPeriodMs(tMs: Float64Array, end: number): number {
  const last = Math.min(tMs.length - 1, Math.max(end, 3))
  const count = Math.min(periodSamples, last)
  if (count < 2) return Number.POSITIVE_INFINITY
  const distances = Float64Array.from({ length: count }, (_, i) => (tMs[last - i] ?? 0) - (tMs[last - i - 1] ?? 0)).sort()
  return distances[count >> 1] ?? Number.POSITIVE_INFINITY
}

/**
 * Mean and maximum of the samples inside an interval. A value that is a mean of the time before it counts at that time's middle.
 * Each sample weighs the time from half-way to the one before to half-way to the next, cut at the interval and at holes.
 */
export function phaseFigures({ tMs, value, windowMs }: Pick<SignalSeries, 'tMs' | 'value' | 'windowMs'>, [fromMs, toMs]: Interval): PhaseFigures {
  const shiftMs = windowMs / 2
  const [first, end] = indexRange(tMs, fromMs + shiftMs, toMs + shiftMs)
  if (first >= end) return none
  const reachMs = reachPeriods * usualPeriodMs(tMs, end)
  let [sum, weight, plain, max, n] = [0, 0, 0, Number.NEGATIVE_INFINITY, 0]
  for (let i = first; i < end; i += 1) {
    const one = value[i] ?? Number.NaN
    if (Number.isNaN(one)) continue
    const at = (tMs[i] ?? 0) - shiftMs
    const before = i === first ? fromMs : (at + (tMs[i - 1] ?? 0) - shiftMs) / 2
    const after = i === end - 1 ? toMs : (at + (tMs[i + 1] ?? 0) - shiftMs) / 2
    const stoodMs = Math.min(after - at, reachMs) + Math.min(at - before, reachMs)
    sum += one * stoodMs
    weight += stoodMs
    plain += one
    max = Math.max(max, one)
    n += 1
  }
  if (n === 0) return none
  return { mean: weight > 0 ? sum / weight : plain / n, max, n }
}

type Phases = Pick<RequestTelemetry, 'prefillMs' | 'decodeMs'>

function phasesOf({ sentAtMs, firstTokenAtMs, lastTokenAtMs, endAtMs }: RequestRecord): Phases {
  return {
    prefillMs: sentAtMs === null ? null : [sentAtMs, firstTokenAtMs ?? endAtMs],
    decodeMs: firstTokenAtMs === null || lastTokenAtMs === null ? null : [firstTokenAtMs, lastTokenAtMs],
  }
}

/** All signals of one request; series without a sample inside are left out. */
export function requestTelemetry(record: RequestRecord, telemetry: readonly SignalSeries[]): RequestTelemetry {
  const phases = phasesOf(record)
  const figures = (series: SignalSeries, interval: Interval | null): PhaseFigures => (interval === null ? none : phaseFigures(series, interval))
  const signals = telemetry.flatMap((series) => {
    const [prefill, decode] = [figures(series, phases.prefillMs), figures(series, phases.decodeMs)]
    const { source, device, deviceLabel, signal, unit } = series
    return prefill.n + decode.n === 0 ? [] : [{ source, device, deviceLabel, signal, unit, prefill, decode }]
  })
  return { ...phases, signals }
}
