/** Turns what sessions bring to a stage into lanes: sorted figures, and time series from the stage's start. */
import { metricKey, signalNameKey } from '../../../../core/format/index.ts'
import { curveMetrics, type ComparedStage, type Comparison, type OverlaySeries } from '../../../../core/model/comparison.ts'
import type { SignalName } from '../../../../core/model/telemetry.ts'
import type { Translate } from '../../../../shared/i18n/index.ts'
import { GIB } from '../../charts/lane-context.ts'
import type { Lane, LaneId, LaneSeries } from '../../charts/lane-types.ts'
import { usualGapMs } from '../../charts/series-lookup.ts'
import { SHARE_SPAN } from '../../charts/timeline-rulers.ts'
import { runStyle } from './run-style.ts'

const keyHeightPx = 17
const headHeightPx = 32
const leastHeightPx = 96
/** Latencies have no value in a second without an answer: such holes are bridged. */
const bridgedMs = 15_000

const defaults = { group: null, top: null, canLog: false, isCount: false, flags: [], heat: null, isOptional: false, note: null } as const

function heightOf(sessions: number, least: number): number {
  return Math.max(least, headHeightPx + sessions * keyHeightPx)
}

/** “A  name”: the name gives way where there is no room. */
function labelOf({ sessions }: Comparison, place: number): string {
  const session = sessions[place]
  return session === undefined ? '' : `${session.label} · ${session.meta.name}`
}

/** Spread over so much that a linear axis would hide the lower part. */
const logSpread = 12

function isWide(lines: readonly LaneSeries[]): boolean {
  const least = Math.min(...lines.map(({ value }) => value[0] ?? 0))
  return least > 0 && Math.max(...lines.map(({ value }) => value.at(-1) ?? 0)) > logSpread * least
}

function series(place: number, label: string, tMs: Float64Array, value: Float64Array, gapMs: number): LaneSeries {
  return { id: String(place), label, ...runStyle(place), tMs, value, gapMs, request: null, hasReadout: true }
}

/** One lane a figure, percentiles from left to right. */
export function curveLanes(comparison: Comparison, { runs }: ComparedStage, t: Translate): readonly Lane[] {
  return curveMetrics.flatMap((metric): readonly Lane[] => {
    const lines = runs.flatMap((run, place) => {
      const curve = run?.curves[metric] ?? null
      return curve === null ? [] : [series(place, labelOf(comparison, place), curve.shares.map((share) => share * SHARE_SPAN), curve.valuesMs, SHARE_SPAN)]
    })
    if (lines.length === 0) return []
    const kind: LaneId = metric === 'ttftMs' ? 'ttft' : 'tpot'
    return [{ ...defaults, id: metric, kind, title: t(metricKey(metric, 'short')), definition: t(metricKey(metric, 'definition')), unit: 'ms', canLog: isWide(lines), heightPx: heightOf(lines.length, 128), series: lines }]
  })
}

const kinds: Readonly<Partial<Record<SignalName, LaneId>>> = {
  'req.tokens': 'throughput', 'req.ttft.p50': 'ttft', 'req.tpot.p50': 'tpot', 'req.inflight': 'inflight', 'gpu.util': 'gpu', 'gpu.power': 'power', 'gpu.temp': 'temp',
  'gpu.mem.used': 'vram', 'cpu.total': 'cpu', 'srv.kv': 'kv', 'srv.waiting': 'queue', 'srv.rss': 'serverMemory',
}

function unitOf({ unit }: OverlaySeries): string {
  return unit === 'B' ? 'GiB' : unit === 'count' ? '' : unit
}

function lineOf(place: number, label: string, { signal, unit, tMs, value }: OverlaySeries): LaneSeries {
  const isLatency = signal.startsWith('req.t') && unit === 'ms'
  const isStep = signal === 'req.inflight'
  const gapMs = isStep ? Number.POSITIVE_INFINITY : isLatency ? bridgedMs : usualGapMs(tMs)
  return { ...series(place, label, tMs, unit === 'B' ? value.map((bytes) => bytes / GIB) : value, gapMs), ...(isStep ? { mark: 'step' as const } : {}) }
}

/** The lane's own short name; of figures of requests, the one that says which percentile. */
function titleOf(signal: SignalName, kind: LaneId, t: Translate): string {
  return signal.startsWith('req.t') ? t(signalNameKey(signal)) : t(`session:lane.${kind}.title`)
}

/** One lane a signal that at least one session has, in the order of the overlays. */
export function overlayLanes(comparison: Comparison, { runs }: ComparedStage, t: Translate): readonly Lane[] {
  const signals = (Object.keys(kinds) as SignalName[]).filter((signal) => runs.some((run) => run?.overlays.some((one) => one.signal === signal)))
  return signals.flatMap((signal): readonly Lane[] => {
    const kind = kinds[signal]
    const found = runs.flatMap((run, place) => (run?.overlays ?? []).filter((one) => one.signal === signal).map((one) => ({ place, one })))
    const first = found[0]
    if (kind === undefined || first === undefined) return []
    return [{
      ...defaults, id: signal, kind, title: titleOf(signal, kind, t), definition: t(`session:lane.${kind}.definition`), unit: unitOf(first.one), top: first.one.unit === '%' ? 100 : null,
      isCount: first.one.unit === 'count', heightPx: heightOf(found.length, leastHeightPx), series: found.map(({ place, one }) => lineOf(place, labelOf(comparison, place), one)),
    }]
  })
}

/** From the stage's start to the last value that any session has, ms. */
export function overlaySpanMs({ runs }: ComparedStage): number {
  return runs.reduce((latest, run) => (run?.overlays ?? []).reduce((last, { tMs }) => Math.max(last, tMs.at(-1) ?? 0), latest), 1000)
}
