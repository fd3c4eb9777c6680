/** The lanes of a machine that may be short of something: stalls, faults, disks, network, clock, temperature. The user asks for them. */
import type { SignalName } from '../../../core/model/telemetry.ts'
import { dashes, findSeries, fromSignal, hasValues, type LaneContext, type SeriesStyle } from './lane-context.ts'
import type { Lane, LaneId, LaneSeries } from './lane-types.ts'
import { optionalLane } from './server-lanes.ts'

const MIB = 2 ** 20

/** Two rates of one thing, in MiB/s. */
export function pairLane(context: LaneContext, id: LaneId, [one, other]: readonly [SignalName, SignalName], labels: readonly [string, string], ink: SeriesStyle['ink']): readonly Lane[] {
  const { t } = context
  return optionalLane(context, id, 'MiB/s', [one, other], [
    ...fromSignal(context, one, { label: t(`session:series.${labels[0]}`), ink, mark: 'area', scale: 1 / MIB }),
    ...fromSignal(context, other, { label: t(`session:series.${labels[1]}`), ink, dash: dashes.long, scale: 1 / MIB }),
  ])
}

function pressureLane(context: LaneContext): readonly Lane[] {
  const { t } = context
  return optionalLane(context, 'pressure', '%', ['psi.cpu', 'psi.mem', 'psi.io'], [
    ...fromSignal(context, 'psi.cpu', { label: t('session:series.stallCpu'), ink: 'cpu' }),
    ...fromSignal(context, 'psi.mem', { label: t('session:series.stallMemory'), ink: 'memory', dash: dashes.long }),
    ...fromSignal(context, 'psi.mem.full', { label: t('session:series.stallMemoryFull'), ink: 'error', dash: dashes.dashDot }),
    ...fromSignal(context, 'psi.io', { label: t('session:series.stallIo'), ink: 'power', dash: dashes.dot }),
    ...fromSignal(context, 'cpu.iowait', { label: t('session:series.iowait'), ink: 'muted', dash: dashes.dot }),
  ], { heightPx: 112 })
}

/** One line a process of the tool. */
function toolLane(context: LaneContext): readonly Lane[] {
  const parts = findSeries(context.timeline, 'proc.cpu').filter(hasValues)
  const series = fromSignal(context, 'proc.cpu', { label: '', ink: 'inflight' }).map((each, i): LaneSeries => ({ ...each, label: context.t(`session:series.tool-${parts[i]?.device ?? 'app'}`) }))
  return optionalLane(context, 'tool', '%', ['proc.cpu'], series)
}

/** In the order of the timeline. */
export function hostLanes(context: LaneContext): readonly Lane[] {
  const { t } = context
  return [
    ...pressureLane(context),
    ...optionalLane(context, 'faults', '/s', ['mem.faults'], fromSignal(context, 'mem.faults', { label: t('session:series.majorFaults'), ink: 'swap' })),
    ...pairLane(context, 'swapping', ['swap.in', 'swap.out'], ['in', 'out'], 'swap'),
    ...pairLane(context, 'disk', ['disk.read', 'disk.write'], ['read', 'write'], 'power'),
    ...pairLane(context, 'network', ['net.rx', 'net.tx'], ['received', 'sent'], 'throughput'),
    ...optionalLane(context, 'cpuClock', 'MHz', ['cpu.freq'], fromSignal(context, 'cpu.freq', { label: t('session:series.fastestCore'), ink: 'clock' })),
    ...optionalLane(context, 'cpuTemp', '°C', ['cpu.temp'], fromSignal(context, 'cpu.temp', { label: t('session:series.processor'), ink: 'temp' })),
    ...optionalLane(context, 'load', '', ['load.1'], fromSignal(context, 'load.1', { label: t('session:series.minuteMean'), ink: 'cpu' })),
    ...toolLane(context),
  ]
}
