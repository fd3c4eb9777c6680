/** Which lanes are on screen: the usual ones unless hidden, the optional ones once asked for; the machine's own view shows all. */
import type { TimelineScope } from './build-lanes.ts'
import type { Lane } from './lane-types.ts'

export interface LaneChoice {
  readonly hidden: readonly string[]
  /** Optional lanes that the user asked for. */
  readonly shown: readonly string[]
}

type Choosable = Pick<Lane, 'id' | 'isOptional'>

const machinePrefix = 'machine:'

function keyOf(lane: Choosable, scope: TimelineScope): string {
  return scope === 'machine' ? `${machinePrefix}${lane.id}` : lane.id
}

export function isLaneShown({ hidden, shown }: LaneChoice, lane: Choosable, scope: TimelineScope): boolean {
  if (hidden.includes(keyOf(lane, scope))) return false
  return scope === 'machine' || !lane.isOptional || shown.includes(lane.id)
}

export function toggledLane(choice: LaneChoice, lane: Choosable, scope: TimelineScope): LaneChoice {
  const key = keyOf(lane, scope)
  const without = { hidden: choice.hidden.filter((id) => id !== key), shown: scope === 'machine' ? choice.shown : choice.shown.filter((id) => id !== lane.id) }
  if (isLaneShown(choice, lane, scope)) return scope === 'session' && lane.isOptional ? without : { ...without, hidden: [...without.hidden, key] }
  return scope === 'session' && lane.isOptional ? { ...without, shown: [...without.shown, lane.id] } : without
}

/** As it was before the user chose anything in this view; the other view keeps its choice. */
export function withoutScope({ hidden, shown }: LaneChoice, scope: TimelineScope): LaneChoice {
  const isOfMachine = (id: string): boolean => id.startsWith(machinePrefix)
  return scope === 'machine' ? { hidden: hidden.filter((id) => !isOfMachine(id)), shown } : { hidden: hidden.filter(isOfMachine), shown: [] }
}
