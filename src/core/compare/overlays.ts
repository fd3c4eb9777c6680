/** Time series of one stage with its start as time 0, so that runs can be laid over each other. */
import type { OverlaySeries } from '../model/comparison.ts'
import type { SignalName, SignalSeries } from '../model/telemetry.ts'
import { decimate } from '../series/decimate.ts'
import { sliceSeries } from '../series/slice.ts'

/** In the order in which they are shown. */
export const overlaySignals = [
  'req.tokens', 'req.ttft.p50', 'req.tpot.p50', 'req.inflight', 'gpu.util', 'gpu.power', 'gpu.temp', 'gpu.mem.used', 'cpu.total', 'srv.kv', 'srv.waiting', 'srv.rss',
] as const satisfies readonly SignalName[]

const pixels = 150

function highest({ value }: SignalSeries): number {
  let [sum, n] = [0, 0]
  for (const one of value) {
    if (Number.isNaN(one)) continue
    sum += one
    n += 1
  }
  return n === 0 ? -Infinity : sum / n
}

/** Of several devices the one that did most: a line a session is what can be read. */
export function overlaysOf(all: readonly SignalSeries[], fromMs: number, toMs: number): readonly OverlaySeries[] {
  return overlaySignals.flatMap((signal) => {
    const inside = all.filter((series) => series.signal === signal).map((series) => sliceSeries(series, fromMs, toMs)).filter((series) => highest(series) > -Infinity)
    const first = inside.toSorted((a, b) => highest(b) - highest(a))[0]
    if (first === undefined) return []
    const { t, v } = decimate(first.tMs, first.value, fromMs, toMs, pixels)
    return [{ signal, unit: first.unit, windowMs: first.windowMs, tMs: t.map((atMs) => atMs - fromMs), value: v.slice() }]
  })
}
