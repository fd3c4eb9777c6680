/** Which lanes are on screen: the usual ones unless hidden, the optional ones once asked for; the machine's own view shows all. */
import type { TimelineScope } from './build-lanes.ts'
import type { Lane, LaneGroup } from './lane-types.ts'

export interface LaneChoice {
  readonly hidden: readonly string[]
  /** Optional lanes that the user asked for. */
  readonly shown: readonly string[]
}

/** Chosen by kind: lanes of several devices are shown and hidden together. */
type Choosable = Pick<Lane, 'kind' | 'isOptional'>

const machinePrefix = 'machine:'

function keyOf(lane: Choosable, scope: TimelineScope): string {
  return scope === 'machine' ? `${machinePrefix}${lane.kind}` : lane.kind
}

/** Settings keep short keys. */
const maxKey = 80

function groupKey(group: LaneGroup): string {
  return group.id.slice(0, maxKey)
}

/** Folded devices show their heading only. */
export function isGroupOpen({ hidden }: LaneChoice, group: LaneGroup): boolean {
  return !hidden.includes(groupKey(group))
}

export function toggledGroup(choice: LaneChoice, group: LaneGroup): LaneChoice {
  const key = groupKey(group)
  return { ...choice, hidden: choice.hidden.includes(key) ? choice.hidden.filter((id) => id !== key) : [...choice.hidden, key] }
}

export function isLaneShown({ hidden, shown }: LaneChoice, lane: Choosable, scope: TimelineScope): boolean {
  if (hidden.includes(keyOf(lane, scope))) return false
  return scope === 'machine' || !lane.isOptional || shown.includes(lane.kind)
}

export function toggledLane(choice: LaneChoice, lane: Choosable, scope: TimelineScope): LaneChoice {
  const key = keyOf(lane, scope)
  const without = { hidden: choice.hidden.filter((id) => id !== key), shown: scope === 'machine' ? choice.shown : choice.shown.filter((id) => id !== lane.kind) }
  if (isLaneShown(choice, lane, scope)) return scope === 'session' && lane.isOptional ? without : { ...without, hidden: [...without.hidden, key] }
  return scope === 'session' && lane.isOptional ? { ...without, shown: [...without.shown, lane.kind] } : without
}

/** As it was before the user chose anything in this view; the other view keeps its choice. */
export function withoutScope({ hidden, shown }: LaneChoice, scope: TimelineScope): LaneChoice {
  const isOfMachine = (id: string): boolean => id.startsWith(machinePrefix)
  return scope === 'machine' ? { hidden: hidden.filter((id) => !isOfMachine(id)), shown } : { hidden: hidden.filter(isOfMachine), shown: [] }
}
