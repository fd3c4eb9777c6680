/** What the timeline of the report shows, lane by lane: which series, in which colour, on which axis. */
import { requestMetrics } from '../../measure/request-metrics.ts'
import { isFailure, isSuccess } from '../../model/outcome.ts'
import type { StoredSession } from '../../model/stored-session.ts'
import type { MissingReason, SignalName, SignalSeries, SignalUnit } from '../../model/telemetry.ts'
import { modelTelemetry } from '../../series/model-machine.ts'
import { requestSeries } from '../../series/index.ts'
import { reasonKey, type Translate } from '../../format/translate.ts'

export type Hue = 'ttft' | 'tpot' | 'throughput' | 'inflight' | 'error' | 'gpu' | 'vram' | 'cpu' | 'memory' | 'power' | 'temp' | 'clock' | 'swap'

export interface Line {
  readonly series: SignalSeries
  readonly hue: Hue
  readonly label: string | null
  readonly dash: boolean
  readonly step: boolean
  readonly area: boolean
  /** Latency was not measured in a bin without answers: lines pass over that many ms of NaN. Sensor gaps stay open (0). */
  readonly bridgeMs: number
}

export interface Lane {
  readonly title: string
  readonly height: number
  readonly unit: SignalUnit
  readonly lines: readonly Line[]
  /** Fill between the first line (lower) and the second (upper). */
  readonly band: boolean
  readonly dots: { readonly hue: Hue; readonly label: string; readonly failedLabel: string; readonly ok: readonly Dot[]; readonly failed: readonly Dot[] } | null
  /** Top of the axis where it is known: 100 %, all of the memory. */
  readonly full: number | null
  /** Set instead of drawing when nothing was measured. */
  readonly missing: string | null
}

export interface Dot {
  readonly atMs: number
  readonly value: number
}

function hasValues(series: SignalSeries): boolean {
  return series.value.some((value) => !Number.isNaN(value))
}

function lane(over: Pick<Lane, 'title' | 'unit' | 'lines'> & Partial<Lane>): Lane {
  return { height: 56, band: false, dots: null, full: null, missing: null, ...over }
}

function line(series: SignalSeries, hue: Hue, over: Partial<Line> = {}): Line {
  return { series, hue, label: null, dash: false, step: false, area: false, bridgeMs: 0, ...over }
}

const noAnswerBridgeMs = 8000

function requestLanes(stored: StoredSession, durationMs: number, t: Translate): readonly Lane[] {
  const all = requestSeries(stored.requests, durationMs)
  const find = (signal: SignalName) => all.filter((series) => series.signal === signal && hasValues(series))
  const dots = (want: (outcome: StoredSession['requests'][number]['outcome']) => boolean): Dot[] =>
    stored.requests.flatMap((record) => {
      const { ttftMs } = requestMetrics(record)
      return ttftMs === null || record.sentAtMs === null || !want(record.outcome) ? [] : [{ atMs: record.sentAtMs, value: ttftMs }]
    })
  const pair = (p50: SignalName, p95: SignalName, hue: Hue) => [
    ...find(p50).map((series) => line(series, hue, { label: t('report:chart.p50'), bridgeMs: noAnswerBridgeMs })),
    ...find(p95).map((series) => line(series, hue, { label: t('report:chart.p95'), dash: true, bridgeMs: noAnswerBridgeMs })),
  ]
  const none = (lines: readonly Line[]) => (lines.length === 0 ? t('report:none') : null)
  const ttft = pair('req.ttft.p50', 'req.ttft.p95', 'ttft')
  const tpot = pair('req.tpot.p50', 'req.tpot.p95', 'tpot')
  const tokens = find('req.tokens').map((series) => line(series, 'throughput', { area: true }))
  const open = find('req.inflight').map((series) => line(series, 'inflight', { step: true, area: true }))
  const points = { hue: 'ttft' as const, label: t('report:chart.point'), failedLabel: t('report:chart.failed'), ok: dots(isSuccess), failed: dots(isFailure) }
  return [
    lane({ title: t('report:chart.ttft'), unit: 'ms', height: 132, lines: ttft, dots: points, missing: points.ok.length + points.failed.length === 0 ? t('report:none') : null }),
    lane({ title: t('report:chart.tpot'), unit: 'ms', height: 76, lines: tpot, band: tpot.length === 2, missing: none(tpot) }),
    lane({ title: t('report:chart.throughput'), unit: 'tok/s', height: 76, lines: tokens, missing: none(tokens) }),
    lane({ title: t('report:chart.inFlight'), unit: 'count', lines: open, missing: none(open) }),
  ]
}

/** The series of a signal; `reason` says why there is none. */
function measured(telemetry: readonly SignalSeries[], signal: SignalName, device?: string): { readonly series: SignalSeries | null; readonly reason: MissingReason } {
  const named = telemetry.filter((series) => series.signal === signal && (device === undefined || series.device === device))
  const series = named.find(hasValues) ?? null
  return { series, reason: named.find(({ reason }) => reason !== null)?.reason ?? 'unknown' }
}

function largest(series: SignalSeries | null): number | null {
  return series === null ? null : series.value.reduce((best, value) => (value > best ? value : best), 0) || null
}

function hostLanes(stored: StoredSession, t: Translate): readonly Lane[] {
  const { telemetry } = stored
  const notAvailable = (reason: MissingReason) => t('domain:missing', { reason: t(reasonKey(stored.meta.plan.telemetry.enabled ? reason : 'off')) })
  const total = measured(telemetry, 'cpu.total')
  const busiest = measured(telemetry, 'cpu.busiest').series
  const used = measured(telemetry, 'mem.used')
  const swap = measured(telemetry, 'swap.used').series
  const cpuLines = [
    ...(total.series === null ? [] : [line(total.series, 'cpu', { area: true, label: t('report:chart.allCores') })]),
    ...(busiest === null ? [] : [line(busiest, 'cpu', { dash: true, label: t('report:chart.busiest') })]),
  ]
  const memoryLines = used.series === null ? [] : [line(used.series, 'memory', { area: true })]
  const swapLines = swap !== null && (largest(swap) ?? 0) > 0 ? [line(swap, 'swap', { dash: true, label: t('report:chart.swap') })] : []
  return [
    lane({ title: t('report:chart.cpu'), unit: '%', full: 100, lines: cpuLines, missing: cpuLines.length === 0 ? notAvailable(total.reason) : null }),
    lane({
      title: t('report:chart.memory'), unit: 'B', lines: [...memoryLines, ...swapLines], full: largest(measured(telemetry, 'mem.total').series),
      missing: used.series === null ? notAvailable(used.reason) : null,
    }),
  ]
}

/** What the server tells of itself and what its processes take: only what was measured. */
function serverLanes(stored: StoredSession, t: Translate): readonly Lane[] {
  const found = (signal: SignalName, hue: Hue, over: Partial<Line> = {}): readonly Line[] => {
    const { series } = measured(stored.telemetry, signal)
    return series === null ? [] : [line(series, hue, over)]
  }
  const lanes = [
    lane({ title: t('report:chart.queue'), unit: 'count', lines: [...found('srv.running', 'inflight', { area: true, label: t('report:chart.running') }), ...found('srv.waiting', 'ttft', { label: t('report:chart.waiting'), dash: true })] }),
    lane({ title: t('report:chart.kv'), unit: '%', full: 100, lines: found('srv.kv', 'vram', { area: true }) }),
    lane({ title: t('report:chart.serverCpu'), unit: '%', lines: found('srv.cpu', 'cpu', { area: true }) }),
    lane({ title: t('report:chart.serverMemory'), unit: 'B', lines: [...found('srv.rss', 'memory', { area: true, label: t('report:chart.resident') }), ...found('srv.rss.anon', 'memory', { dash: true, label: t('report:chart.own') })] }),
  ]
  return lanes.filter(({ lines }) => lines.length > 0)
}

const gpuSignals = [
  ['gpu.util', 'gpu', 'gpu', '%'], ['gpu.mem.used', 'vram', 'vram', 'B'], ['gpu.power', 'power', 'power', 'W'], ['gpu.temp', 'temp', 'temp', '°C'], ['gpu.clock.sm', 'clock', 'clock', 'MHz'],
] as const satisfies readonly (readonly [SignalName, string, Hue, SignalUnit])[]

function gpuLanes(stored: StoredSession, t: Translate): readonly Lane[] {
  const nvidia = stored.telemetry.filter(({ signal }) => signal.startsWith('gpu.'))
  const devices = [...new Set(nvidia.filter(hasValues).map(({ device }) => device))]
  if (devices.length === 0) {
    const reason = stored.meta.plan.telemetry.enabled ? measured(nvidia, 'gpu.util').reason : 'off'
    return [lane({ title: t('report:chart.gpu'), unit: '%', lines: [], missing: t('domain:missing', { reason: t(reasonKey(reason)) }) })]
  }
  return devices.flatMap((device) =>
    gpuSignals.flatMap(([signal, key, hue, unit]) => {
      const { series, reason } = measured(nvidia, signal, device)
      const title = devices.length > 1 ? `${t(`report:chart.${key}`)} ${devices.indexOf(device)}` : t(`report:chart.${key}`)
      if (series === null) {
        const known = nvidia.some((one) => one.signal === signal && one.device === device)
        return known ? [lane({ title, unit, lines: [], missing: t('domain:missing', { reason: t(reasonKey(reason)) }) })] : []
      }
      const full = unit === '%' ? 100 : unit === 'B' ? largest(measured(nvidia, 'gpu.mem.total', device).series) : null
      return [lane({ title, unit, full, lines: [line(series, hue, { area: unit !== '°C' && unit !== 'MHz' })] })]
    }),
  )
}

/** All lanes in reading order: what users feel, what the service does, what the machine does. */
export function timelineLanes(whole: StoredSession, durationMs: number, t: Translate): readonly Lane[] {
  const stored = { ...whole, telemetry: modelTelemetry(whole.telemetry) }
  return [...requestLanes(stored, durationMs, t), ...serverLanes(stored, t), ...hostLanes(stored, t), ...gpuLanes(stored, t)]
}
