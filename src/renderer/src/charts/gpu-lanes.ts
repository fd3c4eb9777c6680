/** The lanes of the graphics cards. Several cards are groups of lanes, those that hold the model first. */
import type { SignalName, SignalSeries } from '../../../core/model/telemetry.ts'
import { throttleBits } from '../../../core/events/throttle.ts'
import { dashes, findSeries, fromSignal, GIB, hasValues, lane, missingNote, peakOf, type LaneContext } from './lane-context.ts'
import type { Lane, LaneGroup, LaneHeat, LaneId, LaneSeries } from './lane-types.ts'
import { pairLane } from './host-lanes.ts'
import { optionalLane } from './server-lanes.ts'

const gpuSignals: readonly SignalName[] = ['gpu.util', 'gpu.mem.used', 'gpu.power', 'gpu.temp', 'gpu.clock.sm', 'gpu.clock.mem']

export const gpuLaneIds: readonly LaneId[] = ['gpu', 'vram', 'power', 'temp', 'clock', 'throttle', 'pcie', 'pcieLink']

function usual(context: LaneContext, id: LaneId, unit: string, signal: SignalName, series: readonly LaneSeries[], rest: Partial<Lane> = {}): Lane {
  return lane(context, id, unit, series, { note: series.length === 0 ? missingNote(context, [signal]) : null, ...rest })
}

function vramLane(context: LaneContext): Lane {
  const { t, timeline } = context
  const total = peakOf(timeline, 'gpu.mem.total')
  return usual(context, 'vram', 'GiB', 'gpu.mem.used', [
    ...fromSignal(context, 'gpu.mem.used', { label: t('session:series.used'), ink: 'vram', mark: 'area', scale: 1 / GIB }),
    ...fromSignal(context, 'gpu.mem.server', { label: t('session:series.ofServer'), ink: 'vram', dash: dashes.long, scale: 1 / GIB }),
    ...fromSignal(context, 'gpu.mem.others', { label: t('session:series.ofOthers'), ink: 'error', dash: dashes.dot, scale: 1 / GIB }),
    ...fromSignal(context, 'gpu.mem.shared', { label: t('session:series.shared'), ink: 'memory', dash: dashes.dashDot, scale: 1 / GIB }),
  ], { top: total === null ? null : total / GIB, heightPx: 92 })
}

const powerCapBit = 0x4
const heatBits = throttleBits['sw-thermal'] | throttleBits['hw-thermal']
const supplyBits = throttleBits['hw-slowdown'] | throttleBits['power-brake']

/** A strip for each kind of reason. */
function throttleLane(context: LaneContext): readonly Lane[] {
  const { t } = context
  const [series] = findSeries(context.timeline, 'gpu.throttle').filter(hasValues)
  if (series === undefined) return []
  const strip = (label: string, bits: number) => ({ label: t(`session:series.${label}`), tMs: series.tMs, value: series.value.map((mask) => (Number.isNaN(mask) ? mask : (mask & bits) === 0 ? 0 : 100)) })
  const heat: LaneHeat = { ink: 'temp-warn', isScale: false, rows: [strip('byCap', powerCapBit), strip('byHeat', heatBits), strip('bySupply', supplyBits)] }
  return [lane(context, 'throttle', '', [], { heat, top: 100, isOptional: true, heightPx: 64 })]
}

function lanesOfOne(context: LaneContext): readonly Lane[] {
  const { t } = context
  return [
    usual(context, 'gpu', '%', 'gpu.util', [
      ...fromSignal(context, 'gpu.util', { label: t('session:series.use'), ink: 'gpu', mark: 'area' }),
      ...fromSignal(context, 'gpu.mem.util', { label: t('session:series.memoryActivity'), ink: 'vram', dash: dashes.dot }),
    ], { top: 100 }),
    vramLane(context),
    usual(context, 'power', 'W', 'gpu.power', [
      ...fromSignal(context, 'gpu.power', { label: t('session:series.draw'), ink: 'power' }),
      ...fromSignal(context, 'gpu.power.limit', { label: t('session:series.limit'), ink: 'muted', dash: dashes.dot }),
    ]),
    usual(context, 'temp', '°C', 'gpu.temp', [
      ...fromSignal(context, 'gpu.temp', { label: t('session:series.core'), ink: 'temp' }),
      ...fromSignal(context, 'gpu.temp.mem', { label: t('session:series.clockMem'), ink: 'temp-warn', dash: dashes.long }),
    ]),
    usual(context, 'clock', 'MHz', 'gpu.clock.sm', [
      ...fromSignal(context, 'gpu.clock.sm', { label: t('session:series.clockSm'), ink: 'clock' }),
      ...fromSignal(context, 'gpu.clock.mem', { label: t('session:series.clockMem'), ink: 'clock', dash: dashes.long }),
      ...fromSignal(context, 'gpu.clock.max', { label: t('session:series.limit'), ink: 'muted', dash: dashes.dot }),
    ]),
    ...throttleLane(context),
    ...pairLane(context, 'pcie', ['gpu.pcie.rx', 'gpu.pcie.tx'], ['received', 'sent'], 'gpu'),
    ...optionalLane(context, 'pcieLink', '', ['gpu.pcie.gen', 'gpu.pcie.width'], [
      ...fromSignal(context, 'gpu.pcie.gen', { label: t('session:series.generation'), ink: 'gpu', mark: 'step' }),
      ...fromSignal(context, 'gpu.pcie.width', { label: t('session:series.lanes'), ink: 'clock', mark: 'step', dash: dashes.long }),
    ], { isCount: true }),
  ]
}

interface Card {
  readonly key: string
  readonly label: string
  readonly series: readonly SignalSeries[]
  /** Most of its memory that the model server's processes held; null = not known. */
  readonly serverBytes: number | null
}

/** Cards with values, in the order of their source. */
export function cardsOf(series: readonly SignalSeries[]): readonly Card[] {
  const byKey = new Map<string, SignalSeries[]>()
  for (const one of series) {
    if (!one.signal.startsWith('gpu.')) continue
    const key = `${one.source}/${one.device}`
    byKey.set(key, [...(byKey.get(key) ?? []), one])
  }
  const cards = [...byKey].filter(([, own]) => own.some(hasValues))
  return cards.map(([key, own]) => {
    const held = own.filter(({ signal }) => signal === 'gpu.mem.server').flatMap(({ value }) => [...value.filter((each) => !Number.isNaN(each))])
    return { key, label: own[0]?.deviceLabel ?? '', series: own, serverBytes: held.length === 0 ? null : held.reduce((most, each) => Math.max(most, each), 0) }
  })
}

function groupOf({ t }: LaneContext, card: Card, number: number, isKnown: boolean): LaneGroup {
  const title = t('session:timeline.card', { number, name: card.label })
  if (!isKnown) return { id: `card:${card.key}`, title, note: null, isIdle: false }
  const holds = (card.serverBytes ?? 0) > 0
  return { id: `card:${card.key}`, title, note: t(holds ? 'session:timeline.holdsModel' : 'session:timeline.holdsNothing'), isIdle: !holds }
}

/** One card's lanes stand by themselves; of several, each card is a group. */
export function gpuLanes(context: LaneContext): readonly Lane[] {
  const cards = cardsOf(context.timeline.series)
  if (cards.length === 0) return [lane(context, 'gpu', '%', [], { note: missingNote(context, gpuSignals) })]
  if (cards.length === 1) return lanesOfOne(context)
  const isKnown = cards.some(({ serverBytes }) => (serverBytes ?? 0) > 0)
  const numbered = cards.map((card, number) => ({ card, group: groupOf(context, card, number, isKnown) }))
  const ordered = numbered.sort((a, b) => (b.card.serverBytes ?? 0) - (a.card.serverBytes ?? 0))
  return ordered.flatMap(({ card, group }) => {
    const own: LaneContext = { ...context, timeline: { ...context.timeline, series: card.series } }
    return lanesOfOne(own).map((each): Lane => ({ ...each, id: `${each.kind}@${card.key}`, group }))
  })
}
