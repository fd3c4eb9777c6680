/** Helpers that the lane builders share: finding series, converting units, naming what is missing. */
import { reasonKey } from '../../../core/format/index.ts'
import type { SignalName, SignalSeries } from '../../../core/model/telemetry.ts'
import type { Timeline } from '../../../core/model/view.ts'
import type { Translate } from '../../../shared/i18n/index.ts'
import type { Ink } from './chart-theme.ts'
import type { Lane, LaneId, LaneSeries, Mark } from './lane-types.ts'

export interface LaneContext {
  readonly timeline: Timeline
  readonly t: Translate
}

/** Second channel beside the hue, also for the second, third and fourth device. */
export const dashes = { solid: [], long: [5, 3], dot: [1.5, 2.5], dashDot: [7, 3, 1.5, 3] } as const satisfies Record<string, readonly number[]>
const deviceDashes = [dashes.solid, dashes.long, dashes.dot, dashes.dashDot] as const

export const GIB = 2 ** 30

export function findSeries(timeline: Timeline, signal: SignalName): readonly SignalSeries[] {
  return timeline.series.filter((series) => series.signal === signal)
}

export function hasValues(series: SignalSeries): boolean {
  return series.value.some((value) => !Number.isNaN(value))
}

/** The largest finite value of the first series of a signal, for limits such as total memory; null when there is none. */
export function peakOf(timeline: Timeline, signal: SignalName): number | null {
  let peak = Number.NEGATIVE_INFINITY
  for (const series of findSeries(timeline, signal)) for (const value of series.value) if (value > peak) peak = value
  return Number.isFinite(peak) ? peak : null
}

export interface SeriesStyle {
  readonly label: string
  readonly ink: Ink
  readonly mark?: Mark
  readonly dash?: readonly number[]
  readonly scale?: number
  /** Latencies have no value in a second without an answer: longer holes are bridged than for sensors. */
  readonly gapMs?: number
}

/** Of several machines in Prometheus, each is called by its name. */
function placeOf({ source, device }: SignalSeries): string | null {
  return source === 'prometheus' && device !== '' ? device : null
}

/** One lane series for each device that has values. */
export function fromSignal(context: LaneContext, signal: SignalName, style: SeriesStyle): readonly LaneSeries[] {
  const found = findSeries(context.timeline, signal).filter(hasValues)
  return found.map((series, i) => ({
    id: `${signal}/${series.device}`,
    label: found.length > 1 ? `${style.label} ${placeOf(series) ?? i}` : style.label,
    ink: style.ink,
    mark: style.mark ?? 'line',
    dash: style.dash ?? deviceDashes[i % deviceDashes.length] ?? dashes.solid,
    tMs: series.tMs,
    value: style.scale === undefined ? series.value : series.value.map((value) => value * (style.scale ?? 1)),
    gapMs: style.gapMs ?? (style.mark === 'step' ? Number.POSITIVE_INFINITY : 'sensor'),
    request: null,
    hasReadout: true,
  }))
}

/** Why none of these signals has a value, in words. */
export function missingNote({ timeline, t }: LaneContext, signals: readonly SignalName[]): string {
  const silent = signals.flatMap((signal) => findSeries(timeline, signal)).find(({ reason }) => reason !== null)
  if (silent?.reason === undefined || silent.reason === null) return t('session:reason.no-data')
  if (silent.source === 'nvidia' && silent.reason === 'tool-missing') return t('session:reason.no-nvidia')
  return t(reasonKey(silent.reason))
}

const laneDefaults = { heightPx: 76, top: null, canLog: false, isCount: false, flags: [], heat: null, note: null, isOptional: false, group: null } as const

/** A lane with its words from the catalogue. */
export function lane(context: LaneContext, id: LaneId, unit: string, series: readonly LaneSeries[], rest: Partial<Lane> = {}): Lane {
  return { ...laneDefaults, id, kind: id, unit, series, title: context.t(`session:lane.${id}.title`), definition: context.t(`session:lane.${id}.definition`), ...rest }
}
