/** The lanes that come from sensors: processor, memory, graphics cards, and the tool's own event loop. */
import type { SignalName } from '../../../core/model/telemetry.ts'
import { dashes, findSeries, fromSignal, GIB, hasValues, lane, missingNote, peakOf, type LaneContext } from './lane-context.ts'
import { gpuLanes } from './gpu-lanes.ts'
import type { Lane, LaneHeat, LaneId, LaneSeries } from './lane-types.ts'

/** A lane whose words for "nothing there" are those of its sensors. */
function sensorLane(context: LaneContext, id: LaneId, unit: string, signals: readonly SignalName[], series: readonly LaneSeries[], rest: Partial<Lane> = {}): Lane {
  return lane(context, id, unit, series, { note: series.length === 0 ? missingNote(context, signals) : null, ...rest })
}

function cpuLane(context: LaneContext): Lane {
  const { t } = context
  const series = [
    ...fromSignal(context, 'cpu.total', { label: t('session:series.total'), ink: 'cpu', mark: 'area' }),
    ...fromSignal(context, 'cpu.busiest', { label: t('session:series.busiestCore'), ink: 'cpu', dash: dashes.long }),
  ]
  return sensorLane(context, 'cpu', '%', ['cpu.total', 'cpu.busiest'], series, { top: 100 })
}

/** One strip a core, for machines where a single busy core hides in the mean. */
function coresLane(context: LaneContext): readonly Lane[] {
  const cores = findSeries(context.timeline, 'cpu.core').filter(hasValues)
  if (cores.length < 2) return []
  const byNumber = [...cores].sort((a, b) => a.device.localeCompare(b.device, 'en', { numeric: true }))
  const heat: LaneHeat = { ink: 'cpu', isScale: true, rows: byNumber.map(({ device, tMs, value }) => ({ label: device.replace(/^cpu/, ''), tMs, value })) }
  return [lane(context, 'cores', '%', [], { heat, top: 100, heightPx: Math.min(120, Math.max(48, cores.length * 8 + 12)) })]
}

function memoryLane(context: LaneContext): Lane {
  const { t } = context
  const total = peakOf(context.timeline, 'mem.total')
  const swap = fromSignal(context, 'swap.used', { label: t('session:series.swap'), ink: 'swap', scale: 1 / GIB, dash: dashes.long })
  const series = [
    ...fromSignal(context, 'mem.used', { label: t('session:series.used'), ink: 'memory', mark: 'area', scale: 1 / GIB }),
    ...swap.filter((each) => each.value.some((value) => value > 0)),
  ]
  return sensorLane(context, 'memory', 'GiB', ['mem.used'], series, { top: total === null ? null : total / GIB })
}

function loopLane(context: LaneContext): Lane {
  const series = [
    ...fromSignal(context, 'loop.delay.p99', { label: 'p99', ink: 'inflight' }),
    ...fromSignal(context, 'loop.delay.max', { label: context.t('session:series.max'), ink: 'inflight', dash: dashes.long }),
  ]
  return sensorLane(context, 'loop', 'ms', ['loop.delay.p99'], series)
}

/** In the order of the timeline. */
export function machineLanes(context: LaneContext): readonly Lane[] {
  return [cpuLane(context), ...coresLane(context), memoryLane(context), ...gpuLanes(context), loopLane(context)]
}
