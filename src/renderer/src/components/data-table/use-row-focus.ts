/** Roving tabindex over virtual rows: one row is in the Tab order, arrows move, the moved-to row is scrolled in and focused. */
import { useEffect, useRef, useState, type KeyboardEvent, type RefObject } from 'react'
import { nextRowIndex } from './columns.ts'

export type RowFocus = {
  /** The row in the Tab order; it must always be rendered. */
  readonly activeIndex: number
  readonly setActiveIndex: (index: number) => void
  readonly onKeyDown: (event: KeyboardEvent) => void
}

/** `count` rows in `container`; `reveal` scrolls a row into view. */
export const useRowFocus = (
  container: RefObject<HTMLElement | null>,
  count: number,
  pageRows: () => number,
  reveal: (index: number) => void,
): RowFocus => {
  const [active, setActive] = useState(0)
  const pending = useRef<number | null>(null)
  const activeIndex = Math.min(active, Math.max(0, count - 1))

  useEffect(() => {
    if (pending.current === null) return
    const row = container.current?.querySelector<HTMLElement>(`[data-index="${pending.current}"]`)
    pending.current = null
    row?.focus({ preventScroll: true })
  }, [container, activeIndex])

  const onKeyDown = (event: KeyboardEvent): void => {
    const onRow = event.target instanceof HTMLElement && event.target.dataset['index'] !== undefined
    if (!onRow || event.altKey || event.ctrlKey || event.metaKey) return
    const next = nextRowIndex(event.key, activeIndex, count, pageRows())
    if (next === null) return
    event.preventDefault()
    pending.current = next
    setActive(next)
    reveal(next)
  }

  return { activeIndex, setActiveIndex: setActive, onKeyDown }
}
