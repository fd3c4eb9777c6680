/** Moving a lane among those on screen, in an order that also holds hidden ones. */

/** The order after moving one lane past its visible neighbour; the same order where there is none. */
export function movedOrder(order: readonly string[], id: string, by: -1 | 1, visible: readonly string[]): readonly string[] {
  const neighbour = visible[visible.indexOf(id) + by]
  if (neighbour === undefined || !visible.includes(id)) return order
  const rest = order.filter((each) => each !== id)
  const at = rest.indexOf(neighbour) + (by === 1 ? 1 : 0)
  return [...rest.slice(0, at), id, ...rest.slice(at)]
}
