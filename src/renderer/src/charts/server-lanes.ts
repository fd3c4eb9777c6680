/** The lanes of the model server: its queue and cache as it tells them, and what its processes take. Shown where there is something to show. */
import type { SignalName } from '../../../core/model/telemetry.ts'
import { dashes, findSeries, fromSignal, GIB, lane, missingNote, type LaneContext } from './lane-context.ts'
import type { Lane, LaneId, LaneSeries } from './lane-types.ts'

/** None when the session knows nothing of these signals; a line of words when they were looked for and not found. */
export function optionalLane(context: LaneContext, id: LaneId, unit: string, signals: readonly SignalName[], series: readonly LaneSeries[], rest: Partial<Lane> = {}): readonly Lane[] {
  if (!signals.some((signal) => findSeries(context.timeline, signal).length > 0)) return []
  return [lane(context, id, unit, series, { isOptional: true, note: series.length === 0 ? missingNote(context, signals) : null, ...rest })]
}

function queueLane(context: LaneContext): readonly Lane[] {
  const { t } = context
  const series = [
    ...fromSignal(context, 'srv.running', { label: t('session:series.running'), ink: 'inflight', mark: 'area' }),
    ...fromSignal(context, 'srv.waiting', { label: t('session:series.waiting'), ink: 'ttft' }),
    ...fromSignal(context, 'srv.slots.total', { label: t('session:series.slots'), ink: 'muted', dash: dashes.dot }),
  ]
  // What waits inside the server explains latency like nothing else: shown without asking.
  return optionalLane(context, 'queue', '', ['srv.running', 'srv.waiting'], series, { isCount: true, isOptional: series.length === 0, heightPx: 84 })
}

function kvLane(context: LaneContext): readonly Lane[] {
  const { t } = context
  return optionalLane(context, 'kv', '%', ['srv.kv'], [
    ...fromSignal(context, 'srv.kv', { label: t('session:series.used'), ink: 'vram', mark: 'area' }),
    ...fromSignal(context, 'srv.prefix.hit', { label: t('session:series.prefixHits'), ink: 'throughput', dash: dashes.long, gapMs: 12_000 }),
  ], { top: 100 })
}

function serverMemoryLane(context: LaneContext): readonly Lane[] {
  const { t } = context
  return optionalLane(context, 'serverMemory', 'GiB', ['srv.rss'], [
    ...fromSignal(context, 'srv.rss', { label: t('session:series.resident'), ink: 'memory', mark: 'area', scale: 1 / GIB }),
    ...fromSignal(context, 'srv.rss.anon', { label: t('session:series.own'), ink: 'memory', dash: dashes.long, scale: 1 / GIB }),
  ])
}

function modelLane(context: LaneContext): readonly Lane[] {
  const { t } = context
  return optionalLane(context, 'model', 'GiB', ['srv.model.bytes'], [
    ...fromSignal(context, 'srv.model.bytes', { label: t('session:series.modelSize'), ink: 'memory', scale: 1 / GIB }),
    ...fromSignal(context, 'srv.model.vram', { label: t('session:series.inVram'), ink: 'vram', mark: 'area', scale: 1 / GIB }),
  ])
}

/** In the order of the timeline. */
export function serverLanes(context: LaneContext): readonly Lane[] {
  const { t } = context
  return [
    ...queueLane(context),
    ...kvLane(context),
    ...optionalLane(context, 'preemptions', '/s', ['srv.preempt'], fromSignal(context, 'srv.preempt', { label: t('session:series.preemptions'), ink: 'error' })),
    ...optionalLane(context, 'serverTokens', 'tok/s', ['srv.tokens'], fromSignal(context, 'srv.tokens', { label: t('session:series.generated'), ink: 'throughput', mark: 'area' })),
    ...optionalLane(context, 'serverCpu', '%', ['srv.cpu'], fromSignal(context, 'srv.cpu', { label: t('session:series.ofOneCore'), ink: 'cpu', mark: 'area' })),
    ...serverMemoryLane(context),
    ...modelLane(context),
    ...optionalLane(context, 'serverThreads', '', ['srv.threads'], fromSignal(context, 'srv.threads', { label: t('session:series.threads'), ink: 'clock', mark: 'step' }), { isCount: true }),
    ...optionalLane(context, 'scrape', 'ms', ['srv.scrape'], fromSignal(context, 'srv.scrape', { label: t('session:series.answer'), ink: 'inflight' })),
  ]
}
