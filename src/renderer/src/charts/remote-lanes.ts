/** Lanes where the model runs on another machine: its sensors under its name, those of this machine marked as the client's, queries of one's own. */
import { clientTelemetry, isModelElsewhere, isRemote, modelTelemetry } from '../../../core/series/model-machine.ts'
import type { SignalSeries } from '../../../core/model/telemetry.ts'
import type { Timeline } from '../../../core/model/view.ts'
import { dashes, fromSignal, GIB, hasValues, lane, peakOf, type LaneContext } from './lane-context.ts'
import type { Lane, LaneGroup, LaneId, LaneSeries } from './lane-types.ts'

/** Of the tool itself, wherever the model runs. */
const ownLanes: readonly LaneId[] = ['loop', 'tool', 'clientCpu', 'clientMemory']

const withSeries = (context: LaneContext, series: readonly SignalSeries[]): LaneContext => ({ ...context, timeline: { ...context.timeline, series } })

/** The series that speak of the model's machine, and of the tool. */
export function modelContext(context: LaneContext): LaneContext {
  return withSeries(context, modelTelemetry(context.timeline.series))
}

function machineName({ series }: Timeline): string | null {
  return series.find((each) => isRemote(each) && each.device === '' && each.deviceLabel !== '')?.deviceLabel ?? null
}

/** The headings over the lanes of the model's machine and of the tool's; null when everything is on one machine. */
function groupsOf({ timeline, t }: LaneContext): { readonly model: LaneGroup; readonly client: LaneGroup } | null {
  if (!isModelElsewhere(timeline.series)) return null
  const isRead = timeline.series.some(isRemote)
  const client: LaneGroup = { id: 'client', title: t('session:timeline.clientMachine'), note: t(isRead ? 'session:timeline.sendsRequests' : 'session:timeline.notTheModels'), isIdle: !isRead }
  if (!isRead) return { model: client, client }
  return { model: { id: 'remote', title: machineName(timeline) ?? t('session:timeline.otherMachine'), note: t('session:timeline.runsModel'), isIdle: false }, client }
}

/** Puts the lanes of sensors under the heading of their machine; lanes of several cards have headings of their own. */
export function placed(context: LaneContext, lanes: readonly Lane[]): readonly Lane[] {
  const groups = groupsOf(context)
  if (groups === null) return lanes
  return lanes.map((each) => (each.group === null ? { ...each, group: ownLanes.includes(each.kind) ? groups.client : groups.model } : each))
}

/** Processor and memory of the client, for whoever suspects it; only where another machine is read. */
export function clientLanes(context: LaneContext): readonly Lane[] {
  if (!context.timeline.series.some(isRemote)) return []
  const own = withSeries(context, clientTelemetry(context.timeline.series))
  const { t } = context
  const total = peakOf(own.timeline, 'mem.total')
  const cpu = [
    ...fromSignal(own, 'cpu.total', { label: t('session:series.total'), ink: 'cpu', mark: 'area' }),
    ...fromSignal(own, 'cpu.busiest', { label: t('session:series.busiestCore'), ink: 'cpu', dash: dashes.long }),
  ]
  const memory = fromSignal(own, 'mem.used', { label: t('session:series.used'), ink: 'memory', mark: 'area', scale: 1 / GIB })
  return [
    ...(cpu.length === 0 ? [] : [lane(own, 'clientCpu', '%', cpu, { top: 100, isOptional: true })]),
    ...(memory.length === 0 ? [] : [lane(own, 'clientMemory', 'GiB', memory, { top: total === null ? null : total / GIB, isOptional: true })]),
  ]
}

const queryInks = ['throughput', 'gpu', 'power', 'cpu', 'memory', 'temp'] as const

/** One lane a query; its lines by the labels that tell them apart. */
export function queryLanes(context: LaneContext): readonly Lane[] {
  const byQuery = new Map<string, SignalSeries[]>()
  for (const series of context.timeline.series) {
    if (series.signal === 'ext.query' && hasValues(series)) byQuery.set(series.deviceLabel, [...(byQuery.get(series.deviceLabel) ?? []), series])
  }
  return [...byQuery].map(([label, all]) => {
    const series = all.map(({ device, tMs, value }, i): LaneSeries => ({
      id: `ext.query/${device}`, label: device === label ? label : device.slice(label.length + 3), ink: queryInks[i % queryInks.length] ?? 'throughput', mark: 'line',
      dash: i < queryInks.length ? dashes.solid : dashes.long, tMs, value, gapMs: 'sensor', request: null, hasReadout: true,
    }))
    return lane(context, 'query', '', series, { id: `query@${label}`, title: label })
  })
}
