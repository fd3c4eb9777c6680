/** Which lanes are hidden and in which order, as the user left them; kept in the settings. */
import { useCallback, useMemo } from 'react'
import type { Settings } from '../../../shared/schema/settings/v1.ts'
import { updateSettings, useSettings } from '../stores/settings-store.ts'
import { orderedLaneIds, type TimelineScope } from './build-lanes.ts'
import { isGroupOpen, isLaneShown, toggledGroup, toggledLane, withoutScope, type LaneChoice } from './lane-choice.ts'
import type { Lane, LaneGroup } from './lane-types.ts'
import { movedOrder } from './moved-order.ts'

export interface LanePreferences {
  readonly order: readonly string[]
  readonly isShown: (lane: Lane) => boolean
  readonly toggle: (lane: Lane) => void
  readonly isOpen: (group: LaneGroup) => boolean
  readonly fold: (group: LaneGroup) => void
  /** Past lanes that aren't shown; `visible` are the ids on screen in order. */
  readonly move: (id: string, by: -1 | 1, visible: readonly string[]) => void
  readonly reset: () => void
}

export function useLanePreferences(scope: TimelineScope): LanePreferences {
  const { settings: { hiddenLanes, shownLanes, laneOrder } } = useSettings()
  // A failed write only means that the choice isn't kept; the lanes then stay as they are.
  const save = useCallback(({ hidden, shown }: LaneChoice, order?: readonly string[]) => {
    const patch: Partial<Settings> = { hiddenLanes: [...hidden], shownLanes: [...shown], ...(order === undefined ? {} : { laneOrder: [...order] }) }
    void updateSettings(patch)
  }, [])
  const choice = useMemo((): LaneChoice => ({ hidden: hiddenLanes, shown: shownLanes }), [hiddenLanes, shownLanes])
  const isShown = useCallback((lane: Lane) => isLaneShown(choice, lane, scope), [choice, scope])
  return {
    order: laneOrder,
    isShown,
    isOpen: useCallback((group: LaneGroup) => isGroupOpen(choice, group), [choice]),
    fold: (group) => { save(toggledGroup(choice, group)) },
    toggle: (lane) => { save(toggledLane(choice, lane, scope)) },
    move: (id, by, visible) => { save(choice, movedOrder(orderedLaneIds(laneOrder), id, by, visible)) },
    reset: () => { save(withoutScope(choice, scope), []) },
  }
}
