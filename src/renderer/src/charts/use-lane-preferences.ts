/** Which lanes are hidden and in which order, as the user left them; kept in the settings. */
import { useCallback } from 'react'
import { updateSettings, useSettings } from '../stores/settings-store.ts'
import { orderedLaneIds } from './build-lanes.ts'
import { movedOrder } from './moved-order.ts'

export interface LanePreferences {
  readonly hidden: readonly string[]
  readonly order: readonly string[]
  readonly toggle: (id: string) => void
  /** Past lanes that aren't shown; `visible` are the ids on screen in order. */
  readonly move: (id: string, by: -1 | 1, visible: readonly string[]) => void
  readonly reset: () => void
}

export function useLanePreferences(): LanePreferences {
  const { settings: { hiddenLanes, laneOrder } } = useSettings()
  // A failed write only means that the choice isn't kept; the lanes then stay as they are.
  const save = useCallback((hidden: readonly string[], order: readonly string[]) => {
    void updateSettings({ hiddenLanes: [...hidden], laneOrder: [...order] })
  }, [])
  return {
    hidden: hiddenLanes,
    order: laneOrder,
    toggle: (id) => { save(hiddenLanes.includes(id) ? hiddenLanes.filter((each) => each !== id) : [...hiddenLanes, id], laneOrder) },
    move: (id, by, visible) => { save(hiddenLanes, movedOrder(orderedLaneIds(laneOrder), id, by, visible)) },
    reset: () => { save([], []) },
  }
}
