/** The highest values of the machine's signals in a range of time: what was near its limit while it ran. */
import type { SignalName, SignalUnit } from '../../../../core/model/telemetry.ts'
import { modelTelemetry } from '../../../../core/series/model-machine.ts'
import type { Timeline } from '../../../../core/model/view.ts'

export interface ResourcePeak {
  readonly signal: SignalName
  readonly unit: SignalUnit
  readonly max: number
  readonly mean: number
  readonly n: number
  /** What there is of it at most, in the same unit; null where it isn't known. */
  readonly limit: number | null
}

const signals: readonly { readonly signal: SignalName; readonly limit: SignalName | 100 | null }[] = [
  { signal: 'cpu.total', limit: 100 }, { signal: 'cpu.busiest', limit: 100 }, { signal: 'mem.used', limit: 'mem.total' }, { signal: 'swap.used', limit: null },
  { signal: 'gpu.util', limit: 100 }, { signal: 'gpu.mem.used', limit: 'gpu.mem.total' }, { signal: 'gpu.power', limit: 'gpu.power.limit' }, { signal: 'gpu.temp', limit: null },
  { signal: 'srv.kv', limit: 100 }, { signal: 'srv.waiting', limit: null }, { signal: 'srv.rss', limit: 'mem.total' },
]

function highest(timeline: Timeline, signal: SignalName): number | null {
  let high = Number.NEGATIVE_INFINITY
  for (const series of timeline.series) if (series.signal === signal) for (const value of series.value) if (value > high) high = value
  return Number.isFinite(high) ? high : null
}

/** Only signals that have a value in the range; the highest over all devices. */
export function resourcePeaks(whole: Timeline, fromMs: number, toMs: number): readonly ResourcePeak[] {
  const timeline = { ...whole, series: modelTelemetry(whole.series) }
  return signals.flatMap(({ signal, limit }) => {
    let [max, sum, n] = [Number.NEGATIVE_INFINITY, 0, 0]
    let unit: SignalUnit = '%'
    for (const series of timeline.series) {
      if (series.signal !== signal) continue
      unit = series.unit
      series.value.forEach((value, i) => {
        const atMs = series.tMs[i] ?? Number.NaN
        if (Number.isNaN(value) || atMs < fromMs || atMs > toMs) return
        max = Math.max(max, value)
        sum += value
        n += 1
      })
    }
    if (n === 0) return []
    return [{ signal, unit, max, mean: sum / n, n, limit: limit === null ? null : limit === 100 ? 100 : highest(timeline, limit) }]
  })
}
