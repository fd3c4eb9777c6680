/** A binary min-heap ordered by due time: cheap insert and cheap next for thousands of streams. */

/** Something with a due time. */
export type Due = { readonly dueMs: number }

/** Min-heap; ties come out in any order. */
export class DueHeap<T extends Due> {
  private readonly items: T[] = []

  get size(): number {
    return this.items.length
  }

  peek(): T | undefined {
    return this.items[0]
  }

  push(item: T): void {
    const items = this.items
    let index = items.length
    items.push(item)
    while (index > 0) {
      const parentIndex = (index - 1) >> 1
      const parent = items[parentIndex]
      if (parent === undefined || parent.dueMs <= item.dueMs) break
      items[index] = parent
      index = parentIndex
    }
    items[index] = item
  }

  pop(): T | undefined {
    const items = this.items
    const top = items[0]
    const last = items.pop()
    if (top !== undefined && last !== undefined && items.length > 0) this.sink(last)
    return top
  }

  private sink(item: T): void {
    const items = this.items
    let index = 0
    for (;;) {
      let childIndex = 2 * index + 1
      let child = items[childIndex]
      if (child === undefined) break
      const right = items[childIndex + 1]
      if (right !== undefined && right.dueMs < child.dueMs) {
        child = right
        childIndex += 1
      }
      if (child.dueMs >= item.dueMs) break
      items[index] = child
      index = childIndex
    }
    items[index] = item
  }
}
