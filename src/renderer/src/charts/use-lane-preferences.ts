/** Which lanes are hidden and in which order, as the user left them; kept in the settings. */
import { useCallback } from 'react'
import { updateSettings, useSettings } from '../stores/settings-store.ts'
import { orderedLaneIds } from './build-lanes.ts'

export interface LanePreferences {
  readonly hidden: readonly string[]
  readonly order: readonly string[]
  readonly toggle: (id: string) => void
  /** Past lanes that aren't shown; `visible` are the ids on screen in order. */
  readonly move: (id: string, by: -1 | 1, visible: readonly string[]) => void
  readonly reset: () => void
}

/** The order after moving one lane past its visible neighbour; the same order where there is none. */
export function movedOrder(order: readonly string[], id: string, by: -1 | 1, visible: readonly string[]): readonly string[] {
  const neighbour = visible[visible.indexOf(id) + by]
  if (neighbour === undefined || !visible.includes(id)) return order
  const rest = order.filter((each) => each !== id)
  const at = rest.indexOf(neighbour) + (by === 1 ? 1 : 0)
  return [...rest.slice(0, at), id, ...rest.slice(at)]
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
