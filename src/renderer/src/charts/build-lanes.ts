/** Turns a timeline into lanes, stage bands and event marks, in the user's order. Pure: the same timeline gives the same picture. */
import { eventLine, formatterFor, isNotable, loadNumber, loadText } from '../../../core/format/index.ts'
import type { Timeline } from '../../../core/model/view.ts'
import type { Translate } from '../../../shared/i18n/index.ts'
import type { LaneContext } from './lane-context.ts'
import { laneIds, type EventMark, type Lane, type LaneId, type StageBand } from './lane-types.ts'
import { hostLanes } from './host-lanes.ts'
import { machineLanes } from './machine-lanes.ts'
import { clientLanes, modelContext, placed, queryLanes } from './remote-lanes.ts'
import { requestLanes } from './request-lanes.ts'
import { serverLanes } from './server-lanes.ts'

export interface TimelinePicture {
  /** All lanes in order, hidden ones too. */
  readonly lanes: readonly Lane[]
  readonly bands: readonly StageBand[]
  readonly marks: readonly EventMark[]
}

/** Whole numbers and rates are written alike in every language. */
const numbers = formatterFor('en')

const isLaneId = (id: string): id is LaneId => (laneIds as readonly string[]).includes(id)

/** The user's order first, then the lanes it doesn't know in their natural order. */
export function orderedLaneIds(order: readonly string[]): readonly LaneId[] {
  const known = [...new Set(order.filter(isLaneId))]
  return [...known, ...laneIds.filter((id) => !known.includes(id))]
}

function warmupBand({ timeline, t }: LaneContext): readonly StageBand[] {
  const start = timeline.events.find((event) => event.kind === 'warmup-start')
  if (start === undefined) return []
  const end = timeline.events.find((event) => event.kind === 'warmup-end')?.atMs ?? timeline.stages[0]?.startMs ?? timeline.durationMs
  return [{ kind: 'warmup', index: -1, fromMs: start.atMs, toMs: end, label: t('session:stage.warmup'), title: t('session:stage.warmupTitle') }]
}

function stageBands({ timeline, t }: LaneContext): readonly StageBand[] {
  return timeline.stages.map((stage) => ({
    kind: 'stage', index: stage.index, fromMs: stage.startMs, toMs: stage.endMs ?? timeline.durationMs,
    label: loadNumber(numbers, stage), title: t('session:stage.title', { number: stage.index + 1, users: loadText({ f: numbers, t }, stage) ?? '' }),
  }))
}

/** `machine`: there is no run, only the machine is watched. */
export type TimelineScope = 'session' | 'machine'

function lanesOf(context: LaneContext, scope: TimelineScope): readonly Lane[] {
  if (scope === 'machine') return [...machineLanes(context), ...hostLanes(context)].filter(({ id }) => id !== 'loop')
  const own = modelContext(context)
  return [...requestLanes(own), ...serverLanes(own), ...placed(context, [...machineLanes(own), ...hostLanes(own), ...clientLanes(context)]), ...queryLanes(own)]
}

/** By kind; the lanes of several devices stay together, at the place of the first of them. */
export function inOrder(lanes: readonly Lane[], order: readonly LaneId[]): readonly Lane[] {
  const ranked = [...lanes].sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind))
  const groups = new Set(lanes.flatMap(({ group }) => group?.id ?? []))
  const first = ranked.findIndex(({ group }) => group !== null)
  if (first < 0) return ranked
  const grouped = [...groups].flatMap((id) => ranked.filter(({ group }) => group?.id === id))
  return [...ranked.slice(0, first), ...grouped, ...ranked.slice(first).filter(({ group }) => group === null)]
}

export function buildPicture(timeline: Timeline, t: Translate, laneOrder: readonly string[], scope: TimelineScope = 'session'): TimelinePicture {
  const context: LaneContext = { timeline, t }
  return {
    lanes: inOrder(lanesOf(context, scope), orderedLaneIds(laneOrder)),
    bands: [...warmupBand(context), ...stageBands(context)],
    marks: timeline.events.filter(isNotable).map((event) => ({ atMs: event.atMs, text: eventLine(event, numbers, t) })),
  }
}
