/** Which lanes are hidden and in which order, as the user left them; kept in the settings. */
import { useCallback, useEffect, useState } from 'react'
import { bench } from '../api.ts'
import { orderedLaneIds } from './build-lanes.ts'

export interface LanePreferences {
  readonly hidden: readonly string[]
  readonly order: readonly string[]
  readonly toggle: (id: string) => void
  /** Past lanes that aren't shown; `visible` are the ids on screen in order. */
  readonly move: (id: string, by: -1 | 1, visible: readonly string[]) => void
  readonly reset: () => void
}

interface Stored {
  readonly hiddenLanes: readonly string[]
  readonly laneOrder: readonly string[]
}

const none: Stored = { hiddenLanes: [], laneOrder: [] }

/** The order after moving one lane past its visible neighbour; the same order where there is none. */
export function movedOrder(order: readonly string[], id: string, by: -1 | 1, visible: readonly string[]): readonly string[] {
  const neighbour = visible[visible.indexOf(id) + by]
  if (neighbour === undefined || !visible.includes(id)) return order
  const rest = order.filter((each) => each !== id)
  const at = rest.indexOf(neighbour) + (by === 1 ? 1 : 0)
  return [...rest.slice(0, at), id, ...rest.slice(at)]
}

export function useLanePreferences(): LanePreferences {
  const [stored, setStored] = useState<Stored>(none)

  useEffect(() => {
    let isCurrent = true
    void bench.call['settings:get']().then((result) => {
      if (isCurrent && result.ok) setStored(result.value)
    })
    return () => { isCurrent = false }
  }, [])

  const save = useCallback((next: Stored) => {
    setStored(next)
    // A failed write only means that the choice isn't remembered; the picture is right already.
    void bench.call['settings:update']({ hiddenLanes: [...next.hiddenLanes], laneOrder: [...next.laneOrder] })
  }, [])

  return {
    hidden: stored.hiddenLanes,
    order: stored.laneOrder,
    toggle: (id) => {
      const { hiddenLanes } = stored
      save({ ...stored, hiddenLanes: hiddenLanes.includes(id) ? hiddenLanes.filter((each) => each !== id) : [...hiddenLanes, id] })
    },
    move: (id, by, visible) => { save({ ...stored, laneOrder: movedOrder(orderedLaneIds(stored.laneOrder), id, by, visible) }) },
    reset: () => { save(none) },
  }
}
